"""A rule's tree becomes one function of a look at an event: called only where an index says it may hold."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, TypeAlias

from vedette.hunt.sigma.globs import glob
from vedette.hunt.sigma.nodes import (
    All,
    Compare,
    Exists,
    Glob,
    How,
    Leaf,
    Moment,
    Network,
    Node,
    Not,
    Null,
    Pattern,
    Relation,
    Same,
    Some,
    Text,
)
from vedette.hunt.sigma.regexes import literals_of, searcher, shortest_of
from vedette.hunt.sigma.values import Look

Holds: TypeAlias = Callable[[Look], bool]
RELATIONS: Final[dict[Relation, Callable[[float, float], bool]]] = {
    "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge,
    "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip
_NUMBER_CHARS: Final = 64
_ADDRESS_CHARS: Final = 64
_TIME_CHARS: Final = 64


def closure(node: Node) -> Holds:
    """Compile a tree.

    Raises:
        BadInput: a regular expression in it cannot be used.

    """
    match node:
        case All(of):
            return _every([closure(one) for one in of])
        case Some(of):
            return _some([closure(one) for one in of])
        case Not(inner):
            return _inverse(closure(inner))
        case _:
            return _leaf(node)


def late(node: Node, sure: frozenset[str]) -> Holds:
    """Compile a tree that `closure` took before, each part when it is first asked.

    What asks of a field in `sure` probably holds, and so does what says "not": they are asked last.
    """
    match node:
        case Text():  # most of them; to say that a structure is not of a kind takes long
            return _text(node)
        case All(of):
            return _every_late(sorted(of, key=lambda one: _likely(one, sure)), sure)
        case Some(of):
            return _some_late([*of], sure)
        case Not(inner):
            return _inverse(late(inner, sure))
        case _:
            return _late_pattern(node) if isinstance(node, Pattern) else _leaf(node)


def _late_pattern(leaf: Pattern) -> Holds:
    """Search with a pattern where the text is that must be in all it finds: most are never compiled.

    A text is no shorter without case than with it.
    """
    field = leaf.field
    needed = next((literal.casefold() for literal in literals_of(leaf.pattern)), "")
    shortest = shortest_of(leaf.pattern)
    search: list[Callable[[str], bool]] = []

    def holds(look: Look) -> bool:
        for text in look[field]:
            if len(text) >= shortest and needed in text:
                break
        else:
            return False
        if not search:
            search.append(searcher(leaf.pattern, leaf.flags))
        return any(map(search[0], look.raw(field)))

    return holds


def _every_late(nodes: list[Node], sure: frozenset[str]) -> Holds:
    """Ask part after part; what no part before it has led to yet is not compiled."""
    tests: list[Holds] = []

    def every(look: Look) -> bool:
        for test in tests:
            if not test(look):
                return False
        while len(tests) < len(nodes):
            test = late(nodes[len(tests)], sure)
            tests.append(test)
            if not test(look):
                return False
        return True

    return every


def _some_late(nodes: list[Node], sure: frozenset[str]) -> Holds:
    tests: list[Holds] = []

    def some(look: Look) -> bool:
        for test in tests:
            if test(look):
                return True
        while len(tests) < len(nodes):
            test = late(nodes[len(tests)], sure)
            tests.append(test)
            if test(look):
                return True
        return False

    return some


def _likely(node: Node, sure: frozenset[str]) -> int:
    """Say how likely part of a rule holds for an event that an index brought it up for."""
    match node:
        case Text(field):
            return int(field in sure)
        case All(of) | Some(of):
            return _likely(of[0], sure) if of else 0
        case Not():
            return 2
        case _:
            return int(node.field in sure)


def _every(tests: list[Holds]) -> Holds:
    def every(look: Look) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs more than the loop
            if not test(look):
                return False
        return True

    return every


def _some(tests: list[Holds]) -> Holds:
    def some(look: Look) -> bool:
        for test in tests:  # noqa: SIM110
            if test(look):
                return True
        return False

    return some


def _inverse(test: Holds) -> Holds:
    return lambda look: not test(look)


def _leaf(leaf: Leaf) -> Holds:
    match leaf:
        case Text():
            return _text(leaf)
        case Same(field, other, how):
            return _same(field, other, how)
        case Exists(field):
            return lambda look: field in look.fields
        case Null(field):
            return lambda look: look.fields.get(field) is None
        case _:
            return _any_text(leaf.field, _fits(leaf), cased=not isinstance(leaf, Glob) or leaf.cased)


def _fits(leaf: Glob | Pattern | Network | Compare | Moment) -> Callable[[str], bool]:
    """Make a test of one text."""
    match leaf:
        case Glob(_, parts, cased):
            return glob(parts if cased else _folded(parts))
        case Pattern(_, pattern, flags):
            return searcher(pattern, flags)
        case Network(_, network):
            return _network(network)
        case Compare(_, relation, number):
            return _compare(relation, number)
        case Moment(_, part, number):
            return lambda text: part_of(text, part) == number


def _folded(parts: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return tuple(part.casefold() if isinstance(part, str) else part for part in parts)


def _any_text(field: str, test: Callable[[str], bool], *, cased: bool) -> Holds:
    """Ask of each text of a field, as written or without case."""

    def as_written(look: Look) -> bool:
        for text in look.raw(field):  # noqa: SIM110
            if test(text):
                return True
        return False

    def without_case(look: Look) -> bool:
        for text in look[field]:  # noqa: SIM110
            if test(text):
                return True
        return False

    return as_written if cased else without_case


def _text(leaf: Text) -> Holds:
    field = leaf.field
    if leaf.cased:
        return _any_text(field, stands(leaf.how, leaf.literals), cased=True)
    if len(leaf.literals) == 1:
        literals: tuple[str, ...] = (leaf.literals[0].casefold(),)
    else:
        literals = tuple(dict.fromkeys(map(str.casefold, leaf.literals)))
    if leaf.how == "contains":
        return _contains_one(field, literals[0]) if len(literals) == 1 else _contains(field, literals)
    if leaf.how == "ends":
        return _ends(field, literals)
    return _any_text(field, stands(leaf.how, literals), cased=False)


def stands(how: How, literals: tuple[str, ...]) -> Callable[[str], bool]:
    """Make a test of how a text stands to any of some literals."""
    if how == "equals":
        return frozenset(literals).__contains__
    if how == "starts":
        return lambda text: text.startswith(literals)
    if how == "ends":
        return lambda text: text.endswith(literals)
    return lambda text: any(literal in text for literal in literals)


def _contains_one(field: str, literal: str) -> Holds:
    def holds(look: Look) -> bool:
        for text in look[field]:  # noqa: SIM110
            if literal in text:
                return True
        return False

    return holds


def _contains(field: str, literals: tuple[str, ...]) -> Holds:
    def holds(look: Look) -> bool:
        for text in look[field]:
            for literal in literals:
                if literal in text:
                    return True
        return False

    return holds


def _ends(field: str, literals: tuple[str, ...]) -> Holds:
    def holds(look: Look) -> bool:
        for text in look[field]:  # noqa: SIM110
            if text.endswith(literals):
                return True
        return False

    return holds


def _same(field: str, other: str, how: How) -> Holds:
    def holds(look: Look) -> bool:
        others = look[other]
        return bool(others) and any(stands(how, others)(text) for text in look[field])

    def equal(look: Look) -> bool:
        others = look[other]
        for text in look[field]:  # noqa: SIM110
            if text in others:
                return True
        return False

    return equal if how == "equals" else holds


def number_of(text: str) -> float | None:
    """Read a number, decimal or 0x."""
    if len(text) > _NUMBER_CHARS:
        return None
    try:
        return float(int(text, 16)) if text[:2] in ("0x", "0X") else float(text)
    except (ValueError, OverflowError):
        return None


def _compare(relation: Relation, number: float) -> Callable[[str], bool]:
    holds = RELATIONS[relation]

    def compare(text: str) -> bool:
        value = number_of(text)
        return value is not None and holds(value, number)

    return compare


@lru_cache(maxsize=16_384)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _network(written: str) -> Callable[[str], bool]:
    network = ip_network(written, strict=False)

    def within(text: str) -> bool:
        address = _address(text) if len(text) <= _ADDRESS_CHARS else None
        return address is not None and address in network

    return within


def part_of(text: str, part: str) -> int | None:
    """Read a part of a time: its hour, its week …; None for what is no time."""
    if len(text) > _TIME_CHARS:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.isocalendar().week if part == "week" else int(getattr(moment, part))
