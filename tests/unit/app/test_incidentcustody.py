"""One byte, one event or one entry changed: custody says exactly which."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.app.incidenthouse import Desk
from vedette.app import incident_requests as ask
from vedette.app.incidentcustody import measured
from vedette.core.digest import sha256
from vedette.core.errors import LimitHit
from vedette.respond.events import NoteAdded


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def incident(desk: Desk) -> str:
    made = desk.open().id
    piece = desk.keep(made, b"a memory dump")
    desk.change(made, NoteAdded(id="", text="seen"))
    desk.ask("incident.handle", ask.HandleEvidence(incident=made, piece=piece, what="checked"))
    return made


def on(path: Path, sql: str, *args: object) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        assert base.execute(sql, args).rowcount == 1


def test_what_nobody_touched_holds_and_says_where_it_is_sealed(desk: Desk, incident: str) -> None:
    made = desk.custody(incident)
    assert made.holds
    assert (made.events, made.sealed) == (4, 4)
    assert [one.custody.entry.partition(":")[0] for one in made.pieces[0].links] == ["3", "7"]


def test_one_byte_of_a_piece(desk: Desk, incident: str) -> None:
    digest = sha256(b"a memory dump").removeprefix("sha256:")
    path = desk.home / "data" / "incidents" / "locker" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(b"b memory dump")
    made = desk.custody(incident)
    assert not made.holds
    assert "not what was taken" in made.pieces[0].problem
    assert made.problems == ()
    path.unlink()
    assert desk.custody(incident).pieces[0].problem == "its bytes are gone"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("update incident_events set data = replace(data, 'seen', 'sown') where seq = 3", "event 3 ("),
        ("update incident_events set author = 'eve' where seq = 2", "event 2 ("),
        ("delete from incident_events where seq = 3", "event 3 is missing"),
        ("delete from incident_events where seq = 4", "the last 1 events are gone"),
    ],
)
def test_one_event(desk: Desk, incident: str, change: str, words: str) -> None:
    on(desk.home / "data" / "incidents" / "incidents.sqlite", change)
    made = desk.custody(incident)
    assert not made.holds
    assert words in made.problems[0]


def rewritten(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda leaf: leaf.replace(old, new, 1)


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (3, rewritten(b'"piece":"sha256:', b'"piece":"sha256:0')),
        (3, rewritten(b'"outcome":"done"', b'"outcome":"Done"')),
        (2, rewritten(b'"verdict":"allow"', b'"verdict":"allov"')),
        (7, rewritten(b'"piece":"sha256:', b'"piece":"sha256:0')),
        (7, rewritten(b'"head":"sha256:', b'"head":"sha256:0')),
    ],
)
def test_one_entry_of_the_ledger(
    desk: Desk, incident: str, number: int, change: Callable[[bytes], bytes]
) -> None:
    path = desk.home / "data" / "ledger" / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as base, base:
        ((leaf,),) = base.execute("select data from leaf where number = ?", (number,))
        changed = change(leaf)
        assert changed != leaf
        base.execute("update leaf set data = ? where number = ?", (changed, number))
    made = desk.custody(incident)
    assert not made.holds
    said = " ".join((*made.problems, *(link.problem for link in made.pieces[0].links)))
    assert f"entry {number} " in said or f"entries {number - 1} to {number} " in said, said


def test_the_newest_entry_is_pinned_by_the_next_look(desk: Desk, incident: str) -> None:
    desk.custody(incident)
    path = desk.home / "data" / "ledger" / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as base, base:
        ((leaf,),) = base.execute("select data from leaf where number = 7")
        base.execute("update leaf set data = ? where number = 7", (leaf.replace(b'"tier":2', b'"tier":3'),))
    made = desk.custody(incident)
    assert made.problems
    assert "of the ledger was changed" in made.problems[0]


def test_a_piece_that_is_not_kept_is_measured_within_bounds() -> None:
    assert measured([b"ab", b"c"], 3) == (sha256(b"abc"), 3)
    with pytest.raises(LimitHit):
        measured([b"ab", b"cd"], 3)
