"""Plans: for one kind of event, which rules may hold, and the index that says which of them to look at.

An index asks each field once. What a value brought up is remembered, because the same values come again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import ahocorasick  # type: ignore[import-not-found]

from vedette.hunt.event import Value
from vedette.hunt.sigma.clauses import Clause, Clue
from vedette.hunt.sigma.closures import closure
from vedette.hunt.sigma.columns import Fetch
from vedette.hunt.sigma.keywords import prefilter
from vedette.hunt.sigma.memory import Memory
from vedette.hunt.sigma.nodes import EVERYTHING, KEYWORD, NOTHING, All, How, Node, Not, Some
from vedette.hunt.sigma.trials import Case
from vedette.hunt.sigma.values import Look, texts_of
from vedette.hunt.sigma.verdicts import Verdicts

Numbers: TypeAlias = frozenset[int]
_Of: TypeAlias = list[int] | tuple[int]
"""Most literals are of one case alone."""
_NO_NUMBERS: Final[Numbers] = frozenset()
LINEAR_LOOKUPS: Final = 8
"""So many values are compared word by word before an automaton is worth building: most kinds are rare.

To build it takes 2.4 µs a word; to compare one, 0.1 to 0.3, as near as it lies in the processor's caches.
"""
_SHORT_CHARS: Final = 200
"""A text so long counts for two values, and so on."""
MEMO_CHARS: Final = 1_024
_TAIL: Final = 3
_NUMERIC: Final = re.compile(r"[0-9.e+-]*")
_NAMED: Final = ("true", "false", "-inf", "nan")
"""What truth values and numbers without digits are as text."""
KNOWN: Final = frozenset({"Channel", "EventID"})


class Words:
    """Literals of one field, and which cases each is of."""

    __slots__ = ("_automaton", "_ends", "_equal", "_inside", "_lookups", "_names", "_some_start", "_starts",
                 "_tails")  # fmt: skip

    def __init__(self, known: dict[How, dict[str, _Of]]) -> None:
        self._equal, self._inside = known["equals"], known["contains"]
        self._starts, self._some_start = known["starts"], tuple(known["starts"])
        self._names: dict[str, _Of] = {}
        """Endings that are a file's name behind its folder, as most are."""
        self._tails: dict[str, dict[str, _Of]] = {}
        """Other endings, by what they end in themselves."""
        self._ends: dict[str, _Of] = {}
        """Those too short for that."""
        for word, of in known["ends"].items():
            if word.rfind("\\") == 0:
                self._names[word] = of
            elif len(word) < _TAIL:
                self._ends[word] = of
            else:
                self._tails.setdefault(word[-_TAIL:], {})[word] = of
        self._automaton: Any = None
        self._lookups = 0

    def find(self, text: str) -> Numbers:
        """Say which cases a text may make hold."""
        found = [self._equal[text]] if text in self._equal else []
        if self._names and (name := text[text.rfind("\\") :]) in self._names:
            found.append(self._names[name])
        if self._tails and (tail := text[-_TAIL:]) in self._tails:
            found += [of for word, of in self._tails[tail].items() if text.endswith(word)]
        if self._ends:
            found += [of for word, of in self._ends.items() if text.endswith(word)]
        if text.startswith(self._some_start):
            found += [of for word, of in self._starts.items() if text.startswith(word)]
        if self._inside:
            found += self._held(text)
        return _NO_NUMBERS.union(*found) if found else _NO_NUMBERS

    def _held(self, text: str) -> list[_Of]:
        """Find the words that stand anywhere in a text, one after the other or all at once."""
        if self._automaton is None:
            if self._lookups < LINEAR_LOOKUPS:
                self._lookups += 1 + len(text) // _SHORT_CHARS
                return [of for word, of in self._inside.items() if word in text]
            self._automaton = ahocorasick.Automaton()
            for word, of in self._inside.items():
                self._automaton.add_word(word, of)
            self._automaton.make_automaton()
        return [of for _, of in self._automaton.iter(text)]


class Index:
    """Finds in one field's value which rules it may make hold. Made when the first value comes to look up."""

    __slots__ = ("_all", "_asked", "_plain", "_shortest", "memo", "memory", "name", "numbers")

    def __init__(self, name: str, asked: Iterable[tuple[int, Iterable[Clue]]], memory: Memory) -> None:
        """Take the numbers of cases, and of each the clues it has in this field.

        A number below zero is that of a case, inverted: the clues are those of its second clause.
        """
        self.name = name
        self.memo: dict[str, Numbers] = {}
        self.numbers = True
        """Whether some clue can be in a number or a truth value; nobody knows before one comes."""
        self._asked = asked
        self.memory = memory
        memory.memos.append(self.memo)
        self._shortest = 0
        self._all: Words | None = None
        self._plain: Words | None = None
        """For texts of ASCII alone, as nearly all are: rules ask for thousands of other characters."""

    def literals(self) -> set[str]:
        """Give every literal it looks for."""
        return {clue.literal for _, clues in self._asked for clue in clues}

    def _words(self, *, plain: bool) -> Words:
        """Make what finds the literals, or those of them that can be in ASCII."""
        known: dict[How, dict[str, _Of]] = {"equals": {}, "contains": {}, "ends": {}, "starts": {}}
        foreign = False
        for number, clues in self._asked:
            alone: _Of = (number,)
            for clue in clues:
                literal = clue.literal
                if plain and not literal.isascii():
                    foreign = True
                    continue
                words = known[clue.how]
                of = words.get(literal)
                words[literal] = alone if of is None else [*of, number]
        made = Words(known)
        if plain:
            self._plain = made
        if not foreign:
            self._all = made
        return made

    def find(self, value: str) -> Numbers:
        """Look a value up, and remember what came of it when it is not too long."""
        text = value.casefold()
        plain = text.isascii()
        words = self._plain if plain else self._all
        if words is None:
            words = self._words(plain=plain)
        found = words.find(text)
        if len(value) <= MEMO_CHARS:
            self.memo[value] = found
            self.memory.took(len(value))
        return found

    def about(self) -> None:
        """Find out what no value needs that is a text by itself."""
        literals = self.literals()
        self.numbers = any(map(_may_be_number, literals))
        self._shortest = min(map(len, literals))

    def find_number(self, value: int) -> Numbers:
        """Look up a whole number."""
        if not self._shortest:
            self.about()
            if not self.numbers:
                return _NO_NUMBERS
        text = str(value)
        known = self.memo.get(text)
        return self.find(text) if known is None else known

    def find_all(self, values: Iterable[Value]) -> Numbers:
        """Look several up."""
        if not self._shortest:
            self.about()
        memo, shortest = self.memo, self._shortest
        found: set[int] = set()
        for value in values:
            if type(value) is not str:
                if type(value) is list or (self.numbers and value is not None):
                    found |= self.find_all(texts_of(value))
                continue
            if len(value) < shortest and value.isascii():
                continue
            numbers = memo.get(value)
            if numbers is None:
                numbers = self.find(value)
            if numbers:
                found.update(numbers)
        return frozenset(found) if found else _NO_NUMBERS


@lru_cache(maxsize=1_024)
def _may_be_number(literal: str) -> bool:
    """Tell whether a literal may stand in a number or a truth value."""
    return _NUMERIC.fullmatch(literal) is not None or any(literal in name for name in _NAMED)


class Keywords:
    """Finds in all that an event holds which rules it may make hold."""

    __slots__ = ("_index", "_may_hold")

    def __init__(self, index: Index) -> None:
        index.about()
        self._index = index
        self._may_hold = None if index.numbers else prefilter(index.literals(), index.memory)

    def find(self, values: Collection[Value]) -> Numbers:
        """Look all values of an event up."""
        if self._may_hold is not None and not self._may_hold(values):
            return _NO_NUMBERS
        return self._index.find_all(values)


@dataclass(slots=True)
class Plan:
    """What is done for each event of one kind."""

    cases: tuple[Case, ...]
    indices: tuple[tuple[str, dict[str, Numbers], Index], ...]
    """By field: what values were found to bring up before, and the index."""
    keywords: Keywords | None
    always: Numbers
    """Cases without a clause."""
    verdicts: Verdicts | None
    fetches: tuple[tuple[str, Fetch], ...] = ()
    _by_rule: dict[int, list[Case]] = field(default_factory=dict)

    def of_rule(self, rule: int) -> list[Case]:
        """Return the cases of one rule."""
        cases = self._by_rule.get(rule)
        if cases is None:
            cases = self._by_rule[rule] = [case for case in self.cases if case.rule == rule]
        return cases


EMPTY: Final = Plan((), (), None, _NO_NUMBERS, None)


def plan_of(cases: tuple[Case, ...], fetches: Mapping[str, Fetch], memory: Memory) -> Plan:
    """Index cases by their clauses."""
    by_field: dict[str, list[tuple[int, Clause]]] = defaultdict(list)
    always: list[int] = []
    paired: list[int] = []
    for number, case in enumerate(cases):
        clauses = case.facts.clauses
        if not clauses:
            always.append(number)
            continue
        for name, clues in clauses[0]:
            by_field[name].append((number, clues))
        if len(clauses) > 1:
            paired.append(number)
            for name, clues in clauses[1]:
                by_field[name].append((~number, clues))
    indices = {name: Index(name, asked, memory) for name, asked in by_field.items()}
    anywhere = indices.pop(KEYWORD, None)
    looked = [case.facts.fields for case in cases]
    fields = frozenset().union(*looked)
    return Plan(
        cases=cases,
        keywords=Keywords(anywhere) if anywhere is not None else None,
        indices=tuple((name, index.memo, index) for name, index in indices.items()),
        always=frozenset(always),
        verdicts=Verdicts(cases, looked, memory, frozenset(paired)),
        fetches=tuple((name, fetches[name]) for name in sorted(fields.intersection(fetches))),
    )


def asks_known(fields: frozenset[str]) -> bool:
    """Whether a rule asks for what is the same in all events of a plan: few do."""
    return "Channel" in fields or "EventID" in fields  # KNOWN, without a loop


def narrowed(node: Node, fields: dict[str, Value]) -> Node:
    """Answer what a tree asks of fields that are known, and leave the rest."""
    return _narrowed(node, Look(fields))


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
