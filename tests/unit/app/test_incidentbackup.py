"""A backup put back is what was saved; what is there stays, what was changed is refused and named."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.app.incidenthouse import ANA, EVE, Desk, book
from vedette.app import incident_requests as ask
from vedette.app.incidentbackup import restored, written, written_here
from vedette.app.incidents import IncidentBook
from vedette.app.job_answers import Missing
from vedette.core.documents import Conflict
from vedette.core.errors import BadInput, VedetteError
from vedette.core.incidents import Piece
from vedette.respond.events import NoteAdded, Opened, PieceAdded, Retitled

DATA = b"a memory dump" * 1_000
HERE, THERE = "here", "there"


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[IncidentBook]:
    with book(tmp_path / HERE) as made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[IncidentBook]:
    with book(tmp_path / THERE) as made:
        yield made


def filled(ours: IncidentBook, title: str = "é\u202e") -> str:
    digest, size = ours.locker.put([DATA], 1 << 20)
    piece = Piece(id="p", name="memory.dmp", digest=digest, size=size)
    return ours.begin(ANA, Opened(title=title), [PieceAdded(piece=piece)]).incident.id


def saved(ours: IncidentBook, path: Path) -> Path:
    path.unlink(missing_ok=True)
    written(ours, ANA, ours.store.owned(ANA.owner), path)
    return path


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            if (changed := change(name, data)) is not None:
                archive.writestr(name, changed)


def test_what_is_put_back_elsewhere_is_the_same(
    ours: IncidentBook, other: IncidentBook, tmp_path: Path
) -> None:
    first, second = filled(ours), filled(ours, "another")
    path = tmp_path / "all.zip"
    made = written(ours, ANA, [first, second], path)
    assert (made.incidents, made.events, made.pieces, made.missing) == (2, 4, 1, ())
    done = restored(other, ANA, path, made.digest)
    assert (done.incidents, done.events, done.pieces) == (2, 4, 1)
    for ident in (first, second):
        assert other.store.events(ident) == ours.store.events(ident)
        assert other.load(ANA, ident) == ours.load(ANA, ident)
    piece = other.load(ANA, first).locker[0]
    assert b"".join(other.locker.read(piece.digest)) == DATA


def test_only_what_is_missing_is_put_back(ours: IncidentBook, tmp_path: Path) -> None:
    ident = filled(ours)
    path = saved(ours, tmp_path / "all.zip")
    ours.append(ANA, ident, [Retitled(title="later")])
    done = restored(ours, ANA, path)
    assert (done.incidents, done.events, done.pieces) == (0, 0, 0)
    assert ours.load(ANA, ident).title == "later"


def test_what_was_added_since_the_last_backup_is_put_back(
    ours: IncidentBook, other: IncidentBook, tmp_path: Path
) -> None:
    ident = filled(ours)
    restored(other, ANA, saved(ours, tmp_path / "one.zip"))
    ours.append(ANA, ident, [Retitled(title="later")])
    done = restored(other, ANA, saved(ours, tmp_path / "two.zip"))
    assert (done.incidents, done.events) == (1, 1)
    assert other.load(ANA, ident) == ours.load(ANA, ident)


def test_a_history_that_parted_is_refused_and_named(
    ours: IncidentBook, other: IncidentBook, tmp_path: Path
) -> None:
    ident = filled(ours)
    restored(other, ANA, saved(ours, tmp_path / "one.zip"))
    ours.append(ANA, ident, [Retitled(title="here")])
    other.append(ANA, ident, [Retitled(title="there")])
    with pytest.raises(Conflict, match=f"{ident}: event 3"):
        restored(other, ANA, saved(ours, tmp_path / "two.zip"))
    assert other.load(ANA, ident).title == "there"


def swapped(old: bytes, new: bytes, inside: str) -> Callable[[str, bytes], bytes]:
    return lambda name, data: data.replace(old, new, 1) if name.startswith(inside) else data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swapped(b"memory.dmp", b"memory.DMP", "incidents/"), r"event 2 \("),
        (swapped(b'"by":"ana"', b'"by":"eve"', "incidents/"), r"event 1 \("),
        (
            lambda name, data: data.splitlines()[0] + b"\n" if name.startswith("incidents/") else data,
            "has 1 events",
        ),
        (lambda name, data: data[:-1] + b"X" if name.startswith("locker/") else data, "evidence sha256:"),
        (lambda name, data: None if name.startswith("locker/") else data, "not in both"),
        (lambda name, data: None if name == "manifest.json" else data, "no manifest"),
        (swapped(b"vedette incidents 1", b"vedette incidents 2", "manifest"), "newer"),
        (swapped(b'"format"', b'"Format"', "manifest"), "not a"),
        (lambda name, data: b"{}\n" if name.startswith("incidents/") else data, "not a"),
    ],
)
def test_what_was_changed_in_a_backup_is_refused_and_named_and_nothing_is_put_back(
    ours: IncidentBook,
    other: IncidentBook,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    words: str,
) -> None:
    filled(ours)
    path = saved(ours, tmp_path / "all.zip")
    rewrite(path, change)
    with pytest.raises(BadInput, match=words):
        restored(other, ANA, path)
    assert other.store.owned(None) == []
    assert not list((tmp_path / THERE).rglob("locker/*"))


def test_the_digest_tells_one_backup_from_another(ours: IncidentBook, tmp_path: Path) -> None:
    filled(ours)
    with pytest.raises(BadInput, match="not sha256:00"):
        restored(ours, ANA, saved(ours, tmp_path / "all.zip"), "sha256:" + "0" * 64)


def test_what_is_no_backup_is_said(ours: IncidentBook, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    for data in (b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18):
        path.write_bytes(data)
        with pytest.raises(BadInput):
            restored(ours, ANA, path)
    with pytest.raises(BadInput, match="No such file"):
        restored(ours, ANA, tmp_path / "none.zip")


def test_a_file_that_is_there_is_not_written_over_and_others_incidents_are_not_saved(
    ours: IncidentBook, tmp_path: Path
) -> None:
    ident = filled(ours)
    path = saved(ours, tmp_path / "all.zip")
    before = path.read_bytes()
    with pytest.raises(BadInput, match="there already"):
        written(ours, ANA, [ident], path)
    with pytest.raises(Missing):
        written(ours, EVE, [ident], tmp_path / "eve.zip")
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["all.zip", HERE]


def test_evidence_that_is_damaged_here_is_named_and_left_out(
    ours: IncidentBook, other: IncidentBook, tmp_path: Path
) -> None:
    ident = filled(ours)
    digest = ours.load(ANA, ident).locker[0].digest.removeprefix("sha256:")
    path = tmp_path / HERE / "locker" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(b"x")
    made = written(ours, ANA, [ident], tmp_path / "all.zip")
    assert made.pieces == 0
    assert "memory.dmp" in made.missing[0]
    assert restored(other, ANA, tmp_path / "all.zip").events == 2


def test_one_incident_as_json_holds_all_that_happened(ours: IncidentBook) -> None:
    ident = filled(ours)
    said = json.loads(written_here(ours, ANA, ident).data)
    assert said["incident"]["id"] == ident
    assert [one["what"]["type"] for one in said["events"]] == ["opened", "piece_added"]


def test_a_damaged_incident_is_named_and_the_others_are_saved(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    good, bad = desk.open("good").id, desk.open("bad").id
    with closing(sqlite3.connect(tmp_path / "data" / "incidents" / "incidents.sqlite")) as base, base:
        base.execute("update incident_events set author = 'eve' where incident = ?", (bad,))
    made = desk.ask("incident.backup", ask.BackUpIncidents(path=tmp_path / "all.zip"))
    assert made.incidents == 1
    assert made.missing[0].startswith(f"incident {bad}: event 1")
    done = desk.ask("incident.restore", ask.RestoreIncidents(path=tmp_path / "all.zip", digest=made.digest))
    assert done.known
    desk.change(good, NoteAdded(id="", text="goes on"))


def test_a_backup_of_another_ledger_is_not_known(tmp_path: Path) -> None:
    one, two = Desk(tmp_path / "one"), Desk(tmp_path / "two")
    one.open()
    one.ask("incident.backup", ask.BackUpIncidents(path=tmp_path / "all.zip"))
    assert not two.ask("incident.restore", ask.RestoreIncidents(path=tmp_path / "all.zip")).known


def test_every_error_is_one_of_ours(ours: IncidentBook, tmp_path: Path) -> None:
    filled(ours)
    data = saved(ours, tmp_path / "all.zip").read_bytes()
    path = tmp_path / "cut.zip"
    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        with pytest.raises(VedetteError):
            restored(ours, ANA, path)
