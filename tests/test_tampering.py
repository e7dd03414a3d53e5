"""A5: whoever runs a service changes its ledger behind it; the verifier tells, or a witness."""

from __future__ import annotations

import io
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.serving import environment, leaves, served
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger import keys
from vedette.ledger.log import Ledger
from vedette.ledger.notes import Algorithm, PrivateKey, public_key
from vedette.ledger.slots import Folder
from vedette.ledger.sqlite import SqliteStore
from vedette.ledger.witness import Witness

WITNESS = PrivateKey("clinic.example", Algorithm.COSIGNATURE, bytes(range(32)))
ENTRIES = 300
"""More than a tile holds."""


def run(home: Path, *words: str) -> tuple[int, str]:
    """Run a command as who runs the service and has the folder of its data."""
    said = io.StringIO()
    there = environment(home) | {"VEDETTE_DATA_DIR": str(home / "service")}
    return main(("ledger", *words), Console(there, said, said)), said.getvalue()


@contextmanager
def witnessing(seen: Path, watched: str) -> Iterator[str]:
    """A member's witness on loopback; what it saw lies in a folder of theirs."""
    witness = Witness(WITNESS, [public_key(watched)], Folder(seen), time.time)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = witness.add_checkpoint(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/add-checkpoint"
        server.shutdown()
        thread.join()


@dataclass
class House:
    """The folder of a service that is down, and what a member outside has kept."""

    home: Path
    key: str
    """The ledger's, as members know it."""

    @property
    def ledger(self) -> Path:
        return self.home / "service" / "ledger"

    def witness(self) -> tuple[int, str]:
        """Have the member's witness sign the ledger as it is."""
        with witnessing(self.home / "seen", self.key) as url:
            listed = f"{url} {WITNESS.public.text()}\n"
            (self.ledger / "witnesses").write_text(listed)
            return run(self.home, "witness")

    def verified(self, name: str) -> tuple[int, str]:
        """Export the ledger, and verify that with the key and the checkpoint the member kept."""
        code, said = run(self.home, "export", str(self.home / name))
        if code:
            return code, said
        kept = self.home / "kept" / "checkpoint"
        return run(self.home, "verify", str(self.home / name), "--trust", self.key, "--earlier", str(kept))

    def sql(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.ledger / "ledger.sqlite")) as base, base:
            for one in statements:
                base.execute(one)

    def rebuilt(self, change: Callable[[list[bytes]], list[bytes]]) -> None:
        """Write the whole ledger anew as if it had always been so, and forget what was signed of the old."""
        entries = change(leaves(self.home / "service"))
        for old in self.ledger.glob("ledger.sqlite*"):
            old.unlink()
        shutil.rmtree(self.ledger / "pseudonyms")
        made = Ledger(SqliteStore(self.ledger / "ledger.sqlite"))
        for one in entries:
            made.append(one)
        made.close()

    def copied(self, place: Path) -> House:
        shutil.copytree(self.home, place)
        return House(place, self.key)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A service that ran, and was witnessed, and a checkpoint and an export that a member took home."""
    folder = tmp_path_factory.mktemp("made")
    with served(folder) as service:
        operator = Browser(service.url)
        operator.enrol(service.link)
        operator.sign_in("operations")
        while len(leaves(service.data)) < ENTRIES:
            operator.ask("GET", "/v1/me")
        house = House(folder / "data", operator.http.get("/v1/ledger/key").text.strip())
        operator.http.close()
    shutil.copytree(house.home / "service", house.home / "backup")
    code, said = house.witness()
    assert code == 0, said
    assert "signed by clinic.example" in said
    assert run(house.home, "export", str(house.home / "kept"))[0] == 0
    return house


@pytest.fixture
def house(made: House, tmp_path: Path) -> House:
    return made.copied(tmp_path / "house")


def test_what_was_only_added_to_is_witnessed_again_and_holds(house: House) -> None:
    assert house.witness()[0] == 0
    code, said = house.verified("later")
    assert code == 0, said


@pytest.mark.parametrize("kind", ["blob", "text"])
def test_a_rewritten_entry_is_told(house: House, kind: str) -> None:
    """The hashes above are as they were: only who hashes every entry again sees it."""
    changed = f"cast(replace(data, 'allow', 'deny!') as {kind})"
    house.sql(f"update leaf set data = {changed} where number = 5")  # noqa: S608
    code, said = house.verified("later")
    assert code
    assert "BROKEN" in said


@pytest.mark.parametrize(
    "statement",
    [
        "update leaf set data = x'7b7d' where number = 290",
        "delete from leaf where number > 280",
        "update head set size = 280",
        "delete from tile",
    ],
)
def test_what_was_changed_in_the_file_is_told_before_anything_is_signed(house: House, statement: str) -> None:
    house.sql(statement)
    code, said = house.witness()
    assert code == 4
    assert "the ledger" in said


@pytest.mark.parametrize("part", [0.0, 0.5, 0.9])
def test_a_file_that_was_cut_short_is_told(house: House, part: float) -> None:
    """Cut to nothing it is a new ledger to us, and no ledger of theirs to those outside."""
    with closing(sqlite3.connect(house.ledger / "ledger.sqlite")) as base:
        base.execute("pragma wal_checkpoint(truncate)")
    file = house.ledger / "ledger.sqlite"
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    code, said = house.witness()
    assert code in {1, 4}
    assert "signed by clinic.example" not in said


def altered(entries: list[bytes]) -> list[bytes]:
    return [*entries[:5], entries[5].replace(b"allow", b"deny!"), *entries[6:]]


def cut(entries: list[bytes]) -> list[bytes]:
    return entries[:280]


def cut_and_grown(entries: list[bytes]) -> list[bytes]:
    return entries[:280] + [b'{"kind":"decided","id":"%d","time":1.0}' % number for number in range(60)]


def without(entries: list[bytes]) -> list[bytes]:
    return entries[:100] + entries[101:]


@pytest.mark.parametrize("change", [altered, cut, cut_and_grown, without])
def test_a_ledger_written_anew_is_told_by_the_witness_and_by_who_kept_a_checkpoint(
    house: House, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    house.rebuilt(change)
    code, said = house.witness()
    assert code == 1
    assert "signed by nobody" in said
    assert house.verified("later")[0] == 1


def test_a_restored_backup_is_told(house: House) -> None:
    """With all that lay beside it: nothing in the house remembers what was signed since."""
    shutil.rmtree(house.home / "service")
    shutil.copytree(house.home / "backup", house.home / "service")
    assert house.verified("later")[0] == 1
    code, said = house.witness()
    assert code == 1
    assert "signed by nobody" in said


def test_two_ledgers_are_not_both_witnessed(house: House, tmp_path: Path) -> None:
    other = house.copied(tmp_path / "other")
    assert house.witness()[0] == 0
    shutil.rmtree(other.home / "seen")
    shutil.copytree(house.home / "seen", other.home / "seen")  # it is the same member's witness
    assert other.witness()[0] == 1


def test_a_ledger_under_another_key_is_told(house: House) -> None:
    name = public_key(house.key).name
    (house.ledger / "key").unlink()
    keys.create(house.ledger / "key", name)
    code, said = house.witness()
    assert code == 4
    assert "key" in said
    shutil.rmtree(house.ledger / "pseudonyms")
    code, said = house.witness()
    assert code == 1
    assert "403" in said
    assert house.verified("later")[0] == 1
