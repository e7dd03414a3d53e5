"""How long things took: median and 90th percentile, by month and severity, without what was no incident."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.respond.samples import empty
from vedette.core.clocks import DutyState
from vedette.core.incidents import Milestones, Resolution
from vedette.core.levels import Severity
from vedette.respond.cards import Card, DutyMark, card_of
from vedette.respond.instants import written
from vedette.respond.measures import measured, spans_of

NOW = "2026-04-01T00:00:00Z"
BASE = 1_772_600_000.0


def card(ident: str, contained: float | None = None, **fields: Any) -> Card:  # noqa: ANN401 - fields of the noun
    milestones = Milestones(
        began=written(BASE - 600),
        detected=written(BASE),
        contained="" if contained is None else written(BASE + contained),
    )
    made = card_of(replace(empty(), id=ident, milestones=milestones, opened=written(BASE)))
    return replace(made, **fields)


def test_each_span_counts_from_where_it_should() -> None:
    spans = spans_of(card("a", 3600).milestones)
    assert (spans["detect"], spans["contain"], spans["close"]) == (600.0, 3600.0, None)


def test_what_lies_in_the_wrong_order_is_not_measured() -> None:
    assert spans_of(Milestones(began=written(BASE), detected=written(BASE - 1)))["detect"] is None


def test_median_and_ninetieth_percentile() -> None:
    cards = [card(str(one), one * 60.0) for one in range(1, 11)]
    contain = measured(cards, NOW).all.spans["contain"]
    assert (contain.of, contain.median, contain.p90) == (10, 330.0, 540.0)


def test_false_alarms_are_counted_and_not_measured() -> None:
    found = measured([card("a", 60), card("b", 9_999, resolution=Resolution.FALSE_ALARM)], NOW)
    assert (found.all.incidents, found.all.false_alarms, found.all.spans["contain"].p90) == (1, 1, 60.0)
    assert [one.id for one in found.incidents] == ["a"]


def test_rows_by_month_and_by_severity_the_worst_first() -> None:
    cards = [
        card("a", severity=Severity.LOW, opened="2026-02-01T00:00:00Z"),
        card("b", severity=Severity.CRITICAL, opened="2026-03-01T00:00:00Z"),
        card("c", severity=Severity.LOW, opened="2026-03-02T00:00:00Z"),
    ]
    found = measured(cards, NOW)
    assert [(one.what, one.incidents) for one in found.months] == [("2026-02", 1), ("2026-03", 2)]
    assert [(one.what, one.incidents) for one in found.severities] == [("critical", 1), ("low", 2)]


def test_duties_met_in_time() -> None:
    def mark(state: DutyState, due: str, ended: str) -> DutyMark:
        return DutyMark(id="d", due=due, ended=ended, state=state)

    early, late = "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"
    duties = (
        mark(DutyState.TOLD, late, early),
        mark(DutyState.TOLD, early, late),
        mark(DutyState.OPEN, early, ""),
        mark(DutyState.OPEN, "2026-05-01T00:00:00Z", ""),
        mark(DutyState.NOT_APPLICABLE, early, ""),
        mark(DutyState.OPEN, "", ""),
    )
    found = measured([card("a", duties=duties)], NOW)
    assert (found.duties, found.duties_met) == (3, 1)


def test_no_incidents_are_no_error() -> None:
    assert measured([], NOW).all.incidents == 0


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_the_percentiles_are_among_what_was_measured(taken: list[float]) -> None:
    found = measured([card(str(place), round(one)) for place, one in enumerate(taken)], NOW).all.spans[
        "contain"
    ]
    assert found.median is not None
    assert found.p90 is not None
    assert min(map(round, taken)) <= found.median <= max(map(round, taken))
    assert found.p90 in {float(round(one)) for one in taken}
