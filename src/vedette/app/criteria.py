"""The published criteria: made of the policy, the tiers and the capabilities, by asking them.

Nothing here is written by hand that the policy could contradict: what a tier may do is what the policy
answers, and what it takes is what the course of an application asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from vedette.access.nouns import Kind, Remedy, Risk, Subject, Tier
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question
from vedette.access.policy.remedies import explain
from vedette.access.programme import criteria as table
from vedette.access.programme.queue import ANSWER_WITHIN
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.caps import A_CAPABILITY, A_PERSON, AN_ORGANISATION, NEW_DAYS, NEW_HELD, NEW_SHARE
from vedette.app.circumstances import plain_question
from vedette.core.sheets import Section, Sheet, Table

_HOUR: Final = 3_600.0
_DAYS_FROM: Final = 48 * _HOUR
NAMES: Final = {
    Tier.T0: "anyone with an account",
    Tier.T1: "verified: an individual defender",
    Tier.T2: "professional: identity and role proved",
    Tier.T3: "a person of a vetted organisation",
    Tier.T4: "critical defender: a named responder of an essential service",
}
CLASSES: Final = {
    Risk.C0: "explains, and reads what you have anyway",
    Risk.C1: "looks at what you hand in: code, logs",
    Risk.C2: "dual use, with a local effect",
    Risk.C3: "dual use, strong",
    Risk.C4: "offensive effect on real systems",
    Risk.CX: "never",
}


def sheet(policy: Policy, capabilities: Mapping[str, Capability[Any]]) -> Sheet:
    """Return the page.

    Args:
        policy: the text that decides.
        capabilities: everything this service can be asked for.

    """
    return Sheet(
        title="Who may use what, and what it takes",
        lead="These are all the criteria. The page is made from the rules themselves each time it is shown: "
        f"policy text {policy.digest[:16]}.",
        sections=(
            _matrix(policy),
            *_tiers(),
            *(_class(one, capabilities) for one in CLASSES),
            _rules(policy),
            _budgets(),
            _recorded(policy),
            _decide(),
            _appeal(),
        ),
    )


def allowed_how(policy: Policy, tier: Tier, risk: Risk) -> str:
    """Say, as the policy answers, what a person of a tier needs for a class: nothing, some, or no way."""
    for question, words in _ways(tier, risk):
        said = explain(policy, question, 0.0, "the target")
        codes = [one.code for one in said.remedies]
        if said.allowed:
            return words
        if not _NO_WAY.intersection(codes):
            return "; ".join(_short(policy, question, one) for one in said.remedies)
    return "no"


_NO_WAY: Final = frozenset({"apply_tier", "none", "hand_in"})
_SHORT: Final = {"prove_scope": "a proved target", "state_purpose": "a stated purpose"}
_TOUCHES: Final = ((3600, "within 60 minutes"), (900, "within 15 minutes"))
_SHOWN: Final = {
    "scope": "proved",
    "purpose": "operations",
    "approvals": 3,
    "approving_teams": 2,
    "reviewer_among": True,
}


def _short(policy: Policy, question: Question, remedy: Remedy) -> str:
    """Say a remedy in a few words; of a touch, how old it may be: the policy is asked."""
    if remedy.code == "touch_key":
        made = msgspec.structs.replace(question, **_SHOWN)
        ages = ((msgspec.structs.replace(made, touch_age=age), words) for age, words in _TOUCHES)
        good = next((words for one, words in ages if policy.decide(one, 0.0).allowed), "just now")
        return f"a touch of your key {good}"
    return _SHORT.get(remedy.code, remedy.text.rstrip("."))


def _ways(tier: Tier, risk: Risk) -> Iterator[tuple[Question, str]]:
    """Return questions to try, the plainest first, and what stands for each on the page."""
    caller = Caller(subject=Subject(id="somebody", kind=Kind.PERSON, tier=tier), bound=True)
    row: Capability[Any] = Capability(
        id="something", does="", reads="", risk=risk, request=_NOTHING, cost_unit="", own_input=False
    )
    plain = msgspec.structs.replace(plain_question(caller, row), auth_age=0, sandbox=True, scope="missing")
    yield plain, "open"
    yield msgspec.structs.replace(plain, own_input=True, scope="unneeded"), "on what you hand in yourself"
    yield msgspec.structs.replace(plain, training=True, purpose="training"), "in exercises only"


_NOTHING: Final[Any] = object


def _matrix(policy: Policy) -> Section:
    head = ("class", *(one.name for one in Tier))
    rows = tuple(
        (f"{risk.value}: {words}", *(allowed_how(policy, tier, risk) for tier in Tier))
        for risk, words in CLASSES.items()
    )
    return Section(
        id="matrix",
        title="What each tier may use",
        words=("A tier says who you have shown to be; a class says what something could do in wrong hands.",),
        tables=(Table(head=head, rows=rows),),
    )


def _tiers() -> Iterator[Section]:
    for tier, needed in table.TIERS.items():
        yield Section(
            id=tier.name.lower(),
            title=f"Tier {tier.name}: {NAMES[tier]}",
            words=("What it takes:",),
            points=table.steps(needed),
        )


def _class(risk: Risk, capabilities: Mapping[str, Capability[Any]]) -> Section:
    rows = tuple(
        (one.id, one.does, _conditions(one))
        for one in sorted(capabilities.values(), key=lambda one: one.id)
        if one.risk is risk
    )
    alone = table.RISKS.get(risk)
    asked = table.steps(alone) if alone else ("Nobody is given this, whatever they show.",)
    return Section(
        id=risk.value.lower(),
        title=f"Class {risk.value}: {CLASSES[risk]}",
        words=("Given by itself, without a tier, one capability of this class takes:",) if alone else (),
        points=asked,
        tables=(Table(head=("capability", "what it does", "on top of the class"), rows=rows),)
        if rows
        else (),
    )


def _conditions(one: Capability[Any]) -> str:
    said = [words for holds, words in _asked(one) if holds]
    return "; ".join(said) or "nothing"


def _asked(one: Capability[Any]) -> Iterator[tuple[bool, str]]:
    yield bool(one.role), f"the role {one.role}"
    yield one.self_service, "your own affairs: open to everyone we know"
    yield one.scoped, "a proved target"
    yield one.static, "looks without running anything: needs no proof of a target"
    yield one.needs_purpose, "a stated purpose"
    yield one.needs_step_up, "a touch of your key for just this"
    yield one.needs_second, "another person's approval"
    yield one.human_only, "a person: no agent, no service"
    yield one.redress, "open even to somebody suspended"


def _rules(policy: Policy) -> Section:
    rows = tuple((one.id, one.effect, one.says) for one in policy.rules.values())
    return Section(
        id="rules",
        title="The rules that decide",
        words=(
            "What no rule permits is refused, and one rule that forbids outweighs all that permit.",
            "The id of the rule is the reason you are given with a refusal.",
        ),
        tables=(Table(head=("rule", "effect", "what it says"), rows=rows),),
    )


_NEW: Final = (
    f"In the first {NEW_DAYS} days of a grant of T3 or T4, one part in {NEW_SHARE} of "
    f"{' and '.join(sorted(NEW_HELD))} may be used; confirming a grant does not begin them anew."
)


def _budgets() -> Section:
    people = tuple((one.name, f"{units:,}") for one, units in A_PERSON.items())
    classes = tuple((name, f"{units:,}") for name, units in A_CAPABILITY.items())
    return Section(
        id="budgets",
        title="How much, each day",
        words=(
            f"Hard limits, in the unit of each capability. An organisation together: {AN_ORGANISATION:,}.",
            "Seeing to your own affairs has a limit of its own, so that nobody is kept from appealing.",
            _NEW,
        ),
        tables=(
            Table(head=("tier", "units for a person"), rows=people),
            Table(head=("class", "units for one capability"), rows=classes),
        ),
    )


def _recorded(policy: Policy) -> Section:
    duties = sorted({duty for one in policy.rules.values() for duty in one.obliges})
    return Section(
        id="recorded",
        title="What is recorded",
        words=(*_RECORDED, f"Rules can add duties: {', '.join(duties)}."),
    )


def _decide() -> Section:
    rows = tuple((kind.value, _time(seconds)) for kind, seconds in ANSWER_WITHIN.items())
    lot = (
        f"Of what is granted at T3 and above, {100 * table.LOT_BELOW / 256:.0f} % is looked at again by lot."
    )
    office = f"They are in office for {table.OFFICE_DAYS} days, and never decide about themselves."
    return Section(
        id="clocks",
        title="Who decides, and by when",
        words=(f"{_DECIDE} {office}", lot),
        tables=(Table(head=("what waits", "promised within"), rows=rows),),
    )


def _appeal() -> Section:
    return Section(id="appeal", title="How to appeal", words=_APPEAL)


_RECORDED: Final = (
    (
        "Every decision, and how what was allowed ended: the time, a pseudonym of you and of your "
        "organisation, your tier, the capability and its class, yes or no, the rules that decided, and a "
        "salted digest of what was asked. Never your name, and never content."
    ),
    "Each entry has a receipt, which you can check without us.",
)
_DECIDE: Final = (
    "Rules decide each request. People decide applications, appeals and whatever waits for a look: "
    "reviewers, whom an operator proposes and two reviewers of two organisations agree to."
)
_APPEAL: Final = (
    (
        "Every refusal, measure and decision has an id. Appeal by it: on the command line with "
        "“vedette access appeal ID --statement WHY”, or with POST /v1/access/appeals."
    ),
    (
        "Somebody who had no part in it, and is not of the organisation that decided, looks again and "
        "answers in words. You may appeal while you are suspended."
    ),
)


def _time(seconds: float) -> str:
    return f"{seconds / table.DAY:.0f} days" if seconds >= _DAYS_FROM else f"{seconds / _HOUR:.0f} hours"
