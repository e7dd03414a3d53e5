"""How many wrong policies the tests would notice: each rule is spoilt in every small way, one at a time.

Comes from the policy text, as Cedar itself reads it; goes to a count of mutants killed. A mutant is killed
when the reviewed matrix or the oracle disagrees with it; one that would not load would be no mutant.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import cedarpy

from tests.unit.access.policy import golden
from tests.unit.access.policy.oracle import oracle
from tests.unit.access.policy.questions import ALLOWED
from tests.unit.access.policy.variations import at_random, in_pairs
from vedette.access.policy.engine import HERE, SCHEMA, TEXT, Policy
from vedette.access.policy.question import Question

EQUIVALENTS = Path(__file__).parent / "policy-equivalents.txt"
"""Mutants that no question tells from the policy, one a line: what is spoilt, why that changes nothing."""
CLASSES = ("C0", "C1", "C2", "C3", "C4", "CX")
OTHER_WAY = {"&&": "||", "||": "&&", "==": "!=", "!=": "=="}
COMPARISONS = ("<", "<=", ">", ">=")
TRUTHS = {".", "contains", "is", "in"}
"""Expressions that may be a condition by themselves."""

Json: TypeAlias = Any


class Mutant(NamedTuple):
    """One policy text with one thing wrong."""

    rule: str
    what: str
    made: Json
    """The text as Cedar has it in JSON."""

    @property
    def text(self) -> str:
        """Write it as text: many are only counted."""
        return cedarpy.policies_from_json_str(json.dumps(self.made))

    @property
    def name(self) -> str:
        """Say which rule is spoilt, and how."""
        return f"{self.rule}, {self.what}"


class Score(NamedTuple):
    """How many mutants were noticed, of how many that could be; which could not be, and which were not."""

    killed: int
    of: int
    equivalents: list[str]
    survivors: list[str]


def mutants(text: str) -> Iterator[Mutant]:
    """Spoil a policy text in every way we know, one at a time."""
    policies = json.loads(cedarpy.policies_to_json_str(text))
    for number, policy in policies["staticPolicies"].items():
        for what, spoilt in _spoilt_rules(policy):
            changed = policies["staticPolicies"] | {number: spoilt}
            if spoilt is None:
                del changed[number]
            yield Mutant(policy["annotations"]["id"], what, policies | {"staticPolicies": changed})


def _spoilt_rules(policy: Json) -> Iterator[tuple[str, Json]]:
    yield "deleted", None
    yield "effect swapped", policy | {"effect": "forbid" if policy["effect"] == "permit" else "permit"}
    for part in ("principal", "action", "resource"):
        for what, scope in _spoilt_scopes(policy[part]):
            yield f"{part} {what}", policy | {part: scope}
    for place, condition in enumerate(policy["conditions"]):
        kind, body = condition["kind"], condition["body"]
        others = policy["conditions"][:place], policy["conditions"][place + 1 :]
        yield f"{kind} {place + 1} dropped", policy | {"conditions": [*others[0], *others[1]]}
        turned = {"kind": "unless" if kind == "when" else "when", "body": body}
        for what, spoilt in chain([("turned", turned)], _spoilt_bodies(kind, body)):
            yield f"{kind} {place + 1} {what}", policy | {"conditions": [*others[0], spoilt, *others[1]]}


def _spoilt_bodies(kind: str, body: Json) -> Iterator[tuple[str, Json]]:
    for what, spoilt in _spoilt(body):
        yield what, {"kind": kind, "body": spoilt}


def _spoilt_scopes(scope: Json) -> Iterator[tuple[str, Json]]:
    if scope["op"] != "All":
        yield "any", {"op": "All"}
    for place, entity in enumerate(scope.get("entities", [])):
        rest = [*scope["entities"][:place], *scope["entities"][place + 1 :]]
        yield f"without {entity['id']}", scope | {"entities": rest}
    if scope["op"] == "==" or (scope["op"] == "in" and "entity" in scope):
        for other in _neighbours(scope["entity"]["id"]):
            yield f"{other}", scope | {"entity": scope["entity"] | {"id": other}}


def _neighbours(risk: str) -> list[str]:
    """Give the classes next to one."""
    if risk.endswith("+"):
        return ["C3+" if risk == "C2+" else "C2+"]
    place = CLASSES.index(risk)
    return [CLASSES[other] for other in (place - 1, place + 1) if 0 <= other < len(CLASSES)]


def _spoilt(body: Json) -> Iterator[tuple[str, Json]]:
    """Spoil a condition: here, or in a condition it is made of."""
    ((operator, parts),) = body.items()
    yield from _spoilt_here(operator, parts, body)
    if operator not in {"&&", "||", "!"}:
        return
    for side, part in parts.items():
        for what, spoilt in _spoilt(part):
            yield what, {operator: parts | {side: spoilt}}


def _spoilt_here(operator: str, parts: Json, body: Json) -> Iterator[tuple[str, Json]]:
    shown = _show(body)
    if operator in {"&&", "||"}:
        yield f"only left of {shown}", parts["left"]
        yield f"only right of {shown}", parts["right"]
    if operator in OTHER_WAY:
        yield f"{OTHER_WAY[operator]} in {shown}", {OTHER_WAY[operator]: parts}
    for other in COMPARISONS if operator in COMPARISONS else ():
        if other != operator:
            yield f"{other} in {shown}", {other: parts}
    if operator == "!":
        yield f"no ! in {shown}", parts["arg"]
    if operator in {"==", "<", "<=", ">", ">="}:
        yield from _spoilt_constants(operator, parts, shown)
    if operator in TRUTHS:
        yield f"not {shown}", {"!": {"arg": body}}


def _spoilt_constants(operator: str, parts: Json, shown: str) -> Iterator[tuple[str, Json]]:
    value = parts["right"].get("Value")
    others: Sequence[Json] = ()
    if isinstance(value, int):
        others = (value - 1, value + 1)
    elif isinstance(value, str):
        others = (f"not {value}",)
    elif isinstance(value, dict):
        entity = value["__entity"]
        others = [{"__entity": entity | {"id": other}} for other in _neighbours(entity["id"])]
    for other in others:
        named = other["__entity"]["id"] if isinstance(other, dict) else other
        yield f"{named} in {shown}", {operator: parts | {"right": {"Value": other}}}


def _show(body: Json) -> str:
    """Write an expression about as it stands in the text."""
    ((operator, parts),) = body.items()
    simple = {
        "Var": lambda: str(parts),
        "Value": lambda: json.dumps(parts["__entity"]["id"] if isinstance(parts, dict) else parts),
        ".": lambda: str(parts["attr"]),
        "!": lambda: f"!{_show(parts['arg'])}",
        "is": lambda: f"{_show(parts['left'])} is {parts['entity_type']}",
    }
    if operator in simple:
        return simple[operator]()
    return f"({_show(parts['left'])} {operator} {_show(parts['right'])})"


Answer: TypeAlias = tuple[bool, tuple[str, ...]]


class Exam:
    """The questions a mutant is asked, with the right answers, those it is likely to get wrong first."""

    def __init__(self, policy: Policy, more: int) -> None:
        """Take the answers of a policy to the reviewed cases, and of the oracle to some more questions."""
        self._policy = policy
        pairs = list(in_pairs()) if more else []
        some = chain(pairs[:: max(1, len(pairs) // max(1, more))], at_random(7, more))
        self.verdicts = [(question, oracle(question)) for question in some]
        self.plain = [(question, _answer(policy, question)) for question in ALLOWED.values()]

    @cached_property
    def reviewed(self) -> list[tuple[Question, Answer]]:
        """All reviewed cases: asked once a mutant got the plain ones right."""
        return [(question, _answer(self._policy, question)) for question in golden.everything()]

    @cached_property
    def about(self) -> Mapping[str, list[tuple[Question, Answer]]]:
        """The reviewed cases that each rule decides."""
        made: dict[str, list[tuple[Question, Answer]]] = defaultdict(list)
        for question, answer in self.reviewed:
            for reason in answer[1]:
                made[reason].append((question, answer))
        return made

    def kills(self, mutant: Mutant, schema: str) -> bool:
        """Whether it answers anything wrongly."""
        policy = Policy.read(mutant.text, schema)
        return any(_answer(policy, question) != right for question, right in self._asked(mutant)) or any(
            policy.decide(question, 0.0).allowed != right for question, right in self.verdicts
        )

    def _asked(self, mutant: Mutant) -> Iterator[tuple[Question, Answer]]:
        yield from self.plain
        yield from self.about.get(mutant.rule, ())
        yield from self.reviewed


def _answer(policy: Policy, question: Question) -> Answer:
    decision = policy.decide(question, 0.0)
    return decision.allowed, decision.reasons


def equivalents() -> dict[str, str]:
    """Read the mutants that make no difference, with why."""
    lines = EQUIVALENTS.read_text(encoding="utf-8").splitlines() if EQUIVALENTS.exists() else []
    told = [line.rpartition(": ") for line in lines if line and not line.startswith("#")]
    return {name: why for name, _, why in told}


def score(more: int = 4000) -> Score:
    """Count the mutants that are noticed; `more` questions are put to those the reviewed cases let pass."""
    text, schema = ((HERE / name).read_text(encoding="utf-8") for name in (TEXT, SCHEMA))
    exam, known = Exam(Policy.read(text, schema), more), equivalents()
    killed = 0
    survivors: list[str] = []
    harmless: list[str] = []
    for mutant in mutants(text):
        if exam.kills(mutant, schema):
            killed += 1
        else:
            (harmless if mutant.name in known else survivors).append(mutant.name)
    return Score(killed, killed + len(survivors), harmless, survivors)


if __name__ == "__main__":
    found = score()
    print(f"{found.killed} of {found.of} mutants killed, {len(found.equivalents)} make no difference")
    print("\n".join(found.survivors))
