"""Backups and reports nobody would write: refused in our words, or taken in whole; never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.unit.app.incidenthouse import ANA, book
from tests.unit.respond.samples import DIGEST, NOW, attack, empty, finding, report
from vedette.app.incidentbackup import restored, written
from vedette.app.incidents import IncidentBook
from vedette.core import codec
from vedette.core.errors import BadInput, VedetteError
from vedette.core.incidents import Incident, Piece
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.nouns import Report
from vedette.core.verdicts import Judgement, Verdict
from vedette.respond.cards import card_of
from vedette.respond.events import Event, NoteAdded, Opened, PieceAdded
from vedette.respond.fold import carried_on, folded
from vedette.respond.intake import Taking, severity_of, taken, title_of
from vedette.respond.measures import measured
from vedette.respond.similar import similar
from vedette.store.incidentchain import Logged

ODD = st.sampled_from(
    [
        "",
        "\0",
        "\ud800",
        "\u202e",
        "a" * 5_000,
        "9999-99-99T99:99:99Z",
        "0001-01-01T00:00:00+23:59",
        "::",
        "%s",
        None,
        -1,
        0,
        1e308,
    ]
)
ONE, TWO = finding("1", "2026-03-03T08:00:00Z"), finding("2", "2026-03-03T09:00:00Z", source="b.log")
SAMPLE = report(
    ONE,
    TWO,
    attacks=(attack(ONE, TWO),),
    judgements=(
        Judgement(artefact=DIGEST, name="a.js", kind="script", verdict=Verdict.MALICIOUS, summary="Bad."),
    ),
    indicators=(
        Indicator(kind=IndicatorKind.ADDRESS, value="192.0.2.1", artefact=DIGEST, name="a.js", offset=0),
    ),
)


@contextmanager
def somewhere() -> Iterator[tuple[IncidentBook, Path]]:
    with TemporaryDirectory() as made, book(Path(made)) as ours:
        yield ours, Path(made)


@pytest.fixture(scope="module")
def backup() -> tuple[bytes, str, list[Logged]]:
    with somewhere() as (ours, room):
        digest, size = ours.locker.put([b"a memory dump"], 100)
        piece = Piece(id="p", name="memory.dmp", digest=digest, size=size)
        notes = [NoteAdded(id=str(one), text="x" * one) for one in range(5)]
        ident = ours.begin(ANA, Opened(title="t"), [PieceAdded(piece=piece), *notes]).incident.id
        written(ours, ANA, [ident], room / "all.zip")
        return (room / "all.zip").read_bytes(), ident, ours.store.events(ident)


@given(st.data())
def test_a_backup_with_other_bytes_is_refused_or_the_same(
    backup: tuple[bytes, str, list[Logged]], data: st.DataObject
) -> None:
    whole, ident, events = backup
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    with somewhere() as (ours, room):
        (room / "all.zip").write_bytes(changed)
        try:
            restored(ours, ANA, room / "all.zip")
        except VedetteError:
            assert ours.store.owned(None) == []
        else:
            assert ours.store.events(ident) == events


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    """Yield where the leaves are."""
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


PLAIN = json.loads(codec.dump(SAMPLE))
PLACES = list(places(PLAIN))


def put(value: Any, path: tuple[str | int, ...], new: object) -> None:  # noqa: ANN401 - JSON
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=4))
def test_a_report_with_other_values_is_refused_or_taken_in(
    changes: list[tuple[tuple[str | int, ...], object]],
) -> None:
    made = json.loads(codec.dump(SAMPLE))
    for path, new in changes:
        try:
            put(made, path, new)
        except (TypeError, KeyError, IndexError):
            continue  # another change took its place away
    try:
        told = codec.load(json.dumps(made).encode("utf-8", "surrogatepass"), Report)
    except BadInput:
        return
    incident = takes(told)
    assert incident.odd == ()
    assert takes(told, incident).timeline == incident.timeline
    assert title_of(told) is not None
    assert severity_of(told)
    similar(card_of(incident), [card_of(takes(SAMPLE))])
    measured([card_of(incident)], NOW)


def takes(told: Report, into: Incident | None = None) -> Incident:
    before = into or empty()
    whats = taken(told, before, Taking(DIGEST, NOW, {"auth.log": 37.0}))
    events = [Event(id="0" * 32, incident="inc1", at=NOW, by="ana", what=what) for what in whats]
    after = carried_on(before, events)
    assert folded(events, "inc1").timeline == after.timeline or into is not None
    return after
