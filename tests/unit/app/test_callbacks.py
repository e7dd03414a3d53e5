"""Organisations are found out about by reviewers of others; a denial takes back what was confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.guessing import guesses_cost_nothing  # noqa: F401 - for every test here
from tests.unit.app.house import DAY, House, Member, house, promoted
from vedette.access.nouns import Tier
from vedette.app import proofing_answers as answers
from vedette.app import proofing_requests as asked
from vedette.core.errors import BadInput, Refused
from vedette.core.guessable import digest
from vedette.ledger.entries import Kind


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def rex(operator: Member) -> Member:
    return operator.joined("Rex", "Council", "reviewer")


def known(who: Member, org: str) -> answers.OrganisationTold:
    return who.ask("proofing.organisation", asked.ShowOrganisation(org=org))


def calls(who: Member, org: str, answered: str = "confirmed", **other: Any) -> answers.OrganisationTold:  # noqa: ANN401
    wish: dict[str, Any] = {
        "org": org,
        "place": "regulator",
        "number": digest("+49 30 1234567", known(who, org).salt),
        "answered": answered,
        "reason": "spoke to the head of IT",
        "own_way": True,
    }
    return who.ask("proofing.call_back", asked.CallBack(**wish | other))


def test_step_by_step_an_organisation_is_known(operator: Member, rex: Member) -> None:
    ana = operator.joined("Ana", "Clinic")
    assert known(rex, "Clinic").lacking == ("T3 reached", "T4 reached", "T4 sector")
    assert calls(rex, "Clinic").lacking == ("T4 sector",)
    told = rex.ask(
        "proofing.look_up", asked.LookUp(org="Clinic", place="regulator", reason="in the list", own_way=True)
    )
    assert told.lacking == ()
    assert {(one.method, one.says) for one in told.proofs} == {
        ("call-back", ("reached",)),
        ("register", ("register", "sector")),
    }
    mine = known(ana, told.org)
    assert (mine.name, mine.salt, len(mine.calls)) == ("Clinic", "", 1)


def test_a_denial_takes_back_what_was_confirmed(place: House, operator: Member, rex: Member) -> None:
    operator.joined("Mal", "Impostor Ltd")
    before = len(place.entries())
    assert "T3 reached" not in calls(rex, "Impostor Ltd").lacking
    told = calls(rex, "Impostor Ltd", "denied")
    assert "T3 reached" in told.lacking
    assert {one.answered for one in told.calls} == {"confirmed", "denied"}
    ended = [one for one in place.entries()[before:] if one.kind is Kind.ENDED]
    done = [one.counts["done"] for one in ended if one.capability == "proofing.call_back"]
    assert done == ["call-back confirmed", "call-back denied"]


def test_what_was_given_on_a_confirmation_rests_when_it_is_denied(
    place: House, operator: Member, rex: Member
) -> None:
    """Whoever got in by a false name does not keep what they were given for three months."""
    eli = operator.joined("Eli", "Exchange", "reviewer")
    eva = operator.joined("Eva", "Estate")
    promoted(eva, operator, (rex, eli))
    assert eva.caller().subject.tier is Tier.T3
    place.now += 1
    calls(rex, "Estate", "denied")
    assert eva.caller().subject.tier is Tier.T2


def test_two_reviewers_see_whether_they_found_one_number(operator: Member, rex: Member) -> None:
    operator.joined("Ola", "Water")
    uma = operator.joined("Uma", "Response", "reviewer")
    assert calls(rex, "Water").one_number
    assert calls(uma, "Water").one_number
    other = digest("+49 30 7654321", known(uma, "Water").salt)
    assert not calls(uma, "Water", number=other).one_number


def test_only_reviewers_of_others_find_out(operator: Member, rex: Member) -> None:
    pia = operator.joined("Pia", "Power")
    own = operator.joined("Own", "Power", "reviewer")
    other = operator.joined("Oth", "Elsewhere")
    with pytest.raises(Refused, match="another organisation"):
        calls(own, "Power")
    with pytest.raises(Refused, match="only its own people"):
        known(other, "Power")
    wish = asked.LookUp(org="Power", place="first", reason="listed", own_way=True)
    assert pia.refused("proofing.look_up", wish).decision.reasons
    with pytest.raises(BadInput, match="gave itself"):
        calls(rex, "Power", own_way=False)


def test_a_letter_is_named_by_its_digest(operator: Member, rex: Member) -> None:
    operator.joined("Gil", "Gas")
    wish = asked.LookUp(org="Gas", letter="a" * 64, reason="signed by the regulator", own_way=True)
    told = rex.ask("proofing.look_up", wish)
    assert [(one.method, one.says) for one in told.proofs] == [("letter", ("sector",))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"org": "Nowhere"},
        {"place": "phone-book"},
        {"place": ""},
        {"letter": "a" * 64},
        {"letter": "letter.pdf", "place": ""},
        {"reason": ""},
    ],
)
def test_what_cannot_be_noted_is_said(operator: Member, rex: Member, wrong: dict[str, str]) -> None:
    operator.joined("Hal", "Heat")
    wish: dict[str, Any] = {"org": "Heat", "place": "first", "reason": "listed", "own_way": True}
    with pytest.raises(BadInput):
        rex.ask("proofing.look_up", asked.LookUp(**wish | wrong))


def test_calls_are_forgotten_after_a_month_and_what_they_proved_stays_a_year(
    place: House, operator: Member, rex: Member
) -> None:
    operator.joined("Isa", "Ice")
    org = calls(rex, "Ice").org
    place.now += 31 * DAY
    try:
        place.chores()
        told = known(rex.sign_in(), org)
        assert told.calls == ()
        assert [one.says for one in told.proofs] == [("reached",)]
    finally:
        place.now -= 31 * DAY
