"""Who is here: what operators see of people, what people see of their sessions, and seats for a month."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.authenticator import Holder
from tests.unit.app.house import DAY, URL, House, Member, house, raised
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.presented import Presented
from vedette.app import directory
from vedette.app import directory_requests as asked
from vedette.app import programme_requests as programme
from vedette.app.appointment_requests import CloseFounding
from vedette.app.callers import Caller
from vedette.app.reviewdesk_requests import ShowQueue
from vedette.core.errors import BadInput, Refused


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def reviewer(operator: Member) -> Member:
    return operator.joined("Rex", "Council", "reviewer")


def test_operators_see_who_is_here_and_what_each_has(operator: Member, reviewer: Member) -> None:
    ana = operator.joined("Ana", "Clinic")
    raised(ana, reviewer)
    told = operator.ask("identity.people", asked.ListPeople())
    found = {one.name: one for one in told.people}
    assert (found["Ana"].id, found["Ana"].orgs, found["Ana"].tier) == (ana.id, ("Clinic",), "T1")
    assert (found["Ana"].keys, found["Ana"].sessions, found["Ana"].suspended) == (2, 1, False)
    assert found["Rex"].roles == ("reviewer",)
    assert told.counts() == {"people": len(told.people)}
    operator.ask("access.revoke", programme.Revoke(reason="left", person=ana.id))
    again = {one.name: one for one in operator.ask("identity.people", asked.ListPeople()).people}
    assert again["Ana"].suspended
    reviewer.refused("identity.people", asked.ListPeople())


def test_many_people_come_a_page_at_a_time(
    operator: Member, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE", 1)
    page = operator.ask("identity.people", asked.ListPeople())
    seen = [page.people[0].id]
    while page.after:
        page = operator.ask("identity.people", asked.ListPeople(after=page.after))
        seen += [one.id for one in page.people]
    assert seen == sorted(set(seen))
    assert {operator.id, reviewer.id} <= set(seen)


def test_a_session_with_a_key_never_used_before_is_told_to_whom_it_belongs(operator: Member) -> None:
    ben = operator.joined("Ben", "Town")
    (first,) = ben.ask("identity.sessions", asked.ListSessions()).sessions
    assert (first.new_key, first.this, first.purpose) == (True, True, "own_code")
    ben.sign_in()
    _, second = ben.ask("identity.sessions", asked.ListSessions()).sessions
    assert (second.new_key, second.this) == (False, True)
    stolen = ben.holder
    ben.holder = Holder()
    said = signed_in(ben)
    assert said["new_keys"] == 1, "the first of all; the one begun now is not another"
    ben.holder = stolen
    assert signed_in(ben)["new_keys"] == 1
    listed = ben.ask("identity.sessions", asked.ListSessions()).sessions
    (strange,) = (one for one in listed if one.new_key)
    assert ben.ask("identity.leave", programme.Leave(session=strange.id)).ended == 1
    assert strange.id not in {one.id for one in ben.ask("identity.sessions", asked.ListSessions()).sessions}
    with pytest.raises(BadInput, match="no such session"):
        ben.ask("identity.leave", programme.Leave(session=operator.session))


def signed_in(who: Member) -> dict[str, Any]:
    ceremonies = who.house.service.ceremonies
    credential = json.loads(who.keys.get(json.dumps(ceremonies.login_start()["options"])))
    said = ceremonies.login_finish(who.shown(), credential, "own_code", "")
    who.session, who.token = said["session"], said["token"]
    return said


class Program:
    """A service with a key and no person."""

    def __init__(self, place: House) -> None:
        self.place = place
        self.holder = Holder()

    def shown(self) -> Presented:
        headers = {"dpop": self.holder.proof("POST", f"{URL}/x", self.place.now, None)}
        return self.place.service.shown("POST", f"{URL}/x", headers)

    def caller(self, token: str) -> Caller:
        headers = {
            "dpop": self.holder.proof("POST", f"{URL}/x", self.place.now, token),
            "authorization": f"DPoP {token}",
        }
        return self.place.service.authenticate("POST", f"{URL}/x", headers)


def test_a_service_with_a_seat_comes_in_with_its_key_until_the_seat_is_taken_away(
    place: House, operator: Member
) -> None:
    operator.joined("Dora", "Dam")
    program = Program(place)
    seat = operator.ask(
        "seats.add", asked.AddSeat(sponsor="Dam", cap="C1", days=30, key=program.holder.thumbprint)
    )
    assert (seat.sponsor, seat.cap, seat.live) == ("Dam", "C1", True)
    assert seat.expires == place.now + 30 * DAY
    token = place.service.ceremonies.service(program.shown(), seat.id, "operations")["token"]
    me = place.service.gate.run(program.caller(token), "identity.me", programme.Me()).value
    assert (me.person, me.name) == (seat.id, "service")
    with pytest.raises(Unauthenticated):
        place.service.ceremonies.service(Program(place).shown(), seat.id, "operations")
    assert seat.id in {one.id for one in operator.ask("seats.list", asked.ListSeats()).seats}
    operator.ask("access.revoke", programme.Revoke(reason="no longer", seat=seat.id))
    with pytest.raises(Unauthenticated):
        program.caller(token)
    with pytest.raises(Unauthenticated):
        place.service.ceremonies.service(program.shown(), seat.id, "operations")
    assert [one.live for one in operator.ask("seats.list", asked.ListSeats()).seats if one.id == seat.id] == [
        False
    ]


def test_a_vendors_person_takes_a_seat_when_signing_in(place: House, operator: Member) -> None:
    vera = operator.joined("Vera", "Vendor")
    operator.joined("Hans", "Harbour")
    wish = asked.AddSeat(sponsor="Harbour", cap="C2", days=7, person=vera.id, vendor="Vendor")
    seat = operator.ask("seats.add", wish)
    ceremonies = place.service.ceremonies
    credential = json.loads(vera.keys.get(json.dumps(ceremonies.login_start()["options"])))
    vera.token = ceremonies.login_finish(vera.shown(), credential, "own_code", "", seat.id)["token"]
    told = vera.ask("identity.me", programme.Me())
    orgs = {one.name: one.id for one in place.service.parts.people.organisations()}
    assert told.org == orgs["Harbour"]


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (asked.AddSeat(sponsor="Nowhere", cap="C1", days=1, key="k"), BadInput),
        (asked.AddSeat(sponsor="Council", cap="C9", days=1, key="k"), BadInput),
        (asked.AddSeat(sponsor="Council", cap="C1", days=1), BadInput),
        (asked.AddSeat(sponsor="Council", cap="C1", days=31, key="k"), BadInput),
        (asked.AddSeat(sponsor="Council", cap="CX", days=1, key="k"), Refused),
    ],
)
@pytest.mark.usefixtures("reviewer")
def test_a_seat_that_makes_no_sense_is_not_given(
    operator: Member, wish: asked.AddSeat, error: type[Exception]
) -> None:
    with pytest.raises(error):
        operator.ask("seats.add", wish)


def test_only_operators_give_seats_and_they_touch_their_key(operator: Member, reviewer: Member) -> None:
    wish = asked.AddSeat(sponsor="Council", cap="C1", days=1, key="k")
    reviewer.refused("seats.add", wish)
    assert "touch" in operator.refused("seats.add", wish).told


def test_no_operator_seats_others_in_the_name_of_an_organisation_alone(tmp_path: Path) -> None:
    """Its admin agrees, and for what reaches its targets a reviewer of another organisation as well."""
    with house(tmp_path) as place:
        operator = place.operator()
        rex, ria = operator.joined("Rex", "Town", "reviewer"), operator.joined("Ria", "Port", "reviewer")
        adam, max_ = operator.joined("Adam", "Port", admin=True), operator.joined("Max", "Port")
        vera = operator.joined("Vera", "Vendor")
        operator.ask("access.close_founding", CloseFounding())
        wish = asked.AddSeat(sponsor="Port", cap="C2", days=7, person=vera.id, vendor="Vendor")
        seat = operator.ask("seats.add", wish)
        assert (seat.live, seat.waits, seat.founding) == (False, ("admin", "reviewer"), False)
        agree = asked.AgreeToSeat(seat=seat.id)
        for one in (operator, max_, ria, vera):
            with pytest.raises(Refused):
                one.ask("seats.agree", agree)
        assert "touch" in adam.refused("seats.agree", agree).told
        assert adam.ask("seats.agree", agree).live is False
        assert not ria.ask("seats.list", asked.ListSeats()).seats
        (listed,) = rex.ask("seats.list", asked.ListSeats()).seats
        assert listed.waits == ("reviewer",)
        desk = {one: one.ask("review.queue", ShowQueue()).lines for one in (rex, ria)}
        may = {one: [(at.kind, at.may) for at in lines if at.id == seat.id] for one, lines in desk.items()}
        assert may == {rex: [("seat", True)], ria: [("seat", False)]}
        assert (rex.ask("seats.agree", agree).live, vera.id) == (True, seat.person)
        assert [one.id for one in vera.ask("seats.list", asked.ListSeats()).seats] == [seat.id]
        assert not max_.ask("seats.list", asked.ListSeats()).seats
        told = [one.counts for one in place.entries() if one.counts.get("seat") == seat.id]
        assert [(one["act"], one["state"], one["founding"]) for one in told] == [
            ("ask", "waits", 0),
            ("agree", "waits", 0),
            ("agree", "stands", 0),
        ]
