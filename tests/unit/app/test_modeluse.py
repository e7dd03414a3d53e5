"""What a named model answers: in its bounds, within its budget, through the gate, and whose rights count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from vedette.access.budgets import Memory
from vedette.access.nouns import Kind, Risk, Subject, Tier
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question
from vedette.app.asking import Request
from vedette.app.callers import Caller, owner
from vedette.app.capability import Capability
from vedette.app.circumstances import AtHome
from vedette.app.clock import SYSTEM
from vedette.app.gate import Denied, Gate, Work
from vedette.app.model_answers import Conversation, Spoken
from vedette.app.model_capabilities import ROWS
from vedette.app.model_requests import CountTokens, ListProfiles, UseModel
from vedette.app.modelchoice import served, served_or_lower
from vedette.app.modelmeter import Meter, Spent
from vedette.app.modeluse import Attached, Desk, ModelUse
from vedette.app.record import Remembered
from vedette.app.steps import driven
from vedette.core.budgets import Cap
from vedette.core.dialogue import (
    Ask,
    Cancelled,
    Delta,
    Ending,
    LanguageModel,
    Message,
    ModelRole,
    Reply,
    Speaker,
    Usage,
    unstoppable,
)
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.models.attachments import Prices
from vedette.models.heard import Unfinished
from vedette.models.profiles import NO_MODEL, profile, profiles


@dataclass
class Says:
    """A back-end that says the same to everything, and remembers what it was asked."""

    text: str = "forty-two"
    name: str = "says"
    context: int = 0
    prompt: int = 10
    fails: Exception | None = None
    asked: list[Ask] = field(default_factory=list)

    def answer(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Reply:
        del cancelled
        self.asked.append(ask)
        if self.fails is not None:
            raise self.fails
        return Reply(text=self.text, usage=Usage(prompt=self.prompt, completion=3), model=self.name)

    def stream(self, ask: Ask, cancelled: Cancelled = unstoppable) -> Iterator[Delta]:
        del cancelled
        self.asked.append(ask)
        for word in self.text.split("-"):
            yield Delta(text=word)
        yield Delta(ending=Ending.STOP)

    def size(self, ask: Ask) -> int:
        del ask
        return self.prompt


@dataclass
class Behind:
    """What stands behind every profile."""

    attached: Attached | None

    def serving(self, name: str) -> Attached | None:
        return None if self.attached is None else replace(self.attached, profile=profile(name))


class Silent(Desk):
    def answer(self, ask: Ask, work: Work, hear: object) -> Reply:
        del ask, work, hear
        return Reply(text="the engines")


ASK = UseModel(ask=Ask(messages=(Message(speaker=Speaker.USER, text="what is it?"),)))


@dataclass
class House:
    """A gate with models behind it."""

    model: Says = field(default_factory=Says)
    behind: LanguageModel | None = None
    """In its place."""
    stays: bool = True
    price: Prices | None = None
    budgets: Memory = field(default_factory=Memory)
    nothing: bool = False
    known: bool = False
    record: Remembered = field(default_factory=Remembered)

    def gate(self) -> Gate:
        attached = Attached(
            name="here",
            profile=profile("vedette-open"),
            model=self.behind or self.model,
            roles=frozenset({ModelRole.ROUTER}),
            stays=self.stays,
            price=self.price,
        )
        use = ModelUse(
            back_ends=Behind(None if self.nothing else attached),
            meter=Meter(self.budgets, SYSTEM),
            desk=Silent(),
            masked=lambda ask: (msgspec.structs.replace(ask, stop=("masked",)), 2),
            at_hand=lambda _: self.known,
        )
        gates: list[Gate] = []
        handlers = use.handlers(lambda work, name: gates[0].could(work.caller, name, ListProfiles()))
        gates.append(
            Gate(
                capabilities={one.id: one for one in ROWS},
                handlers=handlers,
                policy=Policy.load(),
                circumstances=AtHome(),
                record=self.record,
                clock=SYSTEM,
            )
        )
        return gates[0]

    def ask(
        self, name: str = "vedette-open", caller: Caller | None = None, request: UseModel = ASK
    ) -> Spoken:
        return driven(served(self.gate(), caller or owner(), name, request)).value


def member(tier: Tier) -> Caller:
    subject = Subject(id="ana", kind=Kind.OWNER, tier=tier)
    return Caller(subject=subject, bound=True, purpose="own_code")


def test_an_answer_says_who_gave_it_and_what_it_cost() -> None:
    house = House()
    spoken = house.ask()
    assert (spoken.served, spoken.back_end, spoken.reply.text) == ("vedette-open", "here", "forty-two")
    assert spoken.counts()["prompt_tokens"] == 10
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) == 13
    assert [end.how for _, _, end in house.record.entries if end] == ["done"]


def test_the_engines_answer_where_no_model_is_wanted() -> None:
    assert House(nothing=True).ask(NO_MODEL).reply.text == "the engines"


def test_nothing_attached_is_said_and_costs_nothing() -> None:
    with pytest.raises(Unavailable, match="no language model stands behind it"):
        House(nothing=True).ask()


def test_what_has_to_stay_does_not_leave() -> None:
    house = House(stays=False)
    with pytest.raises(Unavailable, match="stays here"):
        house.ask("vedette-open")
    assert not house.model.asked


def test_what_leaves_is_masked_and_the_caller_is_told() -> None:
    house = House(stays=False)
    spoken = house.ask("vedette-cyber")
    assert house.model.asked[0].stop == ("masked",)
    assert "2 secrets" in spoken.notes[0]


def test_an_answer_is_bounded_by_the_profile_and_that_is_said() -> None:
    house = House()
    most = profile("vedette-open").budget
    wanted = UseModel(ask=msgspec.structs.replace(ASK.ask, most=10**9, seconds=10**9))
    spoken = house.ask(request=wanted)
    assert (house.model.asked[0].most, house.model.asked[0].seconds) == (most.answer_tokens, most.seconds)
    assert "bounded" in spoken.notes[0]


def test_a_question_that_is_too_long_is_not_asked() -> None:
    house = House(model=Says(prompt=10**7))
    with pytest.raises(LimitHit, match="tokens"):
        house.ask()
    assert not house.model.asked


def test_a_budget_is_a_hard_one_and_says_when_it_is_new() -> None:
    house = House()
    account = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=2_000_000)
    house.budgets.charge([account], 1_999_999, now=SYSTEM.now().timestamp())
    with pytest.raises(Spent) as caught:
        house.ask()
    assert caught.value.http_status == 429
    assert 0 < caught.value.retry_after <= 86_401
    assert not house.model.asked
    requests = Cap(account=f"model-requests:vedette-open:{owner().subject.id}", limit=500)
    assert house.budgets.used(requests, SYSTEM.now().timestamp()) == 0


def test_a_model_that_costs_serves_no_profile_that_must_cost_nothing() -> None:
    with pytest.raises(Spent, match="money"):
        House(price=Prices(prompt=1, completion=1)).ask()


def test_what_failed_before_it_answered_is_given_back() -> None:
    house = House(model=Says(fails=Unavailable("gone", hint="later")))
    with pytest.raises(Unavailable):
        house.ask()
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) == 0


def test_what_failed_otherwise_is_counted_in_full() -> None:
    house = House(model=Says(fails=KeyboardInterrupt()))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        house.ask()
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) == 10 + ASK.ask.most


def test_an_answer_that_was_begun_is_counted_in_full() -> None:
    house = House(model=Says(fails=Unfinished("its time was over", hint="later")))
    with pytest.raises(Unavailable):
        house.ask()
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) == 10 + ASK.ask.most


def test_an_answer_is_heard_as_it_comes_and_counted_where_nobody_did() -> None:
    house = House()
    heard: list[Delta] = []
    job = Conversation(heard.append)
    spoken = driven(served(house.gate(), owner(), "vedette-open", ASK, job)).value
    assert [one.text for one in heard] == ["forty", "two", ""]
    assert spoken.reply.text == "fortytwo"
    assert spoken.reply.usage.estimated
    assert spoken.reply.usage.completion == 2


def test_whoever_hears_knows_who_answers_and_by_which_decision() -> None:
    house = House()
    job = Conversation(lambda _: None)
    result = driven(served(house.gate(), owner(), "vedette-open", ASK, job))
    assert (job.served, job.decision) == ("vedette-open", result.receipt.decision)


@pytest.mark.parametrize("more", [{"schema": {"type": "object"}}, {"tool_choice": "required"}])
def test_the_engines_answer_in_words_and_say_so_where_something_else_is_wanted(more: dict[str, Any]) -> None:
    request = UseModel(ask=msgspec.structs.replace(ASK.ask, **more))
    with pytest.raises(BadInput, match="answers in words"):
        House().ask(NO_MODEL, request=request)


def test_a_question_is_counted_without_asking_anybody() -> None:
    house = House()
    counted = house.gate().run(owner(), "model.count", CountTokens(model="vedette-open", ask=ASK.ask)).value
    assert counted.tokens > 0
    assert not house.model.asked
    with pytest.raises(BadInput, match="no model is called"):
        house.gate().run(owner(), "model.count", CountTokens(model="gpt-9", ask=ASK.ask))


@pytest.mark.parametrize(("tier", "name"), [(Tier.T1, "vedette-critical"), (Tier.T3, "vedette-critical")])
def test_the_strongest_model_is_for_critical_defenders(tier: Tier, name: str) -> None:
    house = House()
    with pytest.raises(Denied) as caught:
        house.ask(name, member(tier))
    assert "critical-model-for-t4" in caught.value.decision.reasons
    assert caught.value.decision.remedies
    assert not house.model.asked


def test_a_lower_model_serves_only_where_the_caller_said_so_and_is_named() -> None:
    house = House()
    spoken = driven(served_or_lower(house.gate(), member(Tier.T1), "vedette-critical", ASK)).value
    assert spoken.served == "vedette-cyber"
    decided = [(name, decision.allowed) for name, decision, end in house.record.entries if end is None]
    assert decided == [("model.critical", False), ("model.cyber", True)], "each try is on the record"


class Waiting(AtHome):
    """Has each text wait, but for what is of class C0."""

    def question(self, caller: Caller, capability: Capability[Any], request: Request[Any]) -> Question:
        held = "" if capability.risk is Risk.C0 else "review"
        return msgspec.structs.replace(super().question(caller, capability, request), held=held)


def test_r3_where_a_person_is_to_look_first_no_lower_model_answers_instead() -> None:
    house = House()
    gate = msgspec.structs.replace(house.gate(), circumstances=Waiting())
    with pytest.raises(Denied) as caught:
        driven(served_or_lower(gate, member(Tier.T1), "vedette-cyber", ASK))
    assert caught.value.decision.reasons == ("text-held",)
    decided = [name for name, _, end in house.record.entries if end is None]
    assert decided == ["model.cyber"], "not even the engines alone, which would be another answer"
    assert not house.model.asked


def test_a_model_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="no model is called") as caught:
        House().ask("gpt-9")
    assert NO_MODEL in caught.value.hint


def test_the_list_says_what_each_would_take() -> None:
    gate = House().gate()
    offered = gate.run(member(Tier.T1), "model.list", ListProfiles()).value.profiles
    assert [one.name for one in offered] == list(profiles())
    assert [one.allowed for one in offered] == [True, True, True, False]
    assert offered[-1].remedies
    assert offered[1].roles == ("router",)
