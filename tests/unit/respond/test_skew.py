"""Clocks are put right by events two sources recorded, and only where enough of them agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.unit.respond.samples import HOST, finding
from vedette.core.nouns import Finding
from vedette.respond.instants import written
from vedette.respond.skew import apart, clocks

BASE = 1_772_600_000.0


def pair(number: int, ahead: float, source: str = "b.log") -> tuple[Finding, Finding]:
    """The same command, as two collectors have it."""
    quote, at = f"powershell.exe -enc AAAA{number}", BASE + number * 600
    return (
        finding(f"a{number}", written(at), source="a.log", quote=quote),
        finding(f"b{number}{source}", written(at + ahead), source=source, quote=quote),
    )


def test_two_events_that_agree_put_a_clock_right() -> None:
    told = clocks([*pair(1, 37), *pair(2, 37.5)], {})
    assert (told["a.log"].ahead, told["b.log"].ahead) == (0.0, 37.25)
    assert told["b.log"].words == "37.2 seconds ahead of a.log, by 2 events both recorded"
    assert not told["b.log"].doubt


def test_one_match_is_said_and_not_used() -> None:
    told = clocks(pair(1, 37), {})["b.log"]
    assert (told.ahead, told.sure) == (0.0, False)
    assert "perhaps 37.0 seconds ahead of a.log" in told.doubt


def test_matches_that_disagree_say_nothing() -> None:
    assert clocks([*pair(1, 37), *pair(2, 900), *pair(3, -1000)], {}) == {}


def test_clocks_that_agree_are_left_alone() -> None:
    assert clocks([*pair(1, 1), *pair(2, 0.5)], {})["b.log"].ahead == 0.0


def test_a_whole_number_of_hours_looks_like_a_zone() -> None:
    told = clocks([*pair(1, 7200), *pair(2, 7201)], {})["b.log"]
    assert "local time" in told.doubt
    assert told.ahead == 7200.5


def test_what_a_person_says_is_not_argued_with_and_others_follow() -> None:
    told = clocks([*pair(1, 37), *pair(2, 37)], {"b.log": 60.0})
    assert (told["b.log"].ahead, told["a.log"].ahead) == (60.0, 23.0)


def test_what_the_incident_has_is_what_others_are_measured_against() -> None:
    told = clocks([*pair(1, 37), *pair(2, 37)], {}, trusted=["b.log", "c.log"])
    assert told.keys() == {"a.log", "b.log"}
    assert (told["a.log"].ahead, told["b.log"].ahead) == (-37.0, 0.0)
    again = clocks([*pair(1, 37), *pair(2, 37)], {}, {"a.log": -37.0, "b.log": 0.0})
    assert (again["a.log"].ahead, again["a.log"].words) == (-37.0, "37.0 seconds behind, as was found before")


def test_an_error_is_handed_on_from_source_to_source() -> None:
    chain = [*pair(1, 30), *pair(2, 30)]
    for number in (8, 9):
        first, second = pair(number, 10, "c.log")
        chain += [
            finding(
                f"x{number}",
                first.seen.first if first.seen else "",
                source="b.log",
                quote="q" * 20 + str(number),
            ),
            finding(
                f"y{number}",
                second.seen.first if second.seen else "",
                source="c.log",
                quote="q" * 20 + str(number),
            ),
        ]
    told = clocks(chain, {}, {"a.log": 0.0})
    assert (told["b.log"].ahead, told["c.log"].ahead) == (30.0, 40.0)


def test_what_happens_again_and_again_tells_nothing() -> None:
    quote = "cron runs the backup job"
    often = [
        finding(f"{source}{number}", written(BASE + number * 60 + ahead), source=source, quote=quote)
        for source, ahead in (("a.log", 0), ("b.log", 37))
        for number in range(3)
    ]
    assert clocks(often, {}) == {}


def test_a_login_and_a_flow_are_events_too() -> None:
    logins = [
        finding(f"{source}{rule}", written(BASE + ahead + later), source=source, rule=rule)
        for source, ahead in (("a.log", 0), ("b.log", 20))
        for rule, later in (("r1", 0), ("r2", 500))
    ]
    assert clocks(logins, {})["b.log"].ahead == 20.0


def test_two_rules_about_the_same_record_are_one_event() -> None:
    twice = [
        finding(f"{source}{rule}", written(BASE + ahead), source=source, rule=rule)
        for source, ahead in (("a.log", 0), ("b.log", 20))
        for rule in ("r1", "r2")
    ]
    assert not clocks(twice, {})["b.log"].sure


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(0, 3),
            st.sampled_from(["", "x", written(BASE), written(BASE + 50)]),
        ),
        max_size=12,
    )
)
def test_it_never_fails_and_does_not_depend_on_order(what: list[tuple[str, int, str]]) -> None:
    found = [
        finding(str(place), first, source=source, quote="q" * 20 + str(number), actors=(), targets=(HOST,))
        for place, (source, number, first) in enumerate(what)
    ]
    assert clocks(found, {}) == clocks(found[::-1], {})


def test_what_one_finding_says_of_two_sources_tells_how_far_apart_and_not_who_is_ahead() -> None:
    def both(mark: str, gap: float) -> Finding:
        one = finding(mark, written(BASE), last=written(BASE + gap), count=2)
        other = finding(mark, written(BASE), source="b.log")
        return replace(one, evidence=(*one.evidence, *other.evidence))

    (said,) = apart([both("1", 37), both("2", 37.5), finding("3", written(BASE))])
    assert said.startswith("auth.log and b.log have 2 events both recorded 37.2 seconds apart")
    assert apart([both("1", 37), both("2", 37)], {"auth.log", "b.log"}) == [], "it is known already"
    for nothing in ([both("1", 37)], [both("1", 37), both("2", 90)], [both("1", 1), both("2", 1)]):
        assert apart(nothing) == []
