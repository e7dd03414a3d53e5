import pytest

from tests.unit.access.programme.people import ADA, PROGRAMS, RITA, someone
from vedette.access.nouns import Kind, Subject
from vedette.access.programme.actors import Actor, groups, orgs, person, reason, reviewer
from vedette.core.errors import BadInput, Refused


def of(org: str, team: str = "") -> Actor:
    return Actor(person="x", org=org, team=team)


def test_a_person_acts_as_they_are_at_that_moment() -> None:
    assert person(someone("bo", "acme", "team:blue", "reviewer")) == Actor(
        person="bo", org="acme", team="blue", reviewer=True
    )


@pytest.mark.parametrize("program", [*PROGRAMS, Subject(id="", kind=Kind.PERSON)])
def test_no_program_acts_on_a_grant(program: Subject) -> None:
    with pytest.raises(Refused, match="only a person"):
        person(program)


def test_a_reviewer_has_the_role_and_is_somebody_else() -> None:
    assert reviewer(RITA, "ada").person == "rita"
    with pytest.raises(Refused, match="asked for themselves"):
        reviewer(RITA, "rita")
    with pytest.raises(Refused, match="only a reviewer"):
        reviewer(ADA, "bo")


def test_nobodys_organisation_is_no_second_one() -> None:
    assert orgs([]) == 0
    assert orgs([of(""), of("")]) == 1
    assert orgs([of("acme"), of("")]) == 1
    assert orgs([of("acme"), of("umbrella")]) == 2


def test_two_teams_of_one_organisation_are_two_if_both_have_a_name() -> None:
    assert groups([]) == 0
    assert groups([of(""), of("", "blue")]) == 1
    assert groups([of("acme", "blue"), of("acme")]) == 1
    assert groups([of("acme", "blue"), of("acme", "red")]) == 2
    assert groups([of("acme", "blue"), of("umbrella", "blue")]) == 2
    assert groups([of("acme"), of("", "red")]) == 1


def test_there_is_always_a_reason() -> None:
    assert reason(" because ") == "because"
    for nothing in ("", " \n", "x" * 2001):
        with pytest.raises(BadInput):
            reason(nothing)
