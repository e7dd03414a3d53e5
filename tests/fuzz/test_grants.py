"""Many people, many cases, and time: whatever happens, and in whatever order, the rules hold."""

import contextlib
from typing import Any

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

from vedette.access.documents import Memory
from vedette.access.nouns import Kind, Subject, Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.cases import DAY, Act, Stage, Want, state
from vedette.access.programme.tiers import Tiers
from vedette.core.errors import BadInput, Refused

PEOPLE = [
    Subject(id=name, kind=Kind.PERSON, org=org, roles=roles, key=key)
    for name, org, roles in (
        ("ada", "acme", ()),
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
        documents = Memory()
        self.applications, self.tiers, self.now = Applications(documents), Tiers(documents), 1e9

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

    @rule(case=cases, who=ANYONE, act=st.sampled_from([*[Act.APPROVE] * 8, *Act]))
    def act(self, case: str, who: Subject, act: Act) -> None:
        a = self.applications
        told: dict[str, Any] = {"reason": "because", "now": self.now}
        deeds = {
            Act.APPROVE: lambda: a.review(who, case, approve=True, **told),
            Act.REFUSE: lambda: a.review(who, case, approve=False, **told),
            Act.UPHOLD: lambda: a.answer(who, case, overturn=False, **told),
            Act.OVERTURN: lambda: a.answer(who, case, overturn=True, **told),
            Act.REVOKE: lambda: a.revoke(who, case, **told),
            Act.WITHDRAW: lambda: a.withdraw(who, case, **told),
            Act.APPEAL: lambda: a.appeal(who, state(a.get(case), self.now).decision, **told),
        }
        with contextlib.suppress(Refused, BadInput):
            deeds[act]()

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
        if found.want.tier < Tier.T3 or state(found, self.now).stage is not Stage.GRANTED:
            return False
        yes = [event.actor for event in found.events if event.act in (Act.APPROVE, Act.OVERTURN)]
        people = {actor.person for actor in yes}
        return (
            len(people) >= 2
            and found.applicant.person not in people
            and len({actor.org for actor in yes}) >= 2
            and self.now - found.events[-1].at < 90 * DAY
        )


@pytest.mark.slow
def test_a_long_life_of_the_programme() -> None:
    Programme.TestCase.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)
    Programme.TestCase().runTest()
    assert Programme.high > 100
