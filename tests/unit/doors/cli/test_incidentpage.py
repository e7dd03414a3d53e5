"""What a responder sees: how it stands first, what is late said as late, strangers' text made harmless."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.unit.respond.samples import HOST, OUTSIDE, empty
from vedette.app.incident_answers import IncidentShown
from vedette.core.attacks import Part
from vedette.core.clocks import Duty, DutyState
from vedette.core.incidents import (
    EntityState,
    Incident,
    Milestones,
    Task,
    TaskState,
    TimelineLine,
    Watched,
)
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.doors.cli.incidentpage import page, table
from vedette.respond.similar import Like

NOW = "2026-03-04T10:00:00Z"


def shown(width: int = 100, **fields: Any) -> str:  # noqa: ANN401 - fields of the noun
    made: Incident = replace(empty(), **fields)
    return page(IncidentShown(incident=made, now=NOW), width)


def test_how_it_stands_comes_first() -> None:
    told = shown(lead="Ana", milestones=Milestones(began="2026-03-03T21:02:00Z")).splitlines()
    assert told[0] == "inc1  t"
    assert "opened 2026-03-04 08:00 UTC (2 h ago)" in told[2]
    assert told[2].endswith("led by Ana")
    assert told[3] == "began 2026-03-03 21:02"
    assert len(told) == 4, "nothing to say, nothing said"


def test_open_tasks_are_numbered_and_what_is_late_is_said() -> None:
    tasks = (
        Task(id="a", text="Pull the plug", order=1, due="2026-03-04T09:00:00Z", owner="it"),
        Task(id="b", text="Call", order=2, due="2026-03-04T13:00:00Z", state=TaskState.DOING),
        Task(id="c", text="Gone", order=3, state=TaskState.DONE),
    )
    told = shown(tasks=tasks)
    assert "  1 [ ] Pull the plug (it, LATE, due 60 min ago)" in told
    assert "  2 [~] Call (due in 3 h)" in told
    assert "Gone" not in told
    assert "1 ended" in told


def test_clocks_that_run_come_before_those_that_do_not() -> None:
    def duty(ident: str, **more: Any) -> Duty:  # noqa: ANN401 - fields of the noun
        return Duty(id=ident, name=ident, whom="authority", law="", trigger="awareness", **more)

    told = shown(
        duties=(
            duty("told", state=DutyState.TOLD, ended="2026-03-04T09:00:00Z"),
            duty("idle"),
            duty("soon", due="2026-03-06T10:00:00Z"),
            duty("late", due="2026-03-04T09:00:00Z"),
        )
    )
    order = [
        told.index(one)
        for one in ("no clock runs yet: idle", "LATE, it was due 60 min ago", "due in 2 d", "told: told")
    ]
    assert order == sorted(order)


def test_victims_come_before_attackers_and_indicators_cannot_be_followed() -> None:
    states = (EntityState(entity=OUTSIDE, part=Part.ATTACKER), EntityState(entity=HOST, part=Part.VICTIM))
    found = [
        Watched(indicator=Indicator(kind=kind, value=value, artefact="", name="", offset=0))
        for kind, value in (
            (IndicatorKind.URL, "http://bad.example/x"),
            (IndicatorKind.MAIL, "a@bad.example"),
            (IndicatorKind.PATH, "/srv/a.sh"),
        )
    ]
    told = shown(entities=states, watched=tuple(found))
    assert told.index("victim    host     ws01") < told.index("attacker  address  203.0.113.9")
    assert "http[://]bad[.]example/x" in told
    assert "a[@]bad[.]example" in told
    assert "/srv/a.sh" in told


def test_a_line_says_where_it_is_from_and_why_its_time_may_be_wrong() -> None:
    line = TimelineLine(
        id="l", time="2026-03-03T21:02:00Z", text="He came in", source="a.log", skew=37.0, doubt="perhaps"
    )
    assert "2026-03-03 21:02:00  He came in [a.log, clock off by +37 s; perhaps]" in shown(timeline=(line,))


def test_long_words_stay_within_the_width_and_hostile_ones_do_nothing() -> None:
    line = TimelineLine(id="l", time="", text="\x1b[31m" + "word " * 60 + "\u202e")
    told = shown(80, timeline=(line,))
    assert max(map(len, told.splitlines())) <= 80
    assert "\x1b" not in told
    assert "<U+202E>" in told


def test_what_would_be_long_is_counted_unless_all_is_wanted() -> None:
    many = tuple(Task(id=str(one), text=f"do {one}", order=one) for one in range(1, 21))
    made = IncidentShown(incident=replace(empty(), tasks=many), now=NOW)
    assert "and 8 more" in page(made, 100)
    assert "do 20" not in page(made, 100)
    assert "do 20" in page(made, 100, everything=True)


def test_what_is_like_it_is_named_with_the_reason() -> None:
    like = Like(
        id="inc9", title="Old", opened="2026-01-01T00:00:00Z", score=2.0, reasons=("the same indicators: x",)
    )
    made = replace(empty(), similar=("inc9", "inc8"))
    told = page(IncidentShown(incident=made, similar=(like,), now=NOW), 100)
    assert "inc9  Old (2026-01-01, linked): the same indicators: x" in told
    assert "inc8  linked" in told


def test_a_table_of_nothing_is_nothing() -> None:
    assert not table([])
    assert table([("a", "bb"), ("ccc", "")]) == "a    bb\nccc\n"
