"""Measures as they are kept."""

import pytest
from msgspec.structs import replace

from tests.unit.access.monitor.traces import HOUR, NOON
from vedette.access.documents import Memory
from vedette.access.monitor.measures import KEPT, POLL, Measures
from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.wishes import Relief, Wish
from vedette.core.errors import BadInput


def wish(**how: object) -> Wish:
    given = {
        "rule": Rule.M3,
        "step": Step.PAUSE,
        "person": "ana",
        "org": "clinic",
        "reason": "six",
        "remedy": "wait",
        "lasts": HOUR,
    }
    return Wish(**(given | how))  # type: ignore[arg-type]


def test_it_is_in_force_at_once_and_over_by_itself() -> None:
    measures = Measures(Memory())
    assert measures.about("ana", "clinic", NOON) == ()
    made = measures.begin(wish(), NOON)
    assert made is not None
    assert measures.about("ana", "elsewhere", NOON + 1) == (made,)
    assert measures.about("ben", "clinic", NOON + 1) == ()
    assert measures.about("ana", "clinic", NOON + HOUR) == ()
    assert measures.get(made.id) == made


def test_the_same_again_does_not_add_up() -> None:
    measures = Measures(Memory())
    assert measures.begin(wish(), NOON) is not None
    assert [measures.begin(wish(), NOON + n) for n in range(1, 50)] == [None] * 49
    assert len(measures.of_person("ana")) == 1
    assert measures.begin(wish(), NOON + HOUR) is not None, "when it was over, it may begin anew"


def test_other_rules_and_other_people_have_their_own() -> None:
    measures = Measures(Memory())
    measures.begin(wish(), NOON)
    for how in ({"rule": Rule.M1, "step": Step.NOTICE}, {"person": "ben"}, {"person": ""}, {"topic": "x"}):
        assert measures.begin(wish(**how), NOON) is not None


def test_another_process_knows_within_a_second() -> None:
    kept = Memory()
    here, there = Measures(kept), Measures(kept)
    assert there.about("ana", "", NOON) == ()
    made = here.begin(wish(), NOON)
    assert made is not None
    assert there.about("ana", "", NOON + POLL) == (made,)
    here.lift(made.id, "rex", NOON + 2)
    assert there.about("ana", "", NOON + 2 + POLL) == ()
    assert POLL < 1


def test_of_a_whole_organisation_it_holds_for_all_who_act_for_it() -> None:
    measures = Measures(Memory())
    made = measures.begin(wish(person=""), NOON)
    assert measures.about("ben", "clinic", NOON) == (made,)
    assert measures.about("ben", "council", NOON) == ()
    assert measures.of_org("clinic") == [made]


def test_lifting_says_who_and_when_and_only_once() -> None:
    measures = Measures(Memory())
    made = measures.begin(wish(), NOON)
    assert made is not None
    lifted = measures.lift(made.id, "rex", NOON + 5)
    assert (lifted.lifted, lifted.lifted_by) == (NOON + 5, "rex")
    assert measures.lift(made.id, "eve", NOON + 9) == lifted
    assert measures.open(NOON + 9) == []


def test_what_a_rule_no_longer_asks_for_is_lifted_but_not_what_a_person_decided() -> None:
    measures = Measures(Memory())
    made = measures.begin(wish(rule=Rule.M4, step=Step.STEP_UP), NOON)
    assert made is not None
    kept = measures.add(replace(made, id="f" * 32, by="rex"), NOON)
    assert [one.id for one in measures.relieve(Relief(rule=Rule.M4, person="ana"), NOON + 1)] == [made.id]
    assert measures.open(NOON + 1) == [kept]


def test_what_is_about_the_house_is_about_nobody() -> None:
    measures = Measures(Memory())
    made = measures.begin(wish(person="", org="", rule=Rule.M10, step=Step.NOTICE), NOON)
    assert measures.of_house() == [made]
    assert measures.about("ana", "clinic", NOON) == ()
    assert measures.begin(wish(person="", org="", rule=Rule.M10, step=Step.NOTICE), NOON + 1) is None


def test_what_is_over_goes_off_the_list_and_is_kept_for_appeals() -> None:
    measures = Measures(Memory())
    made = measures.begin(wish(), NOON)
    assert made is not None
    assert measures.sweep(NOON + HOUR) == 0
    assert measures.get(made.id) == made
    assert measures.sweep(NOON + HOUR + KEPT + 1) == 1
    with pytest.raises(BadInput):
        measures.get(made.id)


def test_there_is_no_such_measure() -> None:
    with pytest.raises(BadInput):
        Measures(Memory()).get("x")
    with pytest.raises(BadInput):
        Measures(Memory()).lift("x", "rex", NOON)
