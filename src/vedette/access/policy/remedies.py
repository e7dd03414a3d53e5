"""What it would take: from a question that was refused to the fewest things that would have it allowed.

Nothing is promised that was not tried: the policy is asked again with the changes made, until it says yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from vedette.access.nouns import Decision, Kind, Purpose, Remedy, Tier
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import Question

_LONGEST_TARGET: Final = 200


_Step = Mapping[str, Any]
"""Fields of the question to set; those of the subject stand under `subject`."""


class _Change(NamedTuple):
    """Something that could be otherwise, in one or more steps, the smallest first."""

    code: str
    says: Callable[[Question, Question], str]
    """Tells the caller what to do, from the question before and after; {target} is filled in later."""
    steps: Callable[[Question], list[_Step]]


def explain(policy: Policy, question: Question, now: float, target: str = "") -> Decision:
    """Decide, and if the answer is no, say what would make it yes; all remedies together are needed.

    `target` is what the sentences call the thing somebody would have to prove.
    """
    decision = policy.decide(question, now)
    if decision.allowed or decision.remedies:
        return decision
    found = _Search(policy, question, now).fewest()
    if isinstance(found, Decision):
        remedies = [Remedy(code="none", text=_hopeless(policy, question, found))]
    else:
        named = "".join(sign if sign.isprintable() else "?" for sign in target[:_LONGEST_TARGET])
        remedies = [_remedy(place, question, found[place], named or "the target") for place in sorted(found)]
    return msgspec.structs.replace(decision, remedies=tuple(remedies))


_Plan = dict[int, _Step]
"""Changes by their place in `_CHANGES`, and how far each goes."""


class _Search(NamedTuple):
    """Looks for the fewest changes that have a question allowed."""

    policy: Policy
    question: Question
    now: float

    def fewest(self) -> _Plan | Decision:
        """Give them, or the refusal that stands even with all of them made."""
        offered = {place: change.steps(self.question) for place, change in enumerate(_CHANGES)}
        steps = {place: some for place, some in offered.items() if some}
        every = {place: some[-1] for place, some in steps.items()}
        last = self._decide(every)
        if not last.allowed:
            return last
        needed = plan = self._needed({}, every, news=False)
        for place in needed:
            plan = plan | {place: self._smallest(plan, place, steps[place])}
        # What a larger step asked for beside it, a smaller one may not.
        return plan if plan == needed else self._needed({}, plan, news=False)

    def _needed(self, kept: _Plan, rest: _Plan, *, news: bool) -> _Plan:
        """Give what of the rest is needed beside what is kept, halving it; `news` is whether that grew."""
        if news and self._decide(kept).allowed:
            return {}
        if len(rest) == 1:
            return rest
        places = sorted(rest)
        dear = {place: rest[place] for place in places[: len(places) // 2]}
        cheap = {place: rest[place] for place in places[len(places) // 2 :]}
        of_dear = self._needed(kept | cheap, dear, news=True)
        return of_dear | self._needed(kept | of_dear, cheap, news=bool(of_dear))

    def _smallest(self, plan: _Plan, place: int, steps: list[_Step]) -> _Step:
        for smaller in steps[:-1]:
            if self._decide(plan | {place: smaller}).allowed:
                return smaller
        return steps[-1]

    def _decide(self, plan: _Plan) -> Decision:
        made = self.question
        for place in sorted(plan):
            made = _made(made, plan[place])
        return self.policy.decide(made, self.now)


def _made(question: Question, step: _Step) -> Question:
    fields = dict(step)
    subject = msgspec.structs.replace(question.subject, **fields.pop("subject", {}))
    return msgspec.structs.replace(question, subject=subject, **fields)


def _remedy(place: int, question: Question, step: _Step, target: str) -> Remedy:
    change = _CHANGES[place]
    words = change.says(question, _made(question, step))
    return Remedy(code=change.code, text=words.replace("{target}", target))


def _hopeless(policy: Policy, question: Question, last: Decision) -> str:
    """Say why nothing helps: what still forbids it, or that nothing permits it."""
    said = [policy.rules[one].says for one in last.reasons if one in policy.rules]
    if said:
        return " ".join(said)
    return (
        f"No rule permits this ({question.risk.value}, as {question.subject.kind.value}), whatever is shown."
    )


def _set(**fields: Any) -> Callable[[Question], list[_Step]]:  # noqa: ANN401  fields of a question
    """Offer to set these, where they are not so already."""

    def steps(question: Question) -> list[_Step]:
        return [fields] if any(getattr(question, name) != value for name, value in fields.items()) else []

    return steps


def _log_in(question: Question) -> list[_Step]:
    known = {"subject": {"kind": Kind.PERSON, "tier": Tier.T0}, "bound": True, "auth_age": 0}
    return [known] if question.subject.kind is Kind.STRANGER else []


def _in_person(question: Question) -> list[_Step]:
    subject = {"kind": Kind.PERSON, "agent": "", "tools": ()}
    return [{"subject": subject}] if question.subject.kind in {Kind.AGENT, Kind.SERVICE} else []


def _higher_tier(question: Question) -> list[_Step]:
    if question.subject.kind is Kind.OWNER:
        return []
    now = Tier.T0 if question.subject.kind is Kind.STRANGER else question.subject.tier
    return [{"subject": {"tier": tier}} for tier in Tier if tier > now]


def _take_role(question: Question) -> list[_Step]:
    subject = question.subject
    if not question.role or question.role in subject.roles or subject.kind is Kind.OWNER:
        return []
    return [{"subject": {"roles": (*subject.roles, question.role)}}]


def _name_tool(question: Question) -> list[_Step]:
    subject = question.subject
    if subject.kind is not Kind.AGENT or question.capability in subject.tools:
        return []
    return [{"subject": {"tools": (*subject.tools, question.capability)}}]


def _more_approvals(question: Question) -> list[_Step]:
    """Offer approvals by one, two, three persons; from two on of two teams, with a reviewer among them."""
    steps: list[_Step] = []
    for wanted in (1, 2, 3):
        teams = max(question.approving_teams, min(wanted, 2))
        reviewer = question.reviewer_among or wanted > 1
        new = max(teams - question.approving_teams, reviewer - question.reviewer_among)
        persons = max(wanted, question.approvals + new)
        steps.append({"approvals": persons, "approving_teams": teams, "reviewer_among": reviewer})
    return [step for step in steps if any(getattr(question, name) != value for name, value in step.items())]


def _rested(question: Question) -> list[_Step]:
    return [{"measure": ""}] if question.measure == "paused" else []


def _looked_at(question: Question) -> list[_Step]:
    return [{"held": ""}] if question.held == "review" else []


def _prove(question: Question) -> list[_Step]:
    return [] if question.scope in {"proved", "excluded"} else [{"scope": "proved"}]


def _state_purpose(question: Question) -> list[_Step]:
    incident = Purpose.INCIDENT_RESPONSE.value
    if question.break_glass:
        return [] if question.purpose == incident else [{"purpose": incident}]
    return [] if question.purpose else [{"purpose": Purpose.OPERATIONS.value}]


_SCOPE_WORDS: Final = {
    "unneeded": "Name a target and prove that you control it.",
    "missing": "Prove that you control {target}.",
    "expired": "Prove again that you control {target}: the proof has expired.",
    "foreign": "Prove that you control {target}; what is proved so far belongs to somebody else.",
}
_TIER_WORDS: Final = {
    Tier.T1: "verified",
    Tier.T2: "professional",
    Tier.T3: "member of a vetted organisation",
    Tier.T4: "responder of an essential service",
}


def _ask_approvals(before: Question, after: Question) -> str:
    more = after.approvals - before.approvals
    words = "Ask one more person to approve" if more == 1 else f"Ask {more} more people to approve"
    if before.approvals and after.approving_teams > before.approving_teams:
        words += ", of another team"
    elif after.approving_teams > 1 and more > 1:
        words += ", of two teams"
    needs_reviewer = after.reviewer_among and not before.reviewer_among
    return words + (", a reviewer among them." if needs_reviewer else ".")


def _purpose_words(_before: Question, after: Question) -> str:
    if after.break_glass:
        return "State the purpose incident_response: only for that the glass is broken."
    return f"State what it is for, one of: {', '.join(Purpose)}."


def _plain(words: str) -> Callable[[Question, Question], str]:
    return lambda before, _after: (
        words.replace("{capability}", before.capability)
        .replace("{role}", before.role)
        .replace("{risk}", before.risk.value)
    )


_CHANGES: Final[tuple[_Change, ...]] = (
    # What takes longest stands first: it is the first to be done without.
    _Change("log_in", _plain("Log in; if you have no account, enrol."), _log_in),
    _Change("in_person", _plain("A person has to do this themselves."), _in_person),
    _Change("appeal", _plain("Appeal against the suspension, or wait until it ends."), _set(suspended=False)),
    _Change(
        "appeal_measure",
        _plain("Wait until the measure ends, or appeal against it by its id."),
        _rested,
    ),
    _Change(
        "await_review",
        _plain("Wait until a person has looked at this one request, or appeal by the id of this decision."),
        _looked_at,
    ),
    _Change(
        "ask_yourself",
        _plain("Ask for it yourself: a program that read something from outside changes nothing."),
        _set(tainted=False),
    ),
    _Change(
        "apply_tier",
        lambda _, after: f"Apply for tier {after.subject.tier.name} ({_TIER_WORDS[after.subject.tier]}).",
        _higher_tier,
    ),
    _Change("ask_role", _plain("Ask an operator for the role {role}."), _take_role),
    _Change(
        "ask_unpause",
        _plain("Ask the operator when class {risk} is open again: it is paused."),
        _set(paused=False),
    ),
    _Change(
        "wait_ledger",
        _plain("Wait until the ledger takes entries again; the operator sees why it does not."),
        _set(ledger="ok"),
    ),
    _Change(
        "wait_policy",
        _plain("Wait until the policy text has been looked at again; the operator sees why it was not."),
        _set(policy_age=0),
    ),
    _Change(
        "wait", _plain("Wait until the budget is renewed, or ask the operator for more."), _set(budget=True)
    ),
    _Change("keep_glass", _plain("Leave the glass whole, and ask for approvals."), _set(break_glass=False)),
    _Change("second_approval", _ask_approvals, _more_approvals),
    _Change("prove_scope", lambda before, _: _SCOPE_WORDS[before.scope], _prove),
    _Change("other_model", _plain("Use another model than the most capable one."), _set(model="")),
    _Change(
        "name_tool",
        _plain("Use a token that names {capability}: the person you act for can issue one."),
        _name_tool,
    ),
    _Change(
        "hand_in", _plain("Hand in what is to be looked at, instead of naming it."), _set(own_input=True)
    ),
    _Change("close_network", _plain("Run it without a way to the network."), _set(egress=False)),
    _Change("use_sandbox", _plain("Run it in the sandbox."), _set(sandbox=True)),
    _Change("state_purpose", _purpose_words, _state_purpose),
    _Change("log_in_again", _plain("Log in again with your passkey."), _set(auth_age=0)),
    _Change("touch_key", _plain("Touch your key for exactly this action."), _set(touch_age=0)),
    _Change("bind_key", _plain("Sign the request with the key your token is bound to."), _set(bound=True)),
)
