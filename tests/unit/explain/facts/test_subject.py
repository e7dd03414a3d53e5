"""A subject taken apart: the gravest story, what it rests on, and the rest by group."""

from msgspec.structs import replace

from tests.unit.explain.subjects import (
    DUMPED,
    GUESSED,
    HOST,
    OUTSIDE,
    SENT,
    attack,
    code,
    exposed,
    hunted,
    report,
    scanned,
    seen,
    triaged,
)
from vedette.core.attacks import Entity, EntityKind, Involved, Part
from vedette.core.exposures import State
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Coverage
from vedette.core.verdicts import Verdict
from vedette.explain.facts.subject import digest_of, facts_of


def test_the_attack_is_the_story_and_its_findings_are_its_parts() -> None:
    facts = facts_of(hunted())
    assert (facts.main.kind, facts.main.situation) == ("attack", "data_leaving")
    assert [one.situation for one in facts.parts] == ["guessed", "passwords_taken", "data_leaving"]
    assert facts.groups == ()


def test_a_part_nobody_is_sure_of_does_not_say_what_the_attack_is() -> None:
    doubtful = replace(SENT, confidence=Confidence.POSSIBLE)
    facts = facts_of(
        hunted(findings=(GUESSED, DUMPED, doubtful), attacks=(attack(GUESSED, DUMPED, doubtful),))
    )
    assert facts.main.situation == "passwords_taken"


def test_an_address_of_a_machine_is_called_by_the_machines_name() -> None:
    inside = Entity(EntityKind.ADDRESS, "10.0.0.31")
    sent = seen("sent", "23:00", ("T1048",), actors=(inside,), targets=(OUTSIDE,))
    told = attack(
        sent,
        entities=(
            Involved(entity=OUTSIDE, part=Part.ATTACKER),
            Involved(entity=HOST, part=Part.VICTIM, aliases=("10.0.0.31",)),
        ),
    )
    (part,) = facts_of(hunted(findings=(sent,), attacks=(told,))).parts
    assert part.names["hosts"] == ("ws01",)
    assert part.names["attackers"] == ("203.0.113.9",)


def test_only_accounts_that_got_in_are_users_of_a_guess() -> None:
    users = tuple(Entity(EntityKind.USER, name) for name in ("ben", "ana", "eve", "tom"))
    guess = seen("guess", "21:00", ("T1110", "T1078"), targets=(*users, HOST), numbers={"got_in": 1})
    vain = seen("vain", "21:00", ("T1110",), targets=(*users, HOST), numbers={"got_in": 0})
    items = facts_of(report(findings=(guess, vain), coverage=Coverage(files=1, records=9))).items
    assert items["finding", "sha256:guess"].names["users"] == ("ben",)
    assert "users" not in items["finding", "sha256:vain"].names


def test_accounts_of_the_system_itself_are_nobodys() -> None:
    system = Entity(EntityKind.USER, "SYSTEM")
    one = seen("one", "21:00", ("T1003",), actors=(system,), targets=(HOST,))
    assert "users" not in facts_of(report(findings=(one,))).main.names


def test_the_gravest_comes_first_and_doubt_comes_last() -> None:
    grave = code("g", "CWE-89", severity=Severity.CRITICAL, confidence=Confidence.POSSIBLE)
    plain = code("p", "CWE-22", severity=Severity.MEDIUM, confidence=Confidence.STRONG)
    facts = facts_of(scanned(findings=(grave, plain)))
    assert facts.main.ref == "p"
    assert [one.situation for one in facts.groups] == ["sql"]


def test_several_fine_things_are_the_whole_and_not_one_of_them() -> None:
    facts = facts_of(triaged(Verdict.BENIGN))
    assert facts.main is facts.whole
    assert facts.main.situation == "nothing_things"


def test_a_weakness_somebody_only_tried_is_less_grave_than_one_that_was_used() -> None:
    ranks = [
        facts_of(exposed(state)).main.severity for state in (State.UNTOUCHED, State.PROBED, State.EXPLOITED)
    ]
    assert ranks == [Severity.LOW, Severity.MEDIUM, Severity.CRITICAL]


def test_the_digest_is_that_of_the_one_written_form() -> None:
    assert digest_of(hunted()) == digest_of(hunted())
    assert digest_of(hunted()) != digest_of(scanned())
    assert facts_of(hunted()).digest == digest_of(hunted())
