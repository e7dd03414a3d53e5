"""The matcher: an event in, the numbers of the rules that hold for it out; each event is looked at once.

Rules for Windows are found by channel and event id, all others by log source. A plan is made for a kind of
event when its first one comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.sigma import columns, routes
from vedette.hunt.sigma.memory import Facts, Memory, facts_of
from vedette.hunt.sigma.nodes import NOTHING, Node, fields_of
from vedette.hunt.sigma.plans import EMPTY, KNOWN, Plan, asks_known, narrowed, plan_of
from vedette.hunt.sigma.rules import Gate, RuleSet
from vedette.hunt.sigma.trials import Case, elsewhere
from vedette.hunt.sigma.values import Look, texts_of
from vedette.hunt.sigma.verdicts import NO_HITS

PLANS_KEPT: Final = 4_096
_NONE: Final[frozenset[int]] = frozenset()


class Matcher:
    """Knows which rules hold for an event. Memory: the rules, and what plans remember, which is bounded."""

    __slots__ = ("_by_gate", "_facts", "_known", "_memory", "_plans", "_shared", "hits", "rules")

    def __init__(self, ruleset: RuleSet) -> None:
        self.rules = ruleset.rules
        self.hits = 0
        self._plans: dict[Hashable, Plan] = {}
        self._shared: dict[Hashable, Plan] = {}
        self._memory = Memory()
        self._facts: dict[int, Facts] = {}
        self._by_gate: dict[tuple[str, str], list[tuple[int, Gate]]] = defaultdict(list)
        self._known: set[int] = set()
        """Rules some event was of the log source of."""
        for number, rule in enumerate(self.rules):
            for gate in rule.gates:
                for channel in gate.channels or ("",):
                    for event in gate.events or ("",):
                        self._by_gate[(channel.casefold(), event)].append((number, gate))

    def match(self, event: Event) -> list[int]:
        """Say which rules hold, by their place in the rule set. The answer is shared: do not change it."""
        fields = event.fields
        plan = self._plan(event, fields)
        if not plan.cases:
            return NO_HITS
        if plan.fetches:
            fields = _completed(event, plan)
        wanted = _wanted(plan, fields)
        if not wanted or plan.verdicts is None:
            return NO_HITS
        hits = plan.verdicts.of(wanted, fields)
        self.hits += len(hits)
        return hits

    def look(self, event: Event) -> Look:
        """Return the look rules had at an event."""
        plan = self._plan(event, event.fields)
        return Look(_completed(event, plan) if plan.fetches else event.fields)

    def node(self, event: Event, rule: int, look: Look) -> Node:
        """Return what a rule that holds asked of this event: to show why."""
        cases = self._plan(event, event.fields).of_rule(rule)
        if len(cases) == 1:
            return cases[0].node
        return next((case.node for case in cases if case.holds(look)), NOTHING)

    def idle(self) -> Iterator[int]:
        """Say which rules no event was for: their logs were not there."""
        for number in range(len(self.rules)):
            if number not in self._known:
                yield number

    def _plan(self, event: Event, fields: dict[str, Value]) -> Plan:
        channel = fields.get("Channel")
        key: Any = (
            (event.logsource, event.action)
            if channel is None
            else (channel, fields.get("EventID"), event.logsource)
        )
        try:
            plan = self._plans.get(key)
        except TypeError:  # a list where one value was meant
            key = (event.logsource, str(channel), str(fields.get("EventID")))
            plan = self._plans.get(key)
        return plan if plan is not None else self._learn(key, event)

    def _learn(self, key: Hashable, event: Event) -> Plan:
        if len(self._plans) >= PLANS_KEPT:
            self._plans.clear()
            self._shared.clear()
            self._memory = Memory()
        windows = event.fields.get("Channel") is not None and event.logsource.product in ("windows", "")
        cases = tuple(self._gated(event) if windows else self._routed(event))
        self._known.update(case.rule for case in cases)
        if not cases:
            plan = EMPTY
        else:
            fetches = columns.SPELLINGS | columns.spaced(event.fields) if windows else columns.FETCHES
            plan = self._made(cases, fetches)
        self._plans[key] = plan
        return plan

    def _made(self, cases: tuple[Case, ...], fetches: Mapping[str, columns.Fetch]) -> Plan:
        """Make a plan, or take the one another kind of event already has for just these cases."""
        same = (tuple(fetches), tuple(case.same for case in cases))
        plan = self._shared.get(same)
        if plan is None:
            plan = self._shared[same] = plan_of(cases, fetches, self._memory)
        return plan

    def _gated(self, event: Event) -> Iterator[Case]:
        """Find the rules for a channel and an event id."""
        channels = [text.casefold() for text in texts_of(event.fields.get("Channel"))]
        events = texts_of(event.fields.get("EventID"))
        known = {name: value for name, value in event.fields.items() if name in KNOWN}
        for channel in dict.fromkeys((*channels, "")):
            for number in dict.fromkeys((*events, "")):
                for rule, gate in self._by_gate.get((channel, number), ()):
                    case = self._case(rule, gate, known)
                    if case is not None:
                        yield case

    def _case(self, number: int, gate: Gate, known: dict[str, Value]) -> Case | None:
        """Make the case of a rule for what came through a gate; None where the rule cannot hold there."""
        node, facts = self.rules[number].node, self._known_of(number)
        if not gate.names and gate.also is None:
            if not asks_known(facts.fields):
                return Case(number, node, facts)
        else:
            facts = facts.elsewhere(gate.names, gate.also)
            if not asks_known(facts.fields):
                return Case(number, node, facts, gate)
            node = elsewhere(node, gate)
        node = narrowed(node, known)
        if node == NOTHING:
            return None
        if any(name in KNOWN for clause in facts.clauses for name, _ in clause):
            return Case(number, node)
        return Case(number, node, Facts(facts.clauses, fields_of(node)))

    def _known_of(self, number: int) -> Facts:
        """Return what is known of a rule, sorted once."""
        facts = self._facts.get(number)
        if facts is None:
            rule = self.rules[number]
            facts = Facts(rule.clauses, frozenset(rule.fields)) if rule.fields else facts_of(rule.node)
            self._facts[number] = facts
        return facts

    def _routed(self, event: Event) -> Iterator[Case]:
        """Find the rules for a log source."""
        source: Logsource = event.logsource
        for number, rule in enumerate(self.rules):
            if routes.fits(rule.logsource, source, event.action):
                yield Case(number, rule.node, self._known_of(number))


def _wanted(plan: Plan, fields: dict[str, Value]) -> frozenset[int]:
    """Ask the indices which cases to look at."""
    found = [plan.always] if plan.always else []
    for name, known, index in plan.indices:
        value = fields.get(name)
        if value is None:
            continue
        if type(value) is str:
            numbers = known.get(value)
            if numbers is None:
                numbers = index.find(value)
        elif type(value) is int:
            numbers = index.find_number(value) if index.numbers else None
        else:
            numbers = index.find_all((value,))
        if numbers:
            found.append(numbers)
    if plan.keywords is not None and (numbers := plan.keywords.find(fields.values())):
        found.append(numbers)
    return found[0] if len(found) == 1 else _NONE.union(*found)


def _completed(event: Event, plan: Plan) -> dict[str, Value]:
    """Add what the record calls otherwise under the names this plan's rules use."""
    fields = event.fields
    added: dict[str, Value] = {}
    for name, fetch in plan.fetches:
        if fields.get(name) is None and (value := fetch(event)) is not None:
            added[name] = value
    return {**fields, **added} if added else fields
