"""What belongs together is one attack, what does not stays apart, and nobody is pulled in."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.core.attacks import Attack, Entity, EntityKind, Part
from vedette.core.nouns import Confidence, Severity
from vedette.hunt.instants import HOUR, MINUTE
from vedette.hunt.signal import Place, Signal
from vedette.hunt.story.identities import Identities
from vedette.hunt.story.stories import stories

MORNING = 1_772_352_000_000_000


def host(name: str) -> Entity:
    return Entity(EntityKind.HOST, name)


def user(name: str) -> Entity:
    return Entity(EntityKind.USER, name)


def address(name: str) -> Entity:
    return Entity(EntityKind.ADDRESS, name)


def signal(rule: str, technique: str, minute: int, **more: Any) -> Signal:  # noqa: ANN401
    when = MORNING + minute * MINUTE
    given_: dict[str, Any] = {
        "title": rule,
        "message": f"{rule} happened.",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.LIKELY,
        "reason": "a test says so",
        "first": when,
        "last": when,
        "places": (Place(0, minute + 1, "Image", "x"),),
    }
    return Signal(rule=rule, techniques=(technique,), **(given_ | more))


def told(*signals: Signal, who: Identities | None = None) -> tuple[Attack, ...]:
    return stories(signals, who or Identities(), frozenset(("process-start",)))


def names(attack: Attack, part: Part) -> set[str]:
    return {one.entity.name for one in attack.entities if one.part is part}


def test_steps_on_one_host_within_hours_are_one_attack_in_order_of_time() -> None:
    (attack,) = told(
        signal("lsass", "T1003.001", 60, actors=(host("ws01"),)),
        signal("download", "T1059.001", 0, actors=(host("ws01"),)),
        signal("run key", "T1547.001", 20, actors=(host("ws01"),)),
    )
    assert [one.text for one in attack.timeline] == [
        "download happened.",
        "run key happened.",
        "lsass happened.",
    ]
    assert {one.id for one in attack.techniques} == {"T1003.001", "T1059.001", "T1547.001"}
    assert names(attack, Part.VICTIM) == {"ws01"}


def test_a_hop_takes_the_story_to_the_next_host() -> None:
    (attack,) = told(
        signal("download", "T1059.001", 0, actors=(host("ws01"),)),
        signal("hop", "T1021.002", 30, actors=(host("ws01"), user("anna")), targets=(host("file02"),)),
        signal("hop on", "T1021.002", 50, actors=(host("file02"), user("anna")), targets=(host("dc01"),)),
        signal("shadow copies", "T1490", 90, actors=(host("dc01"),)),
    )
    assert names(attack, Part.VICTIM) == {"ws01", "file02", "dc01", "anna"}
    assert "ws01" in attack.summary


def test_two_attacks_on_one_day_stay_two() -> None:
    found = told(
        signal("download", "T1059.001", 0, actors=(host("ws01"), user("anna"))),
        signal("lsass", "T1003.001", 10, actors=(host("ws01"), user("anna"))),
        signal("web shell", "T1505.003", 5, actors=(host("web01"), user("system"))),
        signal("miner", "T1496", 25, actors=(host("web01"), user("system"))),
    )
    assert [names(one, Part.VICTIM) for one in found] == [{"ws01", "anna"}, {"web01"}]


def test_all_who_knock_at_one_server_are_not_one_attacker() -> None:
    knocks = [
        signal(
            "probe",
            "T1190",
            n,
            actors=(address(f"203.0.113.{n}"),),
            targets=(host("web01"),),
            severity=Severity.MEDIUM,
        )
        for n in range(1, 9)
    ]
    assert told(*knocks) == ()


def test_the_one_who_came_in_is_told_with_what_followed_and_the_others_are_not_in_it() -> None:
    (attack,) = told(
        signal(
            "probe",
            "T1190",
            1,
            actors=(address("203.0.113.1"),),
            targets=(host("web01"),),
            severity=Severity.MEDIUM,
        ),
        signal("exploit", "T1190", 2, actors=(address("203.0.113.2"),), targets=(host("web01"),)),
        signal("shell", "T1505.003", 9, actors=(host("web01"),)),
    )
    assert names(attack, Part.ATTACKER) == {"203.0.113.2"}
    assert names(attack, Part.VICTIM) == {"web01"}


def test_who_is_called_back_is_the_one_who_knocked() -> None:
    high, medium = {"severity": Severity.HIGH, "confidence": Confidence.STRONG}, {"severity": Severity.MEDIUM}
    knock = signal("web attack", "T1190", 0, actors=(address("203.0.113.5"),), **high)
    calls = signal(
        "beacon", "T1071", 10, actors=(address("10.0.0.80"),), targets=(address("203.0.113.5"),), **medium
    )
    (attack,) = told(knock, calls)
    assert names(attack, Part.ATTACKER) == {"203.0.113.5"}
    assert names(attack, Part.VICTIM) == {"10.0.0.80"}
    elsewhere = replace(calls, targets=(address("198.51.100.9"),))
    (alone,) = told(knock, elsewhere)
    assert names(alone, Part.VICTIM) == set()
    pulled = signal(
        "scan", "T1046", 10, actors=(address("10.0.0.80"),), targets=(address("203.0.113.5"),), **medium
    )
    (alone,) = told(knock, pulled)
    assert len(alone.timeline) == 1


def test_of_many_accounts_that_were_tried_those_that_let_somebody_in_were_hit() -> None:
    tried = tuple(user(f"user{number}") for number in range(9))
    (attack,) = told(
        signal(
            "spray",
            "T1110.003",
            0,
            actors=(address("203.0.113.9"),),
            targets=(*tried, host("srv1")),
            numbers={"got_in": 2},
        )
    )
    assert names(attack, Part.VICTIM) == {"user0", "user1", "srv1"}
    assert names(attack, Part.INVOLVED) == {one.name for one in tried[2:]}


def test_an_address_is_the_host_that_has_it() -> None:
    who = Identities()
    who.learn("10.0.0.5", "WS01.corp.example")
    (attack,) = told(
        signal("beacon", "T1071.001", 0, actors=(address("10.0.0.5"),), targets=(address("203.0.113.9"),)),
        signal("lsass", "T1003.001", 10, actors=(host("ws01"),)),
        who=who,
    )
    (victim,) = (one for one in attack.entities if one.entity == host("ws01"))
    assert victim.aliases == ("10.0.0.5",)
    assert names(attack, Part.ATTACKER) == {"203.0.113.9"}


def test_an_address_two_hosts_claim_is_neither() -> None:
    who = Identities()
    who.learn("10.0.0.5", "ws01")
    who.learn("10.0.0.5", "ws02")
    assert who.host_of("10.0.0.5") is None
    assert who.addresses() == {}


def test_days_apart_on_one_host_is_two_stories() -> None:
    found = told(
        signal("download", "T1059.001", 0, actors=(host("ws01"),)),
        signal("lsass", "T1003.001", 3 * 24 * 60, actors=(host("ws01"),)),
    )
    assert len(found) == 2


def test_a_weak_sign_decorates_and_never_joins_two() -> None:
    weak = {"severity": Severity.LOW, "confidence": Confidence.POSSIBLE}
    found = told(
        signal("lsass", "T1003.001", 0, actors=(host("ws01"),)),
        signal("whoami", "T1033", 10, actors=(host("ws01"),), targets=(host("ws02"),), **weak),
        signal("miner", "T1496", 20, actors=(host("ws02"),)),
        signal("whoami", "T1033", 10, actors=(host("ws03"),), **weak),
    )
    assert len(found) == 2
    assert sum(len(one.findings) for one in found) == 3
    assert "ws03" not in {one.entity.name for attack in found for one in attack.entities}


def test_the_same_built_in_account_ties_nothing() -> None:
    found = told(
        signal("a", "T1003.001", 0, actors=(host("ws01"), user("administrator"))),
        signal("b", "T1496", 1, actors=(host("ws02"), user("administrator"))),
    )
    assert len(found) == 2


def test_two_signs_of_one_stage_are_no_attack_unless_one_is_high() -> None:
    medium = {"severity": Severity.MEDIUM}
    assert (
        told(
            signal("a", "T1033", 0, actors=(host("ws01"),), **medium),
            signal("b", "T1082", 1, actors=(host("ws01"),), **medium),
        )
        == ()
    )
    assert (
        len(
            told(
                signal("a", "T1033", 0, actors=(host("ws01"),), **medium),
                signal("b", "T1003.001", 1, actors=(host("ws01"),), **medium),
            )
        )
        == 1
    )


def test_a_lone_sign_is_an_attack_only_when_it_is_sure_enough() -> None:
    high = signal("dsrm", "T1003.001", 0, actors=(host("dc01"),), severity=Severity.HIGH)
    assert told(high) == ()
    assert (
        len(told(high, signal("task", "T1053.005", 5, actors=(host("dc01"),), severity=Severity.MEDIUM))) == 1
    )
    sure = signal(
        "dsrm", "T1003.001", 0, actors=(host("dc01"),), severity=Severity.HIGH, confidence=Confidence.STRONG
    )
    assert len(told(sure)) == 1


def test_what_is_not_known_is_said_with_the_log_that_would_tell() -> None:
    (attack,) = told(signal("lsass", "T1003.001", 0, actors=(host("ws01"),)))
    questions = {one.question: one.would_tell for one in attack.unknowns}
    assert "NetFlow" in questions["Was data taken?"]
    assert "How did they get in?" in questions


def test_without_a_place_there_is_no_story() -> None:
    assert told(signal("lsass", "T1003.001", 0, actors=(host("ws01"),), places=())) == ()


@given(st.permutations(range(6)))
def test_the_order_files_come_in_changes_nothing(order: list[int]) -> None:
    signals = [
        signal("a", "T1059.001", 0, actors=(host("ws01"),)),
        signal("b", "T1021.002", 30, actors=(host("ws01"),), targets=(host("ws02"),)),
        signal("c", "T1003.001", 40, actors=(host("ws02"),)),
        signal("d", "T1496", 45, actors=(host("ws07"),)),
        signal("e", "T1033", 41, actors=(host("ws02"),), severity=Severity.LOW),
        signal("f", "T1486", 50 * HOUR // MINUTE, actors=(host("ws02"),)),
    ]
    assert told(*(signals[n] for n in order)) == told(*signals)


def test_a_weak_sign_without_a_host_joins_by_the_account_it_names() -> None:
    weak: dict[str, Any] = {"severity": Severity.LOW, "confidence": Confidence.POSSIBLE}
    (attack,) = told(
        signal("mail rights", "T1098.002", 0, actors=(user("anna"),)),
        signal("mail read", "T1114.002", 10, actors=(user("anna"),), **weak),
        signal("somebody else", "T1114.003", 10, actors=(user("bob"),), **weak),
        signal("anybody", "T1087.004", 10, actors=(user("root"),), **weak),
        signal("elsewhere", "T1057", 10, actors=(host("ws09"), user("anna")), **weak),
    )
    assert {one.id for one in attack.techniques} == {"T1098.002", "T1114.002"}


def test_the_other_end_of_a_channel_is_no_victim_even_inside() -> None:
    (attack,) = told(
        signal("shell", "T1571", 0, actors=(host("ws01"),), targets=(address("10.9.9.9"),)),
        signal("exploit", "T1210", 5, actors=(host("ws01"),), targets=(address("10.0.0.8"),)),
    )
    assert names(attack, Part.VICTIM) == {"ws01", "10.0.0.8"}
    assert names(attack, Part.INVOLVED) == {"10.9.9.9"}


def test_what_any_sign_shows_is_no_open_question() -> None:
    guessed = signal("guess", "T1110", 0, actors=(host("srv1"),), severity=Severity.HIGH)
    got_in = replace(guessed, techniques=("T1110", "T1078"))
    task = signal("task", "T1053.005", 5, actors=(host("srv1"),), severity=Severity.HIGH)
    (attack,) = told(got_in, task)
    questions = {one.question for one in attack.unknowns}
    assert "How did they get in?" not in questions
    assert "Can they come back?" not in questions, "a scheduled task is a way to"
    (other,) = told(guessed, signal("lsass", "T1003.001", 5, actors=(host("srv1"),)))
    assert "How did they get in?" in {one.question for one in other.unknowns}
