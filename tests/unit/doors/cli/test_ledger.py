"""The ledger by the command line, with the real one of this machine; only receipts come from a service."""

import io
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doors.cli.loopback import Loopback, Says, loopback
from vedette.app.ledger_requests import ShowReceipt
from vedette.app.wiring import build
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger import keys


class Home:
    """Somebody's machine, and what the last command said there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {"VEDETTE_DATA_DIR": str(folder / "data")}
        self.out = self.err = ""

    def runs(self, *words: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        code = main(("ledger", *words), Console(self.environ, out, err))
        self.out, self.err = out.getvalue(), err.getvalue()
        return code

    def receipt(self, index: int) -> str:
        """The proof of an entry of this machine's own ledger."""
        return build(self.environ).run("ledger.receipt", ShowReceipt(index=index)).value.receipt

    @property
    def key(self) -> str:
        return keys.load(self.folder / "data" / "ledger" / "key").public.text()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    assert made.runs("export", str(tmp_path / "out")) == 0
    return made


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as made:
        yield made


def test_what_was_exported_holds_until_a_letter_is_changed(home: Home) -> None:
    folder = home.folder / "out"
    assert f"written: {folder}" in home.err
    assert home.runs("verify", str(folder), "--trust", home.key) == 0
    assert home.out.startswith("holds: ")
    assert home.runs("verify", str(folder)) == 0, "an export brings its key along"
    for file in sorted(one for one in folder.rglob("*") if one.is_file() and "entries" in str(one)):
        file.write_bytes(file.read_bytes().replace(b"ledger.export", b"ledger.exporT"))
    assert home.runs("verify", str(folder), "--trust", home.key) == 1
    assert "BROKEN" in home.out
    assert "does not hold" in home.out


def test_more_is_asked_of_an_export_than_it_has(home: Home) -> None:
    folder = str(home.folder / "out")
    assert home.runs("verify", folder, "--quorum", "1") == 2
    assert "--witness" in home.err
    other = Home(home.folder / "other")
    other.runs("export", str(home.folder / "theirs"))
    assert home.runs("verify", folder, "--witness", other.key, "--quorum", "1") == 1
    assert home.runs("verify", str(home.folder / "none.zip")) == 2
    with zipfile.ZipFile(home.folder / "empty.zip", "w"):
        pass
    assert home.runs("verify", str(home.folder / "empty.zip")) in {1, 2}


def test_a_receipt_from_a_service_is_checked_with_the_key_kept_since_the_first_sign_in(
    home: Home, service: Loopback
) -> None:
    text, file = home.receipt(1), home.folder / "receipt"
    service.on("GET /v1/ledger/key", Says(body=home.key.encode()))
    service.signed_in(home.folder)
    service.on("GET /v1/ledger/receipts/1", {"result": {"receipt": text}})
    assert home.runs("receipt", "1", "-o", str(file)) == 0
    assert file.read_text() == text
    assert home.runs("verify", str(file)) == 0, home.out
    assert home.key in home.err
    file.write_text(text.replace(text[40], "A" if text[40] != "A" else "B", 1))
    assert home.runs("verify", str(file)) == 1


def test_a_receipt_says_nothing_without_a_key(home: Home) -> None:
    file = home.folder / "receipt"
    file.write_text(home.receipt(0))
    assert home.runs("verify", str(file)) == 2
    assert "--trust" in home.err
    assert home.runs("verify", str(file), "--trust", home.key) == 0
    other = Home(home.folder / "other")
    other.runs("export", str(home.folder / "theirs"))
    assert home.runs("verify", str(file), "--trust", other.key) == 1, "another ledger's key"


def test_a_receipt_goes_nowhere_it_cannot(home: Home, service: Loopback) -> None:
    service.signed_in(home.folder)
    service.on("GET /v1/ledger/receipts/1", {"result": {"receipt": "r"}})
    assert home.runs("receipt", "1", "-o", str(home.folder / "none" / "receipt")) == 2
    service.on("GET /v1/ledger/receipts/9", Says(400, {"detail": "there is no entry 9"}))
    assert home.runs("receipt", "9", "-o", str(home.folder / "receipt")) == 2
    assert "there is no entry 9" in home.err
    assert not (home.folder / "receipt").exists()
    assert home.runs("receipt", "nine", "-o", "x") == 2


def test_a_services_ledger_comes_as_one_archive(home: Home, service: Loopback) -> None:
    service.signed_in(home.folder)
    home.runs("export", str(home.folder / "own.zip"))
    data = (home.folder / "own.zip").read_bytes()
    service.on("GET /v1/ledger/export", Says(body=data))
    assert home.runs("export", str(home.folder / "theirs.zip"), "--service") == 0
    assert (home.folder / "theirs.zip").read_bytes() == data
    assert home.runs("verify", str(home.folder / "theirs.zip"), "--trust", home.key) == 0
    for wrong in ("theirs.zip", "folder"):
        assert home.runs("export", str(home.folder / wrong), "--service") == 2
        assert "no new .zip file" in home.err


def test_a_services_witnesses_are_asked_by_the_service(home: Home, service: Loopback) -> None:
    service.signed_in(home.folder)
    service.on("POST /v1/ledger/witness", {"result": {"size": 7, "signed": ["w"], "refused": []}})
    assert home.runs("witness", "--service") == 0
    assert home.out == "7 entries, signed by w\n"
    service.on("POST /v1/ledger/witness", {"result": {"size": 7, "signed": [], "refused": ["w: 409"]}})
    assert home.runs("witness", "--service") == 1
    assert "w: 409" in home.err


def test_witnesses_that_do_not_sign_are_named(home: Home) -> None:
    assert home.runs("witness") == 2
    assert "no witness is listed" in home.err
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    other = Home(home.folder / "other")
    other.runs("export", str(home.folder / "theirs"))
    (home.folder / "data" / "ledger" / "witnesses").write_text(f"{nobody} {other.key}\n")
    assert home.runs("witness") == 1
    assert "signed by nobody" in home.out
    assert "no answer" in home.err
