"""A report becomes events; the same once more adds nothing, and what people decided stays."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.unit.respond.samples import DIGEST, HOST, NOW, OUTSIDE, USER, attack, empty, finding, report
from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.incidents import EntityState, Incident, Standing
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Report
from vedette.core.verdicts import Judgement, Verdict
from vedette.respond import intake
from vedette.respond.events import Event, ReportTaken, SeveritySet
from vedette.respond.fold import carried_on
from vedette.respond.intake import Taking, severity_of, taken, title_of

HOW = Taking(DIGEST, NOW)
ONE = finding("1", "2026-03-03T08:00:00Z")
HUNTED = report(ONE, attacks=(attack(ONE),))


def after(incident: Incident, told: Report, how: Taking = HOW) -> Incident:
    events = [
        Event(id="0" * 32, incident=incident.id, at=NOW, by="ana", what=what)
        for what in taken(told, incident, how)
    ]
    return carried_on(incident, events)


def test_a_hunt_gives_entities_a_timeline_hypotheses_indicators_and_tasks() -> None:
    made = after(empty(), HUNTED)
    assert {(one.entity, one.part) for one in made.entities} == {
        (OUTSIDE, Part.ATTACKER),
        (HOST, Part.VICTIM),
        (USER, Part.INVOLVED),
    }
    assert [one.text for one in made.timeline] == ["Title 1"]
    assert [one.text for one in made.hypotheses] == ["How did they get in?"]
    assert [one.indicator.value for one in made.watched] == ["203.0.113.9"]
    assert made.tasks
    assert all(one.due > NOW for one in made.tasks)
    assert made.severity is Severity.CRITICAL
    assert made.milestones.began == "2026-03-03T08:00:00Z"
    assert (made.sources[0].engine, made.sources[0].digest) == ("hunt", DIGEST)
    assert made.odd == ()


def test_the_same_report_once_more_adds_nothing() -> None:
    once = after(empty(), HUNTED)
    (again,) = taken(HUNTED, once, HOW)
    assert isinstance(again, ReportTaken)
    twice = after(once, HUNTED)
    assert replace(twice, version=0) == replace(once, version=0)


def test_what_people_decided_stays_and_a_bystander_can_turn_out_to_be_a_victim() -> None:
    decided = EntityState(entity=HOST, part=Part.INVOLVED, standing=Standing.CLEARED, why="looked at it")
    made = after(replace(empty(), entities=(decided,), severity=Severity.CRITICAL), HUNTED)
    (host,) = [one for one in made.entities if one.entity == HOST]
    assert (host.part, host.standing, host.why) == (Part.VICTIM, Standing.CLEARED, "looked at it")
    assert not [one for one in taken(HUNTED, made, HOW) if isinstance(one, SeveritySet)]


def test_inside_addresses_are_no_indicators() -> None:
    inside = [Entity(EntityKind.ADDRESS, name) for name in ("10.0.0.1", "172.16.0.9", "fe80::1", "x")]
    outside = [Entity(EntityKind.ADDRESS, name) for name in ("172.32.0.9", "2001:db8::1")]
    found = finding("1", "2026-03-03T08:00:00Z", actors=(*inside, *outside))
    involved = tuple(
        replace(attack(found).entities[0], entity=one, part=Part.ATTACKER) for one in (*inside, *outside)
    )
    made = after(empty(), report(found, attacks=(attack(found, entities=involved),)))
    assert [one.indicator.value for one in made.watched] == ["172.32.0.9", "2001:db8::1"]


def test_a_triage_gives_a_hash_and_its_indicators_the_surest_first() -> None:
    judged = Judgement(artefact=DIGEST, name="a.js", kind="script", verdict=Verdict.MALICIOUS, summary="Bad.")
    found = [
        Indicator(
            kind=IndicatorKind.DOMAIN, value=value, artefact=DIGEST, name="a.js", offset=0, confidence=sure
        )
        for value, sure in (("maybe.example", Confidence.POSSIBLE), ("bad.example", Confidence.STRONG))
    ]
    told = report(judgements=(judged,), indicators=tuple(found))
    made = after(empty(), told)
    assert [one.indicator.value for one in made.watched] == ["bad.example", "maybe.example"]
    assert made.entities[0].entity == Entity(EntityKind.HASH, "1" * 64)
    assert (title_of(told), severity_of(told)) == ("a.js looks malicious", Severity.HIGH)
    assert made.sources[0].engine == "triage"


def test_a_scan_gives_tasks_from_its_remedies() -> None:
    weak = replace(ONE, seen=None, remedy="Do not build SQL from strings.")
    made = after(empty(), report(weak))
    assert [one.text for one in made.tasks] == ["Do not build SQL from strings."]
    assert (made.sources[0].engine, made.timeline) == ("scan", ())
    assert title_of(report(weak)) == "Title 1"
    assert title_of(report()) == "Report about logs"
    assert severity_of(report()) is Severity.LOW


def test_what_a_person_says_of_a_clock_is_used_and_noted() -> None:
    made = after(empty(), HUNTED, HOW._replace(skews={"auth.log": 60.0}))
    assert made.timeline[0].time == "2026-03-03T07:59:00Z"
    (told, *_) = taken(HUNTED, empty(), HOW._replace(skews={"auth.log": 60.0}))
    assert isinstance(told, ReportTaken)
    assert told.notes[0] == "clock of auth.log: 60.0 seconds ahead, as was said"


def test_what_another_source_had_recorded_is_no_second_line() -> None:
    def hunted(source: str, ahead: int) -> Report:
        return report(
            *(
                finding(
                    f"{source}{number}",
                    f"2026-03-03T08:0{number}:{ahead:02}Z",
                    source=source,
                    title=f"Title {number}",
                    quote=f"powershell.exe -enc AAAA{number}",
                )
                for number in (1, 2)
            )
        )

    first = after(empty(), hunted("a.log", 0))
    (told, *_) = taken(hunted("b.log", 37), first, HOW)
    assert isinstance(told, ReportTaken)
    assert told.notes == (
        "clock of a.log: others are measured against it",
        "clock of b.log: 37.0 seconds ahead of a.log, by 2 events both recorded",
        "2 events other sources had recorded too",
    )
    second = after(first, hunted("b.log", 37))
    assert second.timeline == first.timeline
    assert len(second.findings) == 4
    assert second.sources[0].clocks == {"a.log": 0.0, "b.log": 37.0}
    third = after(second, hunted("b.log", 37), HOW._replace(digest="sha256:" + "2" * 64))
    assert third.timeline == first.timeline, "what was found of a clock once stays"


def test_lines_that_are_here_are_moved_when_their_clock_is_known_better() -> None:
    once = after(empty(), HUNTED, HOW._replace(skews={"auth.log": 60.0}))
    twice = after(once, HUNTED, HOW._replace(skews={"auth.log": 30.0}))
    (line,) = twice.timeline
    assert (line.time, line.skew) == ("2026-03-03T07:59:30Z", 30.0)
    assert after(twice, HUNTED).timeline == twice.timeline


def test_a_report_too_large_keeps_its_worst_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [finding(str(one), "2026-03-03T08:00:00Z", severity=Severity.MEDIUM) for one in range(50)]
    worst = finding("worst", "2026-03-03T08:00:00Z", severity=Severity.CRITICAL)
    monkeypatch.setattr(intake, "BYTES_MOST", 5_000)
    (told, *_) = taken(report(*many, worst), empty(), HOW)
    assert isinstance(told, ReportTaken)
    assert told.findings[0].fingerprint == "worst"
    assert 0 < len(told.findings) < 12
