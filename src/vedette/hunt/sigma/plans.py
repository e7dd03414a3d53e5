"""Plans: for one kind of event, which rules may hold, and the index that says which of them to look at.

An index asks each field once. What a value brought up is remembered, because the same values come again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

import ahocorasick  # type: ignore[import-not-found]

from vedette.hunt.event import Value
from vedette.hunt.sigma.clauses import Clause, Clue, clause_of
from vedette.hunt.sigma.closures import Holds, closure
from vedette.hunt.sigma.columns import Fetch
from vedette.hunt.sigma.keywords import prefilter
from vedette.hunt.sigma.nodes import EVERYTHING, KEYWORD, NOTHING, All, Node, Not, Some, fields_of
from vedette.hunt.sigma.values import Look, texts_of

Numbers: TypeAlias = tuple[int, ...]
Entry: TypeAlias = tuple[Numbers, Numbers, Numbers, int]
_NO_NUMBERS: Final[Numbers] = ()
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
    _clauses: dict[int, tuple[Node, Clause | None]] = field(default_factory=dict)

    def facts(self, node: Node) -> Facts:
        """Say of a tree what is needed to index it: found out once, not once a plan."""
        known = self._facts.get(id(node))
        if known is not None and known.node is node:
            return known
        if len(self._facts) > _FACTS_KEPT:
            self._facts.clear()
        told = self._clauses.get(id(node))
        clause = told[1] if told is not None and told[0] is node else clause_of(node)
        found = self._facts[id(node)] = Facts(node, clause, fields_of(node))
        return found

    def know(self, node: Node, clause: Clause | None) -> None:
        """Take in what was found out when rules were loaded."""
        self._clauses[id(node)] = (node, clause)

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
        "_ends", "_equal", "_inside", "_lookups", "_memory", "_shortest", "_starts", "_words", "memo",
        "name", "numbers",
    )  # fmt: skip

    def __init__(self, name: str, clues: Iterable[Clue], of: Iterable[int], memory: Memory) -> None:
        """Take clues, and beside each the number of the case it is of."""
        self.name = name
        self.memo: dict[str, Numbers] = {}
        self._memory = memory
        memory.memos.append(self.memo)
        self._equal: dict[str, Numbers] = {}
        self._words: dict[str, Numbers] = {}
        self._ends: dict[str, Numbers] = {}
        self._starts: dict[str, Numbers] = {}
        by_how = {"equals": self._equal, "contains": self._words, "ends": self._ends, "starts": self._starts}
        for clue, number in zip(clues, of, strict=True):
            known, literal = by_how[clue.how], clue.literal
            known[literal] = (*known[literal], number) if literal in known else (number,)
        literals = {literal for known in by_how.values() for literal in known}
        self.numbers = not all(map(_WORDY.search, literals))
        """Whether some clue can be in a number or a truth value."""
        self._shortest = min(map(len, literals))
        self._inside: Any = None
        self._lookups = 0

    def literals(self) -> Iterator[str]:
        """Give every literal it looks for."""
        for known in (self._equal, self._words, self._ends, self._starts):
            yield from known

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
        if self._inside is None:
            if self._lookups < LINEAR_LOOKUPS:
                self._lookups += 1
                return tuple(set(self._equal.get(text, ())).union(*self._tried(text)))
            self._inside = self._automaton()
        found = set(self._equal.get(text, ()))
        if self._inside:
            last = len(text) - 1
            for end, (anywhere, at_end, at_start, size) in self._inside.iter(text):
                if anywhere:
                    found.update(anywhere)
                if at_end and end == last:
                    found.update(at_end)
                if at_start and end == size:
                    found.update(at_start)
        return tuple(found) if found else _NO_NUMBERS

    def _tried(self, text: str) -> Iterator[Numbers]:
        """Try one word after the other."""
        yield from (of for word, of in self._words.items() if word in text)
        ends, starts = text.endswith, text.startswith
        yield from (of for word, of in self._ends.items() if ends(word))
        yield from (of for word, of in self._starts.items() if starts(word))

    def _automaton(self) -> Any:  # noqa: ANN401 - the library has no types
        """Make what finds all words at once; empty where there are none."""
        words, ends, starts = self._words, self._ends, self._starts
        automaton = ahocorasick.Automaton()
        for word in {**words, **ends, **starts}:
            entry: Entry = (
                words.get(word, _NO_NUMBERS), ends.get(word, _NO_NUMBERS), starts.get(word, _NO_NUMBERS),
                len(word) - 1,
            )  # fmt: skip
            automaton.add_word(word, entry)
        automaton.make_automaton()
        return automaton


class Keywords:
    """Finds in all that an event holds which rules it may make hold."""

    __slots__ = ("_index", "_may_hold")

    def __init__(self, index: Index) -> None:
        self._index = index
        self._may_hold = None if index.numbers else prefilter(index.literals())

    def find(self, values: Collection[Value]) -> set[int]:
        """Look all values of an event up."""
        if self._may_hold is not None and not self._may_hold(values):
            return set()
        return self._index.find_all(values)


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
    keywords: Keywords | None
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
    by_field: dict[str, tuple[list[Clue], list[int]]] = {}
    always: list[int] = []
    fields: set[str] = set()
    for number, case in enumerate(cases):
        _, clause, named = memory.facts(case.node)
        fields |= named
        if clause is None:
            always.append(number)
            continue
        for clue in clause:
            known = by_field.get(clue.field)
            if known is None:
                known = by_field[clue.field] = ([], [])
            known[0].append(clue)
            known[1].append(number)
    indices = {name: Index(name, clues, of, memory) for name, (clues, of) in by_field.items()}
    anywhere = indices.pop(KEYWORD, None)
    return Plan(
        cases=cases,
        keywords=Keywords(anywhere) if anywhere is not None else None,
        indices=tuple(indices.values()),
        always=tuple(always),
        fetches=tuple((name, fetches[name]) for name in sorted(fields & fetches.keys())),
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
