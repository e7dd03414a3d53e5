"""Offices: given freely while a programme is being founded, by appointment afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.house import DAY, House, Member, house, promoted, prove
from vedette.access.programme.criteria import FOUNDING
from vedette.app import appointment_requests as asked
from vedette.app import programme_requests as programme
from vedette.core.errors import BadInput, Refused


@pytest.fixture
def place(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "house") as made:
        yield made


@pytest.fixture
def operator(place: House) -> Member:
    return place.operator()


def founders(operator: Member) -> tuple[Member, Member]:
    return operator.joined("Rex", "Council", "reviewer"), operator.joined("Ria", "County", "reviewer")


def invite(name: str, *roles: str) -> programme.Invite:
    return programme.Invite(name=name, org="Nimbus", roles=roles)


def test_an_operator_makes_reviewers_only_while_the_programme_is_being_founded(operator: Member) -> None:
    with pytest.raises(Refused, match="no two reviewers"):
        operator.ask("access.close_founding", asked.CloseFounding())
    founders(operator)
    closed = operator.ask("access.close_founding", asked.CloseFounding())
    assert closed.confirm_until == closed.closed + FOUNDING
    assert closed.counts() == {"closed": int(closed.closed), "confirm_until": int(closed.confirm_until)}
    with pytest.raises(Refused, match="by an invitation"):
        operator.ask("identity.invite", invite("Sock", "reviewer"))
    operator.ask("identity.invite", invite("Nina"))
    with pytest.raises(Refused, match="is over"):
        operator.ask("access.close_founding", asked.CloseFounding())


def test_the_founding_is_over_after_a_fortnight(place: House, operator: Member) -> None:
    founders(operator)
    place.now += FOUNDING
    operator.sign_in("operations")
    with pytest.raises(Refused, match="by an invitation"):
        operator.ask("identity.invite", invite("Sock", "reviewer"))


def test_a_reviewer_is_proposed_agreed_to_and_in_office_at_once(place: House, operator: Member) -> None:
    rex, ria = founders(operator)
    operator.ask("access.close_founding", asked.CloseFounding())
    nina = operator.joined("Nina", "Nimbus")
    wish = asked.Appoint(person=nina.id, office="reviewer", reasons="she is good")
    made = operator.ask("access.appoint", wish)
    assert (made.state, made.voices, made.office) == ("proposed", 0, "reviewer")
    assert made in rex.ask("access.list", programme.ListAccess()).appointments
    yes = asked.Agree(appointment=made.appointment, agree=True, reasons="met her")
    with pytest.raises(Refused, match="not proved"):
        rex.ask("access.agree", yes)
    prove(nina)
    assert rex.ask("access.agree", yes).voices == 1
    nina.refused("access.agree", yes)
    done = ria.ask("access.agree", yes)
    assert (done.state, done.until) == ("in_office", place.now + 365 * DAY)
    assert done.counts()["state"] == "in_office"
    assert "reviewer" in nina.caller().subject.roles
    assert done in nina.ask("access.list", programme.ListAccess()).appointments
    operator.ask("access.revoke", programme.Revoke(reason="over", appointment=made.appointment))
    assert "reviewer" not in nina.caller().subject.roles


def test_an_office_ends_with_its_term(place: House, operator: Member) -> None:
    rex, _ = founders(operator)
    place.now += 365 * DAY
    assert "reviewer" not in rex.sign_in().caller().subject.roles
    assert "operator" in operator.sign_in().caller().subject.roles, "who runs the machine runs it"


def test_a_proposal_that_is_ended_takes_no_office_that_was_given_before(operator: Member) -> None:
    """Somebody could otherwise be put out of office by proposing them for it."""
    rex, ria = founders(operator)
    nina = operator.joined("Nina", "Nimbus")
    prove(nina)
    wish = asked.Appoint(person=nina.id, office="reviewer", reasons="she is good")
    made = [operator.ask("access.appoint", wish).appointment]
    for one in (rex, ria):
        one.ask("access.agree", asked.Agree(appointment=made[0], agree=True, reasons="met her"))
    made.append(operator.ask("access.appoint", wish).appointment)
    operator.ask("access.revoke", programme.Revoke(reason="not now", appointment=made[1]))
    assert "reviewer" in nina.caller().subject.roles
    made.append(operator.ask("access.appoint", wish).appointment)
    for one in (rex, ria):
        one.ask("access.agree", asked.Agree(appointment=made[2], agree=True, reasons="met her"))
    operator.ask("access.revoke", programme.Revoke(reason="there is a newer one", appointment=made[0]))
    assert "reviewer" in nina.caller().subject.roles
    operator.ask("access.revoke", programme.Revoke(reason="over", appointment=made[2]))
    assert "reviewer" not in nina.caller().subject.roles


def test_an_objection_is_enough_to_decline(operator: Member) -> None:
    rex, _ = founders(operator)
    nina = operator.joined("Nina", "Nimbus")
    made = operator.ask("access.appoint", asked.Appoint(person=nina.id, office="operator", reasons="x"))
    no = asked.Agree(appointment=made.appointment, agree=False, reasons="who is she?")
    assert rex.ask("access.agree", no).state == "declined"


def test_nobody_comes_to_hold_both_offices(operator: Member) -> None:
    founders(operator)
    with pytest.raises(BadInput, match="both operator and reviewer"):
        operator.ask("identity.invite", invite("Both", "reviewer", "operator"))
    rex = operator.joined("Rolf", "Court", "reviewer")
    with pytest.raises(Refused, match="both operator and reviewer"):
        operator.ask("access.appoint", asked.Appoint(person=rex.id, office="operator", reasons="x"))
    with pytest.raises(Refused, match="proposes themselves"):
        operator.ask("access.appoint", asked.Appoint(person=operator.id, office="reviewer", reasons="me"))


def test_who_speaks_for_an_organisation_lets_others_of_it_speak_too(place: House, operator: Member) -> None:
    sue, tom = operator.joined("Sue", "Clinic", admin=True), operator.joined("Tom", "Clinic")
    outsider = operator.joined("Oda", "Mill")
    wish = asked.Admit(person=tom.id, reasons="my deputy")
    with pytest.raises(Refused, match="do not speak"):
        outsider.ask("access.admit", wish)
    with pytest.raises(BadInput, match="do not belong"):
        sue.ask("access.admit", asked.Admit(person=outsider.id, reasons="a friend"))
    before = place.service.parts.people.organisation(sue.caller().subject.org).changed
    place.now += 60
    assert sue.refresh().ask("access.admit", wish).person == tom.id
    assert "org_admin" in tom.refresh().caller().subject.roles
    org = place.service.parts.people.organisation(sue.caller().subject.org)
    assert org.changed == before, "it did not change hands: one of its own let them in"


def test_an_operator_who_puts_somebody_in_charge_of_a_house_lets_its_grants_rest(
    place: House, operator: Member
) -> None:
    reviewers = founders(operator)
    ana = operator.joined("Ana", "Mill")
    case = promoted(ana, operator, reviewers)
    assert ana.caller().subject.tier.name == "T3"
    place.now += 60
    for one in (operator, ana, *reviewers):
        one.refresh()
    operator.joined("Intruder", "Mill", admin=True)
    assert ana.caller().subject.tier.name == "T2"
    shown = next(
        one for one in ana.ask("access.list", programme.ListAccess()).applications if one.id == case.id
    )
    assert shown.state == "resting"
    assert "changed hands" in shown.rests
    for one in reviewers:
        one.ask("access.confirm", programme.Confirm(application=case.id, reasons="called them"))
    assert ana.caller().subject.tier.name == "T3"
