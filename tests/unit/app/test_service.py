from pathlib import Path

import pytest

from tests.unit.app.house import URL, House, Member, house
from vedette.access.tokens.challenges import Unauthenticated
from vedette.app import programme_requests as asked
from vedette.app.callers import owner, stranger
from vedette.core.errors import Unavailable
from vedette.ledger.entries import Kind


def test_the_first_link_is_the_operators_until_there_is_one(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        first = place.service.first_link()
        assert first.startswith(f"{URL}/#enrol=")
        operator = place.enrolled(first).sign_in("operations")
        assert operator.ask("identity.me", asked.Me()).roles == ("operator",)
        assert place.service.first_link() == ""


def test_who_shows_nothing_or_something_else_is_nobody(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        operator, other = place.operator(), Member(place)
        for headers in (
            {},
            {"authorization": "Bearer x"},
            {"authorization": f"DPoP {operator.token}"},
            other.headers(operator.token),
            operator.headers(),
        ):
            with pytest.raises(Unauthenticated):
                place.service.authenticate("POST", f"{URL}/x", headers)
        with pytest.raises(Unauthenticated):
            place.service.authenticate("GET", f"{URL}/x", operator.headers(operator.token))
        assert operator.caller().bound


def test_what_somebody_showed_holds_until_it_is_taken_back(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        operator = place.operator()
        ana = operator.joined("Ana", "Mill", team="blue")
        caller = ana.caller()
        assert "team:blue" in caller.subject.roles
        assert place.service.holds(caller)
        assert not place.service.holds(owner())
        assert not place.service.holds(stranger())
        operator.ask("access.revoke", asked.Revoke(reason="left", person=caller.subject.id))
        place.now += 1
        assert not place.service.holds(caller)


def test_it_is_ready_while_ledger_and_database_answer(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        place.alone()
        assert place.service.ready() == []
        place.service.keeper._signed -= 3600  # noqa: SLF001 - as if nobody had been there
        assert place.service.ready() == ["checkpoints are late"]


def test_a_database_that_does_not_answer_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house(tmp_path) as place:
        documents = place.service.parts.documents

        def fail(kind: str, key: str) -> None:
            raise Unavailable(f"the database is gone: {kind} {key}", hint="bring it back")

        monkeypatch.setattr(type(documents), "get", lambda _, kind, key: fail(kind, key))
        assert "the database is gone: ready ready" in place.service.ready()
        monkeypatch.undo()


def test_it_counts_what_operators_watch_and_shows_its_ledgers_key(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        before = {one.name: one.value for one in place.service.counters()}
        place.operator().ask("identity.me", asked.Me())
        after = {one.name: one.value for one in place.service.counters()}
        assert after["vedette_ledger_entries_total"] == before["vedette_ledger_entries_total"] + 2
        assert place.service.checkpoint() in {b"", place.service.checkpoint()}
        assert place.service.ledger_key().decode().startswith("vedette.example+")


def test_it_is_the_same_service_after_a_restart(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        operator, key = place.operator(), place.service.ledger_key()
        person, written = operator.id, len(place.entries())
    with house(tmp_path) as again:
        operator.house = again
        assert operator.id == person
        assert operator.refresh().ask("identity.me", asked.Me()).person == person
        assert again.service.ledger_key() == key
        kinds = [one.kind for one in again.entries(written)]
        assert kinds[:2] == [Kind.STOPPED, Kind.STARTED]
        assert again.service.checkpoint().startswith(b"vedette.example\n")


def test_a_house_says_when_it_is(tmp_path: Path) -> None:
    """The clock the tests set is the one the service has."""
    made = House(tmp_path)
    try:
        assert made.entries()[0].time == made.now
    finally:
        made.service.close()
