"""Plans: for one kind of event, which rules may hold, and the index that says which of them to look at.

An index asks each field once. What a value brought up is remembered, because the same values come again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import ahocorasick  # type: ignore[import-not-found]

from vedette.hunt.event import Value
from vedette.hunt.sigma.clauses import Clue
from vedette.hunt.sigma.closures import closure
from vedette.hunt.sigma.columns import Fetch
from vedette.hunt.sigma.keywords import prefilter
from vedette.hunt.sigma.memory import Memory
from vedette.hunt.sigma.nodes import EVERYTHING, KEYWORD, NOTHING, All, How, Node, Not, Some
from vedette.hunt.sigma.trials import Case
from vedette.hunt.sigma.values import Look, texts_of
from vedette.hunt.sigma.verdicts import Verdicts

Numbers: TypeAlias = frozenset[int]
_Of: TypeAlias = tuple[int, ...]
_Entry: TypeAlias = tuple[_Of, _Of, _Of, int]
_NO_NUMBERS: Final[Numbers] = frozenset()
LINEAR_LOOKUPS: Final = 24
"""So many values are compared word by word before an automaton is worth building: most kinds are rare."""
MEMO_CHARS: Final = 1_024
_WORDY: Final = re.compile(r"[^0-9.e+infatrusl-]")
"""A character that no number or truth value has."""
KNOWN: Final = frozenset({"Channel", "EventID"})


class Words:
    """Literals of one field, and which cases each is of."""

    __slots__ = ("_automaton", "_ends", "_equal", "_inside", "_lookups", "_starts")

    def __init__(self, known: Mapping[How, Mapping[str, _Of]]) -> None:
        self._equal, self._inside = known["equals"], known["contains"]
        self._ends, self._starts = known["ends"], known["starts"]
        self._automaton: Any = None
        self._lookups = 0

    def find(self, text: str) -> Numbers:
        """Say which cases a text may make hold."""
        if self._automaton is None:
            if self._lookups < LINEAR_LOOKUPS:
                self._lookups += 1
                return _NO_NUMBERS.union(self._equal.get(text, ()), *self._tried(text))
            self._automaton = self._made()
        found = set(self._equal.get(text, ()))
        if self._automaton:
            last = len(text) - 1
            for end, (anywhere, at_end, at_start, size) in self._automaton.iter(text):
                if anywhere:
                    found.update(anywhere)
                if at_end and end == last:
                    found.update(at_end)
                if at_start and end == size:
                    found.update(at_start)
        return frozenset(found) if found else _NO_NUMBERS

    def _tried(self, text: str) -> Iterator[_Of]:
        """Try one word after the other."""
        yield from (of for word, of in self._inside.items() if word in text)
        ends, starts = text.endswith, text.startswith
        yield from (of for word, of in self._ends.items() if ends(word))
        yield from (of for word, of in self._starts.items() if starts(word))

    def _made(self) -> Any:  # noqa: ANN401 - the library has no types
        """Make what finds all words at once; empty where there are none."""
        inside, ends, starts = self._inside, self._ends, self._starts
        automaton = ahocorasick.Automaton()
        for word in {**inside, **ends, **starts}:
            entry: _Entry = (inside.get(word, ()), ends.get(word, ()), starts.get(word, ()), len(word) - 1)
            automaton.add_word(word, entry)
        automaton.make_automaton()
        return automaton


class Index:
    """Finds in one field's value which rules it may make hold."""

    __slots__ = ("_all", "_known", "_memory", "_plain", "_shortest", "memo", "name", "numbers")

    def __init__(self, name: str, clues: Iterable[Clue], of: Iterable[int], memory: Memory) -> None:
        """Take clues, and beside each the number of the case it is of."""
        self.name = name
        self.memo: dict[str, Numbers] = {}
        self._memory = memory
        memory.memos.append(self.memo)
        self._known: dict[How, dict[str, _Of]] = {"equals": {}, "contains": {}, "ends": {}, "starts": {}}
        for clue, number in zip(clues, of, strict=True):
            known, literal = self._known[clue.how], clue.literal
            known[literal] = (*known[literal], number) if literal in known else (number,)
        literals = set(self.literals())
        self.numbers = not all(map(_WORDY.search, literals))
        """Whether some clue can be in a number or a truth value."""
        self._shortest = min(map(len, literals))
        self._all = Words(self._known)
        self._plain = self._all
        """For texts of ASCII alone, as nearly all are: rules ask for thousands of other characters."""
        if not all(map(str.isascii, literals)):
            self._plain = Words({how: _ascii(known) for how, known in self._known.items()})

    def literals(self) -> Iterator[str]:
        """Give every literal it looks for."""
        for known in self._known.values():
            yield from known

    def find(self, value: str) -> Numbers:
        """Look a value up, and remember what came of it when it is not too long."""
        text = value.casefold()
        found = (self._plain if text.isascii() else self._all).find(text)
        if len(value) <= MEMO_CHARS:
            self.memo[value] = found
            self._memory.took(len(value))
        return found

    def find_number(self, value: int) -> Numbers:
        """Look up a whole number."""
        text = str(value)
        known = self.memo.get(text)
        return self.find(text) if known is None else known

    def find_all(self, values: Iterable[Value]) -> Numbers:
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
        return frozenset(found) if found else _NO_NUMBERS


def _ascii(known: Mapping[str, _Of]) -> dict[str, _Of]:
    return {literal: of for literal, of in known.items() if literal.isascii()}


class Keywords:
    """Finds in all that an event holds which rules it may make hold."""

    __slots__ = ("_index", "_may_hold")

    def __init__(self, index: Index) -> None:
        self._index = index
        self._may_hold = None if index.numbers else prefilter(index.literals())

    def find(self, values: Collection[Value]) -> Numbers:
        """Look all values of an event up."""
        if self._may_hold is not None and not self._may_hold(values):
            return _NO_NUMBERS
        return self._index.find_all(values)


@dataclass(slots=True)
class Plan:
    """What is done for each event of one kind."""

    cases: tuple[Case, ...]
    indices: tuple[Index, ...]
    keywords: Keywords | None
    always: Numbers
    """Cases without a clause."""
    verdicts: Verdicts | None
    fetches: tuple[tuple[str, Fetch], ...] = ()
    _by_rule: dict[int, list[Case]] = field(default_factory=dict)

    def of_rule(self, rule: int) -> list[Case]:
        """Return the cases of one rule."""
        if not self._by_rule:
            for case in self.cases:
                self._by_rule.setdefault(case.rule, []).append(case)
        return self._by_rule.get(rule, [])


EMPTY: Final = Plan((), (), None, _NO_NUMBERS, None)


def plan_of(cases: tuple[Case, ...], fetches: Mapping[str, Fetch], memory: Memory) -> Plan:
    """Index cases by their clauses."""
    by_field: dict[str, tuple[list[Clue], list[int]]] = {}
    always: list[int] = []
    looked: list[frozenset[str]] = []
    for number, case in enumerate(cases):
        _, clause, named = memory.facts(case.node)
        looked.append(named)
        if clause is None:
            always.append(number)
            continue
        case.sure = clause[0].field
        for clue in clause:
            known = by_field.get(clue.field)
            if known is None:
                known = by_field[clue.field] = ([], [])
            known[0].append(clue)
            known[1].append(number)
    indices = {name: Index(name, clues, of, memory) for name, (clues, of) in by_field.items()}
    anywhere = indices.pop(KEYWORD, None)
    fields = frozenset().union(*looked)
    return Plan(
        cases=cases,
        keywords=Keywords(anywhere) if anywhere is not None else None,
        indices=tuple(indices.values()),
        always=frozenset(always),
        verdicts=Verdicts(cases, looked, memory),
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
