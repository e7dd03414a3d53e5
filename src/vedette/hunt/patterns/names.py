"""Whose a name is: the part somebody registered, by the Public Suffix List; and names nobody outside has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_LOCAL: Final = frozenset(
    {
        "local",
        "localdomain",
        "lan",
        "home",
        "internal",
        "intranet",
        "corp",
        "localhost",
        "arpa",
        "invalid",
        "test",
    }
)
"""Last labels of names that are not for the world: RFC 6761, 6762, 8375 and custom."""

_EXAMPLE: Final = ".example"
"""RFC 2606."""


@dataclass(slots=True)
class _Rules:
    suffixes: set[str] = field(default_factory=set)
    wild: set[str] = field(default_factory=set)
    except_for: set[str] = field(default_factory=set)
    deep: set[str] = field(default_factory=set)
    """The last two labels of every rule that has two or more: only these need a closer look."""


@lru_cache(maxsize=65_536)
def registrable(name: str) -> str:
    """Return the registered part of a name; the name itself where it is a public suffix or has one label."""
    labels = name.rsplit(".", 2)
    if len(labels) == 1:
        return name
    two = f"{labels[-2]}.{labels[-1]}"
    rules = _rules()
    return two if two not in rules.deep and labels[-1] not in rules.wild else _looked_up(name, rules)


def _looked_up(name: str, rules: _Rules) -> str:
    labels = name.split(".")
    for start in range(len(labels)):
        rest = ".".join(labels[start:])
        parent = rest.partition(".")[2]
        if rest in rules.except_for:
            return rest
        if rest in rules.suffixes or parent in rules.wild:
            return ".".join(labels[max(0, start - 1) :])
    return ".".join(labels[-2:])


def is_local(name: str) -> bool:
    """Whether a name is not for the world: one label, or an ending nobody can register."""
    return name.rpartition(".")[2] in _LOCAL or "." not in name


def is_elsewhere(name: str) -> bool:
    """Whether a name's ending is none of the world's, of a home's or of examples: .bit, .onion."""
    return not (is_local(name) or is_worldly(name) or name.endswith(_EXAMPLE))


def is_worldly(name: str) -> bool:
    """Whether a name ends as names in the world do: what does not, only the server that is asked can know."""
    ending = name.rpartition(".")[2]
    rules = _rules()
    return ending in rules.suffixes or ending in rules.wild


@cache
def _rules() -> _Rules:
    rules = _Rules()
    text = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = line.split()
        if words and not words[0].startswith("//"):
            _take(rules, words[0])
    return rules


def _take(rules: _Rules, rule: str) -> None:
    plain = rule.removeprefix("!").removeprefix("*.")
    if not plain.isascii():
        try:
            plain = plain.encode("idna").decode("ascii")
        except UnicodeError:
            return
    kind = {"!": rules.except_for, "*": rules.wild}.get(rule[0], rules.suffixes)
    kind.add(plain)
    if plain.count("."):
        rules.deep.add(".".join(plain.split(".")[-2:]))
