"""Plans: for one kind of event, which rules may hold, and the index that says which of them to look at.

An index asks each field once. What a value brought up is remembered, because the same values come again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

import ahocorasick  # type: ignore[import-not-found]

from vedette.hunt.event import Value
from vedette.hunt.sigma.clauses import Clause, Clue, clause_of
from vedette.hunt.sigma.closures import Holds, closure
from vedette.hunt.sigma.columns import Fetch
from vedette.hunt.sigma.nodes import EVERYTHING, KEYWORD, NOTHING, All, Node, Not, Some, fields_of
from vedette.hunt.sigma.values import Look, texts_of

Numbers: TypeAlias = tuple[int, ...]
Entry: TypeAlias = tuple[Numbers, Numbers, Numbers, int]
LINEAR_LOOKUPS: Final = 24
"""So many values are compared word by word before an automaton is worth building: most kinds are rare."""
MEMO_CHARS: Final = 1_024
MEMO_TOTAL: Final = 16_000_000
"""Characters remembered over all plans; then all is forgotten, and learnt again."""
_FACTS_KEPT: Final = 20_000
_WORDY: Final = re.compile(r"[^0-9.e+infatrusl-]")
"""A character that no number or truth value has."""
KNOWN: Final = frozenset({"Channel", "EventID"})


class Facts(NamedTuple):
    """What is known of a tree."""

    node: Node
    clause: Clause | None
    fields: frozenset[str]


@dataclass(slots=True)
class Memory:
    """How much all plans together remember."""

    chars: int = 0
    memos: list[dict[str, Numbers]] = field(default_factory=list)
    _facts: dict[int, Facts] = field(default_factory=dict)

    def facts(self, node: Node) -> Facts:
        """Say of a tree what is needed to index it: found out once, not once a plan."""
        known = self._facts.get(id(node))
        if known is not None and known.node is node:
            return known
        if len(self._facts) > _FACTS_KEPT:
            self._facts.clear()
        found = self._facts[id(node)] = Facts(node, clause_of(node), fields_of(node))
        return found

    def know(self, node: Node, clause: Clause | None) -> None:
        """Take in what was found out when rules were loaded."""
        self._facts[id(node)] = Facts(node, clause, fields_of(node))

    def took(self, chars: int) -> None:
        """Count what was remembered; forget all when it is too much."""
        self.chars += chars + 100
        if self.chars > MEMO_TOTAL:
            for memo in self.memos:
                memo.clear()
            self.chars = 0


class Index:
    """Finds in one field's value which rules it may make hold."""

    __slots__ = (
        "_equal", "_inside", "_lookups", "_memory", "_shortest", "_words", "memo", "name", "numbers",
    )  # fmt: skip

    def __init__(self, name: str, clues: Mapping[Clue, Iterable[int]], memory: Memory) -> None:
        self.name = name
        self.memo: dict[str, Numbers] = {}
        self._memory = memory
        memory.memos.append(self.memo)
        self._equal = {clue.literal: tuple(of) for clue, of in clues.items() if clue.how == "equals"}
        self.numbers = not all(_WORDY.search(clue.literal) for clue in clues)
        """Whether some clue can be in a number or a truth value."""
        self._shortest = min(len(clue.literal) for clue in clues)
        self._words = _grouped(clues)
        self._inside: Any = None
        self._lookups = 0

    def find(self, value: str) -> Numbers:
        """Look a value up, and remember what came of it when it is not too long."""
        found = self._search(value.casefold())
        if len(value) <= MEMO_CHARS:
            self.memo[value] = found
            self._memory.took(len(value))
        return found

    def find_all(self, values: Iterable[Value]) -> set[int]:
        """Look several up."""
        get, shortest = self.memo.get, self._shortest
        found: set[int] = set()
        for value in values:
            if value.__class__ is not str:
                if value.__class__ is list or (self.numbers and value is not None):
                    found |= self.find_all(texts_of(value))
                continue
            if len(value) < shortest and value.isascii():
                continue
            numbers = get(value)
            if numbers is None:
                numbers = self.find(value)
            if numbers:
                found.update(numbers)
        return found

    def _search(self, text: str) -> Numbers:
        found = set(self._equal.get(text, ()))
        if self._inside is None and self._words:
            if self._lookups < LINEAR_LOOKUPS:
                self._lookups += 1
                return tuple(found.union(*_tried(self._words, text)))
            self._inside = _automaton(self._words)
        if self._inside is not None:
            last = len(text) - 1
            for end, (anywhere, at_end, at_start, size) in self._inside.iter(text):
                if anywhere:
                    found.update(anywhere)
                if at_end and end == last:
                    found.update(at_end)
                if at_start and end == size:
                    found.update(at_start)
        return tuple(found)


def _grouped(clues: Mapping[Clue, Iterable[int]]) -> dict[str, Entry]:
    """Say of each word which cases want it anywhere, at the end, at the start; and how long it is."""
    words: dict[str, dict[str, Numbers]] = {}
    for clue, of in clues.items():
        if clue.how != "equals":
            words.setdefault(clue.literal, {})[clue.how] = tuple(of)
    return {
        word: (of_how.get("contains", ()), of_how.get("ends", ()), of_how.get("starts", ()), len(word) - 1)
        for word, of_how in words.items()
    }


def _tried(words: Mapping[str, Entry], text: str) -> Iterator[Numbers]:
    """Try one word after the other."""
    for word, (anywhere, at_end, at_start, _) in words.items():
        if word in text:
            yield anywhere
            if at_end and text.endswith(word):
                yield at_end
            if at_start and text.startswith(word):
                yield at_start


def _automaton(words: Mapping[str, Entry]) -> Any:  # noqa: ANN401 - the library has no types
    automaton = ahocorasick.Automaton()
    for word, entry in words.items():
        automaton.add_word(word, entry)
    automaton.make_automaton()
    return automaton


class Case:
    """One rule as it is for one kind of event: compiled when first looked at."""

    __slots__ = ("_holds", "node", "rule")

    def __init__(self, rule: int, node: Node) -> None:
        self.rule = rule
        self.node = node
        self._holds: Holds | None = None

    def holds(self, look: Look) -> bool:
        """Tell whether the rule holds."""
        if self._holds is None:
            self._holds = closure(self.node)
        return self._holds(look)


@dataclass(slots=True)
class Plan:
    """What is done for each event of one kind."""

    cases: tuple[Case, ...]
    indices: tuple[Index, ...]
    keywords: Index | None
    always: Numbers
    """Cases without a clause."""
    fetches: tuple[tuple[str, Fetch], ...] = ()
    _by_rule: dict[int, list[Case]] = field(default_factory=dict)

    def of_rule(self, rule: int) -> list[Case]:
        """Return the cases of one rule."""
        if not self._by_rule:
            for case in self.cases:
                self._by_rule.setdefault(case.rule, []).append(case)
        return self._by_rule.get(rule, [])


EMPTY: Final = Plan((), (), None, ())


def plan_of(cases: tuple[Case, ...], fetches: Mapping[str, Fetch], memory: Memory) -> Plan:
    """Index cases by their clauses."""
    by_field: dict[str, dict[Clue, list[int]]] = {}
    always: list[int] = []
    for number, case in enumerate(cases):
        clause = memory.facts(case.node).clause
        if clause is None:
            always.append(number)
        for clue in clause or ():
            by_field.setdefault(clue.field, {}).setdefault(clue, []).append(number)
    indices = {name: Index(name, clues, memory) for name, clues in by_field.items()}
    wanted = {name for case in cases for name in memory.facts(case.node).fields} & fetches.keys()
    return Plan(
        cases=cases,
        keywords=indices.pop(KEYWORD, None),
        indices=tuple(indices.values()),
        always=tuple(always),
        fetches=tuple((name, fetches[name]) for name in sorted(wanted)),
    )


def narrowed(node: Node, fields: Mapping[str, Value], memory: Memory) -> Node:
    """Answer what a tree asks of fields that are known, and leave the rest."""
    return node if KNOWN.isdisjoint(memory.facts(node).fields) else _narrowed(node, Look(fields))


def _narrowed(node: Node, look: Look) -> Node:
    match node:
        case All(of):
            return _joined([_narrowed(one, look) for one in of], All, EVERYTHING, NOTHING)
        case Some(of):
            return _joined([_narrowed(one, look) for one in of], Some, NOTHING, EVERYTHING)
        case Not(inner):
            found = _narrowed(inner, look)
            return NOTHING if found == EVERYTHING else EVERYTHING if found == NOTHING else Not(found)
        case _:
            if node.field not in KNOWN or (hasattr(node, "other") and node.other not in KNOWN):
                return node
            return EVERYTHING if closure(node)(look) else NOTHING


def _joined(nodes: list[Node], join: Callable[[tuple[Node, ...]], Node], unit: Node, zero: Node) -> Node:
    left = [one for one in nodes if one != unit]
    if zero in left:
        return zero
    return unit if not left else left[0] if len(left) == 1 else join(tuple(left))
