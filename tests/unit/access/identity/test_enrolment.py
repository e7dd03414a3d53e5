"""The first passkey: an invitation, one link, one key; and the operator's first of all."""

import pytest

from tests.authenticator import Authenticator
from tests.unit.access.identity.test_recovery import QUICK
from vedette.access.documents import Memory
from vedette.access.identity.enrolment import FIRST, INVITED, RECOVERED, Enrolled, Enrolment
from vedette.access.identity.members import Role
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.recovery import Recovery
from vedette.access.identity.relying import Relying
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import BadInput, Refused

NOON = 1_795_348_800.0


class Office:
    """Where people get their first passkey."""

    def __init__(self) -> None:
        self.store = Memory()
        self.people = People(self.store, lambda *_: None)
        self.passkeys = Passkeys(
            self.store, Relying(id="vedette.example", name="Vedette", origins=("https://vedette.example",))
        )
        self.recovery = Recovery(self.store, QUICK)
        self.enrolment = Enrolment(self.store, self.people, self.passkeys, self.recovery)
        self.ada = self.people.add("Ada", NOON).id

    def enrol(self, link: str, browser: Authenticator | None = None, now: float = NOON) -> Enrolled:
        answer = (browser or Authenticator()).create(self.enrolment.begin(link, now))
        return self.enrolment.finish(link, answer, "key", now)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_link_gives_one_passkey(office: Office) -> None:
    link = office.enrolment.invite(office.ada, NOON)
    assert office.enrolment.person_of(link, NOON) == office.ada
    enrolled = office.enrol(link)
    assert (enrolled.passkey.person, enrolled.complete) == (office.ada, False)
    with pytest.raises(Unauthenticated, match="no longer good"):
        office.enrolment.begin(link, NOON)


def test_of_two_who_use_a_link_at_once_one_gets_in(office: Office) -> None:
    link = office.enrolment.invite(office.ada, NOON)
    answers = [Authenticator().create(office.enrolment.begin(link, NOON)) for _ in range(2)]
    office.enrolment.finish(link, answers[0], "key", NOON)
    with pytest.raises(Unauthenticated, match="no longer good"):
        office.enrolment.finish(link, answers[1], "key", NOON)
    assert len(office.passkeys.of(office.ada)) == 1


def test_a_link_survives_a_passkey_that_was_not_accepted(office: Office) -> None:
    link = office.enrolment.invite(office.ada, NOON)
    with pytest.raises(Unauthenticated, match="not accepted"):
        office.enrol(link, Authenticator(verifies=False))
    assert office.enrol(link).passkey.person == office.ada


def test_a_link_is_not_kept_and_ends(office: Office) -> None:
    link = office.enrolment.invite(office.ada, NOON)
    assert link.encode() not in b"".join(kept.value + kept.key.encode() for kept in office.store.all("link"))
    with pytest.raises(Unauthenticated, match="no longer good"):
        office.enrolment.begin(link, NOON + INVITED)
    assert office.enrolment.sweep(NOON + INVITED) == 0
    assert office.enrolment.sweep(NOON + INVITED + 1) == 1


def test_a_new_link_replaces_the_old(office: Office) -> None:
    old, new = (office.enrolment.invite(office.ada, NOON) for _ in range(2))
    with pytest.raises(Unauthenticated):
        office.enrolment.begin(old, NOON)
    assert office.enrolment.begin(new, NOON)


@pytest.mark.parametrize("link", ["", "guess", "x" * 200_000, "\ud800"])
def test_a_guessed_link_is_none(office: Office, link: str) -> None:
    with pytest.raises(Unauthenticated, match="no longer good"):
        office.enrolment.begin(link, NOON)


def test_an_account_is_complete_with_two_keys_or_a_sealed_code(office: Office) -> None:
    assert not office.enrolment.complete(office.ada)
    office.recovery.seal(office.ada, NOON)
    assert not office.enrolment.complete(office.ada)
    assert office.enrol(office.enrolment.invite(office.ada, NOON)).complete
    code = office.recovery.seal(office.ada, NOON)
    link = office.enrolment.recover(office.ada, code, NOON)
    assert not office.enrolment.complete(office.ada)
    with pytest.raises(Unauthenticated, match="no longer good"):
        office.enrolment.begin(link, NOON + RECOVERED)
    assert office.enrol(link).complete


def test_a_wrong_code_gives_no_link(office: Office) -> None:
    office.recovery.seal(office.ada, NOON)
    with pytest.raises(Unauthenticated, match="not the recovery code"):
        office.enrolment.recover(office.ada, "wrong", NOON)


def test_the_operator_gets_the_first_link_until_their_account_is_complete(office: Office) -> None:
    first = office.enrolment.first(NOON)
    again = office.enrolment.first(NOON + 1)
    assert first is not None
    assert again is not None
    with pytest.raises(Unauthenticated):
        office.enrolment.begin(first, NOON + 1)
    with pytest.raises(Unauthenticated):
        office.enrolment.begin(again, NOON + 1 + FIRST)
    operator = office.enrol(again, now=NOON + 1).passkey.person
    assert office.people.get(operator).roles == (Role.OPERATOR,)
    second = office.enrolment.first(NOON + 2)
    assert second is not None, "with one key alone they could be locked out for good"
    assert office.enrol(second, now=NOON + 2).complete
    assert office.enrolment.first(NOON + 3) is None
    assert len(office.people.all()) == 2


def test_the_suspended_and_the_unknown_are_not_enrolled(office: Office) -> None:
    link = office.enrolment.invite(office.ada, NOON)
    office.people.suspend(office.ada, NOON)
    with pytest.raises(Refused, match="suspended"):
        office.enrolment.begin(link, NOON)
    with pytest.raises(BadInput, match="no person"):
        office.enrolment.invite("p-x", NOON)
