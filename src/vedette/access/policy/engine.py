"""Decides: a question in, a decision with its reasons out. Anything but a clean yes is no.

Reads the policy text beside this file, or an operator's own, once. What it cannot read, it refuses to start
with; what goes wrong later is a refusal with the reason `pdp_error`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from vedette.access.nouns import Decision, Kind, Remedy, Risk, Verdict
from vedette.access.policy.ages import Marks, alike, marks
from vedette.access.policy.cedar import cedarpy
from vedette.access.policy.question import Question, fault
from vedette.core.errors import BadInput, LimitHit

HERE: Final = Path(__file__).parent
TEXT: Final = "policies.cedar"
SCHEMA: Final = "schema.cedarschema"
SOUND: Final = "sound.json"
"""What the tests last found sound: the digest of text and schema, and what is read from the text."""
MOST_BYTES: Final = 256 * 1024
"""Of a policy text: twenty times ours."""
GOOD_FOR: Final = 60.0
"""Seconds a decision may be acted on: no longer than a text may go unchecked."""
TOO_LONG: Final = 0.5
"""Seconds: an answer that took longer is not taken. A decision is a quarter of a millisecond."""

MOST_KNOWN: Final = 4096
"""Answers that are remembered."""

PDP_ERROR: Final = "pdp_error"
"""The reason when the engine did not answer, or not cleanly."""
BAD_QUESTION: Final = "bad_question"
"""The reason when the question contradicts itself."""
NO_PERMIT: Final = "no-rule-permits"
"""The reason when nothing forbids and nothing permits."""

_PRINCIPAL: Final = {
    Kind.PERSON: "Member",
    Kind.AGENT: "Member",
    Kind.SERVICE: "Member",
    Kind.OWNER: "Owner",
    Kind.STRANGER: "Stranger",
}


class Rule(Struct, frozen=True, kw_only=True):
    """One policy, as a reader meets it."""

    id: str
    effect: str
    """permit or forbid."""
    says: str
    obliges: tuple[str, ...] = ()
    """What has to happen with what it permits."""


class _Handles(Struct, frozen=True):
    """What Cedar made of the texts."""

    policies: cedarpy.PolicySet
    schema: cedarpy.Schema
    entities: cedarpy.Entities


class Read(Struct, frozen=True):
    """What a policy text says of itself, read out of the form in JSON that the engine makes of it.

    Making it takes as long as all else at a start.
    """

    digest: str
    rules: tuple[Rule, ...]
    marks: Marks


class _Sound(Struct, frozen=True):
    """A text that was found sound, and what was made of it."""

    read: Read
    handles: _Handles


class _Asked(Struct, frozen=True):
    """A question as the engine is asked it: of the same text, the same is answered the same."""

    principal: str
    subject: str
    action: str
    resource: str
    capability: str
    context: str
    """JSON."""


class _Answer(Struct, frozen=True):
    allowed: bool
    reasons: tuple[str, ...]


class Policy(Struct, kw_only=True):
    """A policy text that was found sound, ready to decide. Safe to share between threads."""

    digest: str
    """SHA-256 over text and schema, in hexadecimal."""
    rules: Mapping[str, Rule]
    clock: Callable[[], float] = time.monotonic
    """Seconds, to see how long an answer took."""
    _handles: _Handles | None = None
    _marks: Marks = field(default_factory=dict)
    _known: dict[_Asked, _Answer] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = HERE) -> Policy:
        """Read the text and schema in a folder; without one, ours.

        Raises:
            BadInput: a file cannot be read, or is no sound policy.

        """
        return cls.read(_text(folder / TEXT), _text(folder / SCHEMA))

    @classmethod
    def read(cls, text: str, schema: str) -> Policy:
        """Take a policy text and its schema.

        Raises:
            BadInput: one of them is not sound; the message names the policy.

        """
        try:
            sound = _sound(text, schema)
        except ValueError as error:
            raise _unsound(str(error)) from error
        rules = {one.id: one for one in sound.read.rules}
        return cls(digest=sound.read.digest, rules=rules, _handles=sound.handles, _marks=sound.read.marks)

    def unchanged(self, folder: Path = HERE) -> bool:
        """Look again whether what lies in the folder is what decides here."""
        try:
            return _digest(_text(folder / TEXT), _text(folder / SCHEMA)) == self.digest
        except BadInput:
            return False

    def stop(self) -> None:
        """Decide nothing any more: from here on everything is refused."""
        self._handles = None
        self._known.clear()

    def decide(self, question: Question, now: float) -> Decision:
        """Say whether it may be done, and by which policies; `now` is seconds since the epoch."""
        try:
            if words := fault(question):
                return self._refusal((BAD_QUESTION,), now, f"The question makes no sense ({words}).")
            return self._answer(question, now)
        except Exception as error:  # noqa: BLE001  whatever went wrong, it was not a yes
            return self._refusal((PDP_ERROR,), now, f"The policy engine failed ({type(error).__name__}).")

    def _answer(self, question: Question, now: float) -> Decision:
        if self._handles is None:
            return self._refusal((PDP_ERROR,), now, "The policy engine was stopped.")
        asked = _asked(question, self._marks)
        answer = self._known.get(asked) or self._fresh(self._handles, asked)
        if answer is None:
            return self._refusal((PDP_ERROR,), now, "The policy engine gave no clean answer in time.")
        if not answer.allowed:
            return self._refusal(answer.reasons or (NO_PERMIT,), now)
        if question.risk is Risk.CX:
            return self._refusal((PDP_ERROR,), now, "No text may permit class CX.")
        return self._decision(Verdict.ALLOW, answer.reasons, now)

    def _fresh(self, handles: _Handles, asked: _Asked) -> _Answer | None:
        """Ask the engine, and remember what it says; nothing, if that is not clean or comes too late."""
        began = self.clock()
        said = _ask(handles, asked)
        took = self.clock() - began
        unclean = said.diagnostics.errors or said.decision is cedarpy.Decision.NoDecision
        if unclean or not 0 <= took <= TOO_LONG:
            return None
        named = said.diagnostics.id_annotations_by_reason
        answer = _Answer(said.allowed, tuple(sorted(named[one] for one in said.diagnostics.reasons)))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[asked] = answer
        return answer

    def _refusal(self, reasons: tuple[str, ...], now: float, words: str = "") -> Decision:
        decision = self._decision(Verdict.DENY, reasons, now)
        if not words:
            return decision
        remedy = Remedy(code="none", text=f"{words} Tell the operator: it is nothing you did.")
        return msgspec.structs.replace(decision, remedies=(remedy,))

    def _decision(self, verdict: Verdict, reasons: tuple[str, ...], now: float) -> Decision:
        allowed = verdict is Verdict.ALLOW
        duties = {duty for one in reasons for duty in self.rules[one].obliges} if allowed else {"record"}
        return Decision(
            id=os.urandom(16).hex(),
            verdict=verdict,
            reasons=reasons,
            policy=self.digest,
            obligations=tuple(sorted(duties)),
            made=now,
            expires=now + GOOD_FOR if allowed else now,
        )


def read(text: str, schema: str) -> Read:
    """Read what a text says of itself.

    Raises:
        ValueError: it is none, or a policy has no id of its own.

    """
    made = json.loads(cedarpy.policies_to_json_str(text))
    return Read(_digest(text, schema), tuple(_rules(made["staticPolicies"]).values()), marks(made))


def _found_sound() -> Read | None:
    """Return what our own text says, which the tests read and validate: each start need not do so again."""
    try:
        return msgspec.json.decode((HERE / SOUND).read_bytes(), type=Read)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return None


def _validate(text: str, schema: cedarpy.Schema, ids: list[str]) -> None:
    faults = cedarpy.validate_policies(text, schema)
    if not faults.validation_passed:
        raise _unsound("; ".join(_named(one, ids) for one in faults.errors))


def _asked(question: Question, known: Marks) -> _Asked:
    moment = _moment(question)
    for name, constants in known.items():
        moment[name] = alike(moment[name], constants)
    return _Asked(
        principal=_PRINCIPAL[question.subject.kind],
        subject=question.subject.id,
        action=question.risk.value,
        resource=_resource(question),
        capability=question.capability,
        context=msgspec.json.encode(moment).decode(),
    )


def _ask(handles: _Handles, asked: _Asked) -> cedarpy.AuthzResult:
    return cedarpy.is_authorized(
        {
            "principal": {"type": asked.principal, "id": asked.subject},
            "action": {"type": "Action", "id": asked.action},
            "resource": {"type": asked.resource, "id": asked.capability},
            "context": asked.context,
        },
        handles.policies,
        handles.entities,
        schema=handles.schema,  # without it Cedar skips a forbid whose attribute is missing, and allows
    )


def _resource(question: Question) -> str:
    if question.role:
        return "Office"
    return {True: "Account", False: "Capability"}[question.self_service]


_IN_SUBJECT: Final = ("kind", "tier", "roles", "tools")
_ELSEWHERE: Final = frozenset({"subject", "risk", "self_service"})
_IN_QUESTION: Final = tuple(name for name in Question.__struct_fields__ if name not in _ELSEWHERE)


def _moment(question: Question) -> dict[str, Any]:
    subject = question.subject
    moment = {name: getattr(subject, name) for name in _IN_SUBJECT}
    return moment | {name: getattr(question, name) for name in _IN_QUESTION}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise LimitHit(f"{path}: larger than {MOST_BYTES} bytes", hint="split it, or shorten it")
        return data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise _unsound(f"{path}: {error}") from error


@lru_cache(maxsize=2)
def _sound(text: str, schema: str) -> _Sound:
    """Read a text and its schema; nothing made of them ever changes, so the same ones are read once."""
    shape = cedarpy.Schema.from_str(schema)
    handles = _Handles(
        cedarpy.PolicySet.from_str(text), shape, cedarpy.Entities.from_json_str("[]", schema=shape)
    )
    known = _found_sound()
    if known is None or known.digest != _digest(text, schema):
        known = read(text, schema)
        _validate(text, shape, [one.id for one in known.rules])
    return _Sound(known, handles)


def _rules(made: Mapping[str, Any]) -> dict[str, Rule]:
    """Read what stands beside each policy, in the order of the text."""
    rules: dict[str, Rule] = {}
    for number in range(len(made)):
        one = made[f"policy{number}"]
        notes = one.get("annotations", {})
        name = notes.get("id") or ""
        if not name or name in rules:
            raise ValueError(f"policy {number + 1} has no @id of its own: {name!r}")
        duties = tuple((notes.get("obliges") or "").split())
        rules[name] = Rule(id=name, effect=one["effect"], says=notes.get("says") or "", obliges=duties)
    return rules


def _named(error: cedarpy.ValidationError, ids: list[str]) -> str:
    """Say an error with the policy's own id in place of its number."""
    number = error.policy_id.removeprefix("policy")
    name = ids[int(number)] if number.isdigit() and int(number) < len(ids) else error.policy_id
    return f"{name}: {error.error.replace(f'`{error.policy_id}`', f'`{name}`')}"


def _unsound(why: str) -> BadInput:
    return BadInput(
        f"policy: {why}", hint="nothing is decided by a policy that is not sound; mend it and start again"
    )


def _digest(text: str, schema: str) -> str:
    """Digest both, with the length of the first, so that nothing moves from one into the other."""
    return sha256(f"{len(text)}\n{text}{schema}".encode()).hexdigest()
