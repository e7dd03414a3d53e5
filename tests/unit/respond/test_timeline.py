"""The timeline: each thing once, at the time the clock should have shown, with what speaks against it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.unit.respond.samples import DIGEST, NOW, attack, finding, report
from vedette.core.incidents import LineKind
from vedette.core.levels import Confidence, Severity
from vedette.core.verdicts import Judgement, Verdict
from vedette.respond.skew import ClockError
from vedette.respond.timeline import Told, Watch, lines

WATCH = Watch(NOW, {})


def test_an_attacks_moments_and_what_belongs_to_no_attack_are_lines_each_once() -> None:
    one, other = finding("1", "2026-03-03T08:00:00Z"), finding("2", "2026-03-03T09:00:00Z")
    made = lines(report(one, other, attacks=(attack(one), attack(one, id="a2"))), WATCH)
    assert [(line.finding, line.source) for line in made] == [("1", "auth.log"), ("2", "auth.log")]


def test_a_finding_that_is_told_in_other_words_is_the_same_line() -> None:
    one = finding("1", "2026-03-03T08:00:00Z")
    again = replace(one, title="Told again, by a newer rule")
    first, second = (lines(report(each, attacks=(attack(each),)), WATCH) for each in (one, again))
    assert [line.id for line in first] == [line.id for line in second]


def test_what_is_mild_or_unsure_and_belongs_to_no_attack_is_left_out() -> None:
    mild = finding("1", "2026-03-03T08:00:00Z", severity=Severity.LOW)
    unsure = finding("2", "2026-03-03T08:00:00Z", confidence=Confidence.POSSIBLE)
    assert lines(report(mild, unsure), WATCH) == []


def test_a_clocks_error_is_taken_off() -> None:
    watch = Watch(NOW, {"auth.log": ClockError(37.0, "", sure=True)})
    one = finding("1", "2026-03-03T08:00:37Z", last="2026-03-03T08:01:37Z")
    (line,) = lines(report(one), watch)
    assert (line.time, line.until, line.skew, line.doubt) == (
        "2026-03-03T08:00:00Z",
        "2026-03-03T08:01:00Z",
        37.0,
        "",
    )


@pytest.mark.parametrize(
    ("first", "doubt"),
    [
        ("", "no time"),
        ("2026-03-03T08:00:00", "no zone"),
        ("2026-03-05T08:00:00Z", "future"),
        ("2026-03-03T08:00:00Z", ""),
    ],
)
def test_what_speaks_against_a_time_is_said(first: str, doubt: str) -> None:
    (line,) = lines(report(finding("1", first)), WATCH)
    assert doubt in line.doubt
    assert bool(line.doubt) is bool(doubt)


def test_local_times_are_doubted() -> None:
    (line,) = lines(
        report(finding("1", "2026-03-03T08:00:00Z")), WATCH._replace(local=frozenset({"auth.log"}))
    )
    assert line.doubt == "local time, and nobody knows of which zone"


def test_what_stands_after_later_records_is_doubted_and_small_disorder_is_not() -> None:
    found = [
        finding("1", "2026-03-03T08:00:00Z", number=1),
        finding("2", "2026-03-03T07:00:00Z", number=2),
        finding("3", "2026-03-03T07:59:30Z", number=3),
    ]
    doubts = {line.finding: line.doubt for line in lines(report(*found), WATCH)}
    assert [bool(doubts[mark]) for mark in "123"] == [False, True, False]


def test_what_was_judged_hostile_is_a_line_without_a_time() -> None:
    judged = [
        Judgement(artefact=DIGEST, name=name, kind="script", verdict=verdict, summary="Sends secrets away.")
        for name, verdict in (("a.js", Verdict.MALICIOUS), ("b.js", Verdict.BENIGN))
    ]
    (line,) = lines(report(judgements=tuple(judged)), WATCH)
    assert (line.time, line.kind, line.source) == ("", LineKind.CONTEXT, "a.js")
    assert line.doubt


def test_of_two_sources_the_one_least_ahead_wrote_the_first_time() -> None:
    one = finding("1", "2026-03-03T08:00:10Z", last="2026-03-03T08:00:37Z")
    other = finding("1", "2026-03-03T08:00:10Z", source="b.log")
    both = replace(one, evidence=(*one.evidence, *other.evidence))
    clocks = {"auth.log": ClockError(37.0, "", sure=True), "b.log": ClockError(10.0, "", sure=True)}
    (line,) = lines(report(both), Watch(NOW, clocks))
    assert (line.time, line.until, line.source) == ("2026-03-03T08:00:00Z", "", "auth.log, b.log")


def test_the_same_words_at_the_same_time_from_another_source_are_the_same_event() -> None:
    (one,) = lines(report(finding("1", "2026-03-03T08:00:00Z")), WATCH)
    told = Told([one])
    assert told.has(replace(one, source="b.log", time="2026-03-03T08:00:02Z"))
    assert told.has(replace(one, source="b.log", time="2026-03-03T07:59:58Z"))
    assert not told.has(replace(one, source="b.log", time="2026-03-03T08:00:03Z"))
    assert not told.has(replace(one, source="b.log", text="else"))
    assert not told.has(replace(one, time="2026-03-03T08:00:01Z"))
    assert not told.has(replace(one, source="b.log", time=""))
