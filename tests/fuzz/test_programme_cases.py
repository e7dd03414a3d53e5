"""Many people, many cases, and time: whatever happens, and in whatever order, the rules hold."""

import contextlib

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from tests.unit.access.programme.people import Town
from vedette.access.documents import Memory
from vedette.access.nouns import Kind, Subject, Tier
from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.criteria import DAY, Want
from vedette.access.programme.records import Act, Stage
from vedette.access.programme.tiers import Tiers
from vedette.core.errors import BadInput, Refused

PEOPLE = [
    Subject(id=name, kind=Kind.PERSON, org=org, roles=roles, key=key)
    for name, org, roles in (
        ("ada", "acme", ()),
        ("al", "acme", ("org_admin",)),
        ("bo", "acme", ("reviewer",)),
        ("cy", "acme", ("reviewer",)),
        ("di", "umbrella", ("reviewer",)),
        ("ed", "initech", ("reviewer",)),
    )
    for key in ("one", "two")
]
ROBOT = Subject(id="di", kind=Kind.AGENT, org="umbrella", roles=("reviewer",), agent="robot")
ANYONE = st.sampled_from([*PEOPLE, ROBOT])


class Programme(RuleBasedStateMachine):
    """Everybody tries everything."""

    cases = Bundle("cases")
    high = 0
    """How often somebody was of a high tier: a test that never gets there shows nothing."""

    def __init__(self) -> None:
        super().__init__()
        documents, self.now = Memory(), 1e9
        self.town = Town(
            admins={("al", "acme")}, members={(one.id, one.org) for one in PEOPLE if one.id != "di"}
        )
        self.applications = Applications(documents, self.town)
        self.tiers = Tiers(documents, self.town)

    @initialize(target=cases)
    def begin(self) -> MultipleResults[str]:
        """Let everybody be T2, and ask for more."""
        people = {who.id: who for who in PEOPLE}
        for who in people.values():
            case = self.apply(who, Tier.T2)
            reviewer = people["bo" if who.id == "di" else "di"]
            self.applications.review(reviewer, case, approve=True, reason="because", now=self.now)
        return multiple(*(self.apply(who, Tier.T3) for who in people.values()))

    @rule(target=cases, who=ANYONE, tier=st.sampled_from([Tier.T3, Tier.T4, *list(Tier)[1:]]))
    def ask(self, who: Subject, tier: Tier) -> str:
        return self.apply(who, tier)

    def apply(self, who: Subject, tier: Tier) -> str:
        try:
            return self.applications.apply(who, Want(tier=tier), statement="why", now=self.now).id
        except Refused:
            return ""

    @rule(case=cases, who=ANYONE, act=st.sampled_from([*[Act.APPROVE] * 8, *[Act.SPONSOR] * 4, *Act]))
    def act(self, case: str, who: Subject, act: Act) -> None:
        with contextlib.suppress(Refused, BadInput):
            self.applications.act(who, case, act, Said(reason="because", now=self.now))

    @rule(case=cases)
    def go_by_the_book(self, case: str) -> None:
        """Now and then people do what they should, or nobody would ever get anywhere."""
        people = {who.id: who for who in PEOPLE}
        for name, act in (("al", Act.SPONSOR), ("di", Act.APPROVE), ("ed", Act.APPROVE)):
            self.act(case, people[name], act)

    @rule(case=cases, fell=st.booleans())
    def draw(self, case: str, *, fell: bool) -> None:
        with contextlib.suppress(Refused, BadInput):
            self.applications.lot(case, Said(reason="drawn", now=self.now), fell=fell)

    @rule(here=st.booleans())
    def comes_and_goes(self, *, here: bool) -> None:
        """The one who answers for others at acme leaves, and comes back."""
        self.town.admins = {("al", "acme")} if here else set()

    @rule(days=st.sampled_from([0.5, 1, 20, 100, 400]), who=ANYONE)
    def time_goes_by(self, days: float, who: Subject) -> None:
        self.now += days * DAY
        self.tiers.note(who.id, self.now)

    @invariant()
    def whoever_is_high_was_lifted_by_others(self) -> None:
        for name in {who.id for who in PEOPLE}:
            if self.tiers.tier_of(name, self.now) < Tier.T3:
                continue
            Programme.high += 1
            assert any(self._lawful(case.id) for case in self.applications.of(name))

    def _lawful(self, case: str) -> bool:
        found = self.applications.get(case)
        known = self.applications.state(found, self.now)
        if found.want.tier < Tier.T3 or known.stage is not Stage.GRANTED:
            return False
        voices = (Act.APPROVE, Act.OVERTURN, Act.CONFIRM)
        yes = [event.actor for event in found.events if event.act in voices]
        sponsors = {event.actor.person for event in found.events if event.act is Act.SPONSOR}
        people = {actor.person for actor in yes}
        last = max(event.at for event in found.events if event.act in {*voices, Act.SPONSOR})
        return (
            len(people) >= 2
            and sponsors == {"al"} == {one for one, _ in self.town.admins}
            and not people & {found.applicant.person, "al", "bo", "cy"}
            and len({actor.org for actor in yes}) >= 2
            and self.now - last < 97 * DAY
        )


@pytest.mark.slow
def test_a_long_life_of_the_programme() -> None:
    Programme.TestCase.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)
    Programme.TestCase().runTest()
    assert Programme.high > 100
