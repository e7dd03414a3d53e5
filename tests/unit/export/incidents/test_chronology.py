"""Lines stand in the phase they show, in order of time, those without a time last."""

from __future__ import annotations

from tests.unit.export.incidents.samples import RANSOMWARE
from vedette.core.incidents import LineKind, TimelineLine
from vedette.export.incidents.chronology import phase_of, phases, row
from vedette.export.incidents.labels import labels
from vedette.export.incidents.pieces import text_of

SAY = labels("en")


def line(*techniques: str, kind: LineKind = LineKind.ATTACK, time: str = "", **more: object) -> TimelineLine:
    return TimelineLine(id="x", time=time, text="t", kind=kind, techniques=techniques, **more)  # type: ignore[arg-type]


def test_the_furthest_phase_counts() -> None:
    assert phase_of(line("T1566.001")) == "enter"
    assert phase_of(line("T1566.001", "T1486")) == "harm"
    assert phase_of(line()) == "other"
    assert phase_of(line("T9999")) == "other"
    assert phase_of(line("T1486", kind=LineKind.RESPONSE)) == "response"


def test_phases_are_in_order_of_time() -> None:
    by_phase = phases(RANSOMWARE)
    assert [one.time for one in by_phase["harm"]] == ["2026-03-01T23:48:12Z", "2026-03-01T23:52:39Z"]
    assert [one.id for one in by_phase["context"]] == ["c-1"]


def test_a_clock_that_was_wrong_is_said() -> None:
    ahead, behind = (row(line(skew=skew, source="log"), SAY) for skew in (42.0, -7.0))
    assert text_of(ahead[2]) == "log (42 s ahead, taken off)"
    assert text_of(behind[2]) == "log (7 s behind, added)"
    assert text_of(row(line(doubt="the year is a guess"), SAY)[1]) == "t (the year is a guess)"
