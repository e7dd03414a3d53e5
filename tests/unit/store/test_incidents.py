"""What only a store of events can get wrong: two writers at once, a kill in the middle, a backup put back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.forking import Script
from vedette.core.documents import Conflict
from vedette.core.errors import BadInput, LimitHit
from vedette.store import incidents
from vedette.store.incidentchain import Logged, Sent, beginning, fault, link
from vedette.store.incidents import Fold, SqlIncidents
from vedette.store.sql import Database, on_postgres, on_sqlite

pytest_plugins = ["tests.postgres"]

WRITING = "writing"
ORG = "org:clinic"

# Sends events one by one, each twice, as somebody whose line is bad does; says of each when it is kept.
WRITER = """
import sys
from pathlib import Path
from vedette.store.incidentchain import Sent
from vedette.store.incidents import SqlIncidents
from vedette.store.sql import on_postgres, on_sqlite
kind, where, name = sys.argv[1:]
store = SqlIncidents(on_sqlite(Path(where)) if kind == "sqlite" else on_postgres(where, 2))
sys.stdin.readline()
for number in range(2000):
    ident = f"{name}{number:031x}"
    sent = Sent(ident, "now", name, "", "", b'{"number": %d}' % number)
    store.append("inc", [sent])
    print(ident, flush=True)
    if number % 7 == 0:
        assert store.append("inc", [sent]).added == 0
"""


def sent(ident: str, data: bytes = b"{}", field: str = "", by: str = "ana") -> Sent:
    return Sent(ident, "2026-03-01T08:00:00Z", by, "d", field, data)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    if request.param == "sqlite":
        return "sqlite", str(tmp_path / "incidents.sqlite")
    return "postgres", request.getfixturevalue("postgres")


@pytest.fixture
def base(place: tuple[str, str]) -> Iterator[Database]:
    kind, where = place
    with closing(on_sqlite(Path(where)) if kind == "sqlite" else on_postgres(where)) as base:
        yield base


@pytest.fixture
def store(base: Database) -> SqlIncidents:
    return SqlIncidents(base)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[SqlIncidents]:
    with closing(on_sqlite(tmp_path / "incidents.sqlite")) as base:
        yield SqlIncidents(base)


def writers(place: tuple[str, str], names: str) -> list[Script]:
    kind, where = place
    where = f"{where} application_name={WRITING}" if kind == "postgres" else where
    return [Script(WRITER, kind, where, name) for name in names]


def wait_for_the_dead(place: tuple[str, str], base: Database) -> None:
    """PostgreSQL finishes what a killed client had sent it: only then is there something to count."""
    ours = "select count(*) from pg_stat_activity where application_name = ?"
    until = time.monotonic() + 60
    while place[0] == "postgres" and base.read(ours, (WRITING,)) != [(0,)]:
        assert time.monotonic() < until, "a killed client's session ends"
        time.sleep(0.01)


def test_two_writers_at_once_and_a_kill_in_the_middle_lose_nothing_and_double_nothing(
    place: tuple[str, str], base: Database, store: SqlIncidents
) -> None:
    store.begin("inc", ORG, [])
    acknowledged: set[str] = set()
    for names, seen in (("ab", 20), ("ac", 2))[: 2 if place[0] == "sqlite" else 1]:
        processes = writers(place, names)
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            acknowledged |= {process.stdout.readline().strip() for _ in range(seen)}
        for process in processes:
            process.kill()
            acknowledged |= {one for one in process.stdout.read().split() if len(one) == 32}
            process.wait()
            process.close()
    wait_for_the_dead(place, base)
    events = store.events("inc")
    kept = [one.sent.id for one in events]
    assert acknowledged <= set(kept), "no acknowledged event is lost"
    assert len(kept) == len(set(kept)), "none is there twice"
    assert len(kept) <= len(acknowledged) + 4, "each writer may have died between deed and word"
    assert [one.seq for one in events] == list(range(1, len(events) + 1))
    assert not fault("inc", events)
    assert store.head("inc") == (len(events), events[-1].hash, 0)


def test_the_same_event_sent_twice_is_one(store: SqlIncidents) -> None:
    assert store.begin("inc", ORG, [sent("1")]).seq == 1
    assert store.begin("inc", ORG, [sent("1")]).added == 0
    assert store.append("inc", [sent("1"), sent("2")])[::2] == (2, 1)
    with pytest.raises(Conflict, match="was another"):
        store.append("inc", [sent("2", b"[]")])
    assert [one.sent for one in store.events("inc", 1)] == [sent("2")]


def test_an_id_of_another_incident_is_no_id_here(store: SqlIncidents) -> None:
    store.begin("one", ORG, [sent("1")])
    store.begin("two", ORG, [])
    with pytest.raises(Conflict):
        store.append("two", [sent("1")])
    with pytest.raises(Conflict):
        store.begin("one", "org:other", [sent("9")])
    with pytest.raises(BadInput, match="no incident"):
        store.append("three", [sent("2")])
    assert store.owned(ORG) == ["one", "two"]
    assert not store.owned("org:other")


def test_who_changed_the_same_meanwhile_is_named_and_other_changes_are_no_matter(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [sent("1")])
    store.append("inc", [sent("2", field="title", by="ben")])
    store.append("inc", [sent("3", field="severity", by="eve")], expect=1)
    with pytest.raises(Conflict, match=r"title was changed meanwhile: by ben at 2026-03-01.* \(version 2\)"):
        store.append("inc", [sent("4", field="title")], expect=1)
    assert store.append("inc", [sent("2", field="title", by="ben")], expect=1).added == 0, "sent again"
    assert store.append("inc", [sent("4", field="title")], expect=3).seq == 4


def test_bounds(here: SqlIncidents, monkeypatch: pytest.MonkeyPatch) -> None:
    here.begin("inc", ORG, [])
    monkeypatch.setattr(incidents, "EVENTS_MOST", 2)
    monkeypatch.setattr(incidents, "EVENT_BYTES", 10)
    with pytest.raises(LimitHit, match="11 bytes"):
        here.append("inc", [sent("1", b"x" * 11)])
    with pytest.raises(LimitHit, match="at most 2"):
        here.append("inc", [sent(str(one)) for one in range(3)])
    with pytest.raises(BadInput, match="twice"):
        here.append("inc", [sent("1"), sent("1")])
    assert not here.events("inc")


def test_many_events_at_once_stay_in_order(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [sent(str(one), b"%d" % one) for one in range(350)])
    assert [one.sent.data for one in store.events("inc")] == [b"%d" % one for one in range(350)]


def test_a_backup_is_put_back_where_it_is_missing_and_refused_where_it_differs(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [sent("1"), sent("2"), sent("3")])
    whole = store.events("inc")
    copied = [Logged(one.seq, one.sent._replace(id=f"c{one.sent.id}"), one.hash) for one in whole]
    assert fault("inc", copied), "the id is part of the chain"
    assert store.restore("inc", ORG, whole) == 0
    base = store.events("inc")
    assert base == whole
    other = link(beginning("inc"), 1, sent("1", b"other"))
    with pytest.raises(Conflict, match="event 1"):
        store.restore("inc", ORG, [Logged(1, sent("1", b"other"), other)])
    assert store.events("inc") == whole


def test_a_restored_incident_is_the_same_and_goes_on(tmp_path: Path) -> None:
    with closing(on_sqlite(tmp_path / "a")) as one, closing(on_sqlite(tmp_path / "b")) as two:
        first, second = SqlIncidents(one), SqlIncidents(two)
        first.begin("inc", ORG, [sent("1"), sent("2")])
        assert second.restore("inc", ORG, first.events("inc")[:1]) == 1
        assert second.restore("inc", ORG, first.events("inc")) == 1
        assert second.events("inc") == first.events("inc")
        assert second.append("inc", [sent("3")])[:2] == first.append("inc", [sent("3")])[:2]


@pytest.mark.parametrize("change", ["data", "at", "by", "decision", "field", "id", "gone", "swapped"])
def test_any_change_of_an_event_is_seen(here: SqlIncidents, change: str) -> None:
    here.begin("inc", ORG, [sent("1"), sent("2", b"[2]"), sent("3")])
    events = here.events("inc")
    if change == "gone":
        del events[1]
        assert fault("inc", events) == "event 2 is missing: the next one there is event 3"
        return
    if change == "swapped":
        events[1], events[2] = events[2]._replace(seq=2), events[1]._replace(seq=3)
    else:
        told: dict[str, Any] = {change: b"[3]" if change == "data" else "x"}
        events[1] = events[1]._replace(sent=events[1].sent._replace(**told))
    assert fault("inc", events).startswith("event 2 (")
    assert fault("other", here.events("inc")).startswith("event 1 (")


def test_folds_are_kept_and_thrown_away_when_old(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [sent("1")])
    store.begin("two", ORG, [sent("2")])
    store.keep("inc", "v1", Fold(1, b"fold", b"card"))
    assert store.fold("inc", "v1") == (1, b"fold", b"card")
    assert store.fold("inc", "v2") is None
    assert store.cards(ORG, "v1") == {"inc": b"card", "two": None}
    assert store.cards(None, "v2") == {"inc": None, "two": None}
    assert store.cards("org:other", "v1") == {}
    store.append("inc", [sent("3")])
    assert store.cards(ORG, "v1") == {"inc": None, "two": None}
    store.keep("inc", "v1", Fold(2, b"newer", b"card"))
    store.keep("inc", "v1", Fold(1, b"older", b"card"))
    assert store.fold("inc", "v1") == (2, b"newer", b"card")


def test_which_events_are_there_already(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [sent("1"), sent("2")])
    store.begin("two", ORG, [sent("3")])
    assert store.known("inc", ["1", "3", "4"]) == {"1"}
    assert store.known("inc", []) == frozenset()


def test_what_is_whose(store: SqlIncidents) -> None:
    store.begin("inc", ORG, [])
    assert (store.owner("inc"), store.owner("no"), store.head("no")) == (ORG, None, None)
