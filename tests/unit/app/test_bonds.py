"""What ties people to organisations, read from who is here and from what is on record."""

import hashlib

import pytest

from vedette.access.documents import Memory
from vedette.access.identity.members import Membership, Role
from vedette.access.identity.people import People
from vedette.access.identity.proofing import Method, Proof, Proofs, Says
from vedette.access.monitor import ladder
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.wishes import Wish
from vedette.access.programme.founding import NOT_YET, Foundings
from vedette.access.programme.ties import Proved
from vedette.app.bonds import Bonds, enough

NOON = 1_795_348_800.0
DAY = 86_400.0


class Town:
    """Ada of the CERT, whom the boss invited, and what she has proved."""

    def __init__(self) -> None:
        documents = Memory()
        self.people = People(documents, lambda *_: None)
        self.proofs = Proofs(documents)
        self.founding = Foundings(documents, lambda now: enough(self.people, now))
        self.bonds = Bonds(self.people, self.proofs, self.founding)
        self.org = self.people.found("CERT", NOON).id
        self.ada = self.people.add("Ada", NOON, inviter="p-boss").id
        self.people.join(self.ada, Membership(org=self.org))

    def prove(self, whom: str, level: int, method: Method, says: Says, days: float) -> None:
        proof = Proof(
            level=level,
            method=method,
            provider="vedette",
            digest=hashlib.sha256(f"{whom} {method} {says}".encode()).hexdigest(),
            verified_at=NOON,
            expires_at=NOON + days * DAY,
            says=(says,),
        )
        self.proofs.keep(whom, proof, NOON)


@pytest.fixture
def town() -> Town:
    return Town()


def test_who_reviews_and_until_when(town: Town) -> None:
    reviews = town.bonds.reviews
    assert not reviews("p-nobody", NOON)
    assert not reviews(town.ada, NOON)
    town.people.give_roles(town.ada, {Role.REVIEWER: NOON + DAY})
    assert reviews(town.ada, NOON)
    assert not reviews(town.ada, NOON + DAY)
    town.people.suspend(town.ada, NOON)
    assert not reviews(town.ada, NOON)


def test_who_belongs_who_speaks_and_who_brought_them(town: Town) -> None:
    bonds = town.bonds
    assert bonds.orgs(town.ada) == (town.org,)
    assert bonds.inviter(town.ada) == "p-boss"
    assert bonds.belongs(town.ada, town.org, NOON)
    assert not bonds.speaks(town.ada, town.org, NOON)
    town.people.join(town.ada, Membership(org=town.org, admin=True), unasked=NOON)
    assert bonds.speaks(town.ada, town.org, NOON)
    assert bonds.changed(town.org) == NOON


def test_whoever_a_measure_suspends_speaks_and_reviews_again_when_it_ends_or_is_lifted(town: Town) -> None:
    measures = Measures(Memory())
    bonds = Bonds(town.people, town.proofs, town.founding, measures.suspended)
    town.people.join(town.ada, Membership(org=town.org, admin=True))
    town.people.give_roles(town.ada, {Role.REVIEWER: NOON + DAY})

    def stands(now: float) -> tuple[bool, bool, bool]:
        return (
            bonds.belongs(town.ada, town.org, now),
            bonds.speaks(town.ada, town.org, now),
            bonds.reviews(town.ada, now),
        )

    assert stands(NOON) == (True, True, True)
    mild = ladder.decided(_wish(Step.PAUSE, person=town.ada), "p-rex", NOON)
    measures.add(mild, NOON)
    assert stands(NOON) == (True, True, True), "who rests for a class still answers for others"
    made = measures.add(ladder.decided(_wish(Step.SUSPEND, person=town.ada), "p-rex", NOON), NOON)
    assert stands(NOON) == (False, False, False)
    measures.lift(made.id, "p-rex", NOON + 1)
    assert stands(NOON + 1) == (True, True, True)
    measures.add(ladder.decided(_wish(Step.SUSPEND, org=town.org), "p-rex", NOON + 2), NOON + 2)
    assert stands(NOON + 2) == (False, False, True)
    assert stands(NOON + 3700) == (True, True, True)


def _wish(step: Step, *, person: str = "", org: str = "") -> Wish:
    return Wish(rule=Rule.PERSON, step=step, person=person, org=org, reason="x", remedy="y", lasts=3600)


def test_nobody_belongs_to_what_is_suspended_or_while_they_are(town: Town) -> None:
    town.people.join(town.ada, Membership(org=town.org, admin=True))
    town.people.suspend(town.ada, NOON)
    assert not town.bonds.belongs(town.ada, town.org, NOON)
    assert not town.bonds.speaks(town.ada, town.org, NOON)
    town.people.readmit(town.ada)
    town.people.suspend_organisation(town.org, NOON)
    assert not town.bonds.belongs(town.ada, town.org, NOON)
    assert not town.bonds.speaks(town.ada, town.org, NOON)


def test_whom_nobody_knows_has_no_ties(town: Town) -> None:
    bonds = town.bonds
    assert (bonds.orgs("x"), bonds.inviter("x"), bonds.changed("x")) == ((), "", 0.0)
    for person, org in (("x", town.org), (town.ada, "x"), (town.ada, "")):
        assert not bonds.belongs(person, org, NOON)
        assert not bonds.speaks(person, org, NOON)


def test_what_was_proved_is_of_the_person_and_of_the_house_and_ends(town: Town) -> None:
    assert town.bonds.proved(town.ada, town.org, NOON) == Proved()
    town.prove(town.ada, 1, Method.OIDC, Says.ACCOUNT, 300)
    assert town.bonds.proved(town.ada, "", NOON) == Proved(level=1, records=("account",))
    town.prove(town.ada, 2, Method.VIDEO, Says.IDENTITY, 100)
    town.prove(town.org, 0, Method.CALL_BACK, Says.REACHED, 50)
    known = town.bonds.proved(town.ada, town.org, NOON)
    assert known == Proved(
        level=2, until=NOON + 100 * DAY, met=True, records=("account", "identity", "reached")
    )
    later = town.bonds.proved(town.ada, town.org, NOON + 60 * DAY)
    assert later.records == ("account", "identity")
    assert town.bonds.proved(town.ada, town.org, NOON + 100 * DAY).level == 1


def test_it_takes_reviewers_in_office_of_two_houses_that_share_nobody(town: Town) -> None:
    assert town.bonds.founded() == NOT_YET
    other = town.people.found("Court", NOON).id
    reviewers = [town.people.add(name, NOON, roles={Role.REVIEWER: NOON + DAY}) for name in ("Rex", "Ria")]
    made = reviewers[1]
    for one in reviewers:
        town.people.join(one.id, Membership(org=town.org))
        assert not enough(town.people, NOON)
    town.people.join(made.id, Membership(org=other))
    assert not enough(town.people, NOON), "she belongs to both"
    town.people.leave(made.id, town.org, NOON)
    assert enough(town.people, NOON)
    assert not enough(town.people, NOON + DAY), "their terms are over"
    town.founding.begin(NOON)
    assert town.founding.close(NOON).closed == town.bonds.founded() == NOON
