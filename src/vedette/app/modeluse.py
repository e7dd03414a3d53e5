"""Has a named model answer: for each profile what stands behind it, in its bounds, within its budget.

What a model says is handed on as what a model says. Nothing here acts on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import msgspec

from vedette.access.nouns import Decision
from vedette.app.gate import Handler, Work
from vedette.app.model_answers import Conversation, Counted, Hearer, Offered, Profiles, Spoken
from vedette.app.model_capabilities import COUNT, LIST
from vedette.app.model_requests import CountTokens, ListProfiles, UseModel
from vedette.app.modelmeter import Meter
from vedette.app.modelreply import gathered, listened
from vedette.app.steps import Doing, InSteps, Steps, driven
from vedette.core.dialogue import Ask, Delta, LanguageModel, ModelRole, Reply, Usage
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.models import tokens
from vedette.models.attachments import Prices
from vedette.models.compatible import Compatible
from vedette.models.heard import Unfinished
from vedette.models.profiles import NO_MODEL, Profile, profiles
from vedette.models.profiles import profile as named


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A back-end that stands behind a profile."""

    name: str
    profile: Profile
    """With the operator's own bounds."""
    model: LanguageModel
    roles: frozenset[ModelRole]
    """What the probe granted."""
    stays: bool
    """Whether the operator said that what it is told does not leave their machines."""
    price: Prices | None = None


class BackEnds(Protocol):
    """Knows what the operator attached."""

    def serving(self, profile: str) -> Attached | None:
        """Return what stands behind a profile now, if anything does."""
        ...


class Desk(Protocol):
    """Answers with the engines alone."""

    def answer(self, ask: Ask, work: Work, hear: Hearer) -> Reply:
        """Answer; what the engines are asked goes through the gate, for the caller of `work`."""
        ...


class PromptTooLong(LimitHit):
    """More is asked at once than a profile takes. Programs look for the words and the status."""

    http_status = 400


def never(_: str) -> bool:
    """Say no."""
    return False


def unheard(_: Delta) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """Does the work of the `model.` capabilities."""

    back_ends: BackEnds
    meter: Meter
    desk: Desk
    masked: Callable[[Ask], tuple[Ask, int]]
    """Takes secrets out of what is about to leave, and says how many."""
    at_hand: Callable[[str], bool] = never
    """Says of a profile whether `back_ends` need not look: else it may take long."""

    def handlers(self, could: Callable[[Work, str], Decision]) -> dict[str, Handler]:
        """Say who does the work; `could` asks the gate whether a caller may, without doing anything."""
        made: dict[str, Handler] = {one.capability: self._handler(one) for one in profiles().values()}

        def listed(request: ListProfiles, work: Work) -> Profiles:
            del request
            return Profiles(profiles=tuple(self._offer(one, could, work) for one in profiles().values()))

        def counted(request: CountTokens, work: Work) -> Counted:
            del work
            named(request.model)
            return Counted(tokens=tokens.of_ask(request.ask))

        return made | {LIST: listed, COUNT: counted}

    def _handler(self, profile: Profile) -> Handler:
        def steps(request: UseModel, work: Work) -> Steps[Spoken]:
            if isinstance(work.job, Conversation):
                work.job.begin(profile.name, work.decision.id)
            asked = self._ask(profile, request.ask, work)
            away: Callable[[], Spoken] = partial(driven, asked)
            if profile.name == NO_MODEL:
                away = partial(self._at_desk, profile, request.ask, work)
            elif not isinstance(work.job, Conversation) and _short(request.ask):
                return (yield from asked)
            spoken: Spoken = yield Doing(away, brief=False)
            return spoken

        return InSteps(steps)

    def _at_desk(self, profile: Profile, ask: Ask, work: Work) -> Spoken:
        hear: Hearer = work.job.hear if isinstance(work.job, Conversation) else unheard
        _in_words(ask)
        reply = self.desk.answer(_bounded(profile, ask)[0], work, hear)
        return Spoken(served=profile.name, back_end="", reply=reply)

    def _ask(self, profile: Profile, wanted: Ask, work: Work) -> Steps[Spoken]:
        known = self.at_hand(profile.name)
        attached: Attached = yield Doing(partial(self._attached, profile), brief=known)
        profile = attached.profile
        ask, notes = _bounded(profile, wanted)
        size = attached.model.size(ask)
        if size > profile.budget.request_tokens:
            raise PromptTooLong(
                f"prompt is too long: about {size:,} tokens, and {profile.name} takes"
                f" {profile.budget.request_tokens:,}",
                hint="ask about less at once",
            )
        if not attached.stays:  # takes time with a text's length, so that is looked at first
            ask, hidden = yield Doing(partial(self.masked, ask), brief=False)
            notes += (f"{hidden} secrets were masked before this left",) if hidden else ()
        most = Usage(prompt=size, completion=ask.most)
        reserved = self.meter.reserve(work.caller.subject, profile, most, attached.price)
        try:
            reply = yield from self._spoken(attached.model, ask, work)
        except (Unavailable, LimitHit) as error:
            if isinstance(error, Unfinished):  # whoever lets time run out would else be served for nothing
                reserved.settle(most)
            else:
                reserved.release()
            raise
        except BaseException:  # it may have answered, and somebody may have to pay: count all of it
            reserved.settle(most)
            raise
        reserved.settle(reply.usage)
        return Spoken(served=profile.name, back_end=attached.name, reply=reply, notes=notes)

    def _spoken(self, model: LanguageModel, ask: Ask, work: Work) -> Steps[Reply]:
        job = work.job
        came: Reply | Callable[[], Reply]
        if isinstance(job, Conversation):
            came = partial(gathered, model, ask, job)
        elif isinstance(model, Compatible):
            came = yield from listened(model.directly(ask, job.stopped))
        else:
            came = partial(model.answer, ask, job.stopped)
        return came if isinstance(came, Reply) else (yield Doing(came, brief=False))

    def _attached(self, profile: Profile) -> Attached:
        attached = self.back_ends.serving(profile.name)
        if attached is None:
            raise Unavailable(
                f"{profile.name}: no language model stands behind it here",
                hint=f"use {NO_MODEL}, or have the operator attach one: vedette models --help",
            )
        if not attached.profile.may_leave and not attached.stays:
            raise Unavailable(
                f"{profile.name}: what it is told stays here, and {attached.name} is elsewhere",
                hint="the operator attaches a model on a machine of theirs, and says so in models.toml",
            )
        return attached

    def _offer(self, profile: Profile, could: Callable[[Work, str], Decision], work: Work) -> Offered:
        decision = could(work, profile.capability)
        attached = None if profile.name == NO_MODEL else self.back_ends.serving(profile.name)
        granted = attached.roles if attached is not None else frozenset()
        return Offered(
            name=profile.name,
            says=profile.says,
            allowed=decision.allowed,
            attached=profile.name == NO_MODEL or attached is not None,
            roles=tuple(one.value for one in profile.roles if one in granted),
            remedies=decision.remedies,
        )


_LEAST: Final = 1
_SHORT: Final = 8192
"""Tokens of a question that takes no time to look at."""
_MOST_PER_TOKEN: Final = 4


def _short(ask: Ask) -> bool:
    """Say whether a question takes no time to look at, without taking any to find out."""
    said = (len(one.text) + sum(len(call.arguments) for call in one.calls) for one in ask.messages)
    return sum(said) <= _MOST_PER_TOKEN * _SHORT and tokens.of_ask(ask) <= _SHORT


def _in_words(ask: Ask) -> None:
    """Refuse what only a language model can be held to: an answer of ours in another form would be none."""
    if ask.schema is not None or ask.tool_choice not in {"auto", "none"}:
        raise BadInput(
            f"{NO_MODEL} answers in words: it fills no schema and has no tool used",
            hint="leave the schema out, and the choice of tools to it; or ask another model",
        )


def _bounded(profile: Profile, ask: Ask) -> tuple[Ask, tuple[str, ...]]:
    """Keep a question within its profile, and say what was lowered."""
    budget = profile.budget
    notes = (
        (f"the answer was bounded to {budget.answer_tokens:,} tokens",)
        if ask.most > budget.answer_tokens
        else ()
    )
    most = max(_LEAST, min(ask.most, budget.answer_tokens))
    return msgspec.structs.replace(ask, most=most, seconds=min(ask.seconds, budget.seconds)), notes
