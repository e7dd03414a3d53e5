"""What a program is able to do, in plain words, by what it imports: no accusation, but where to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from vedette.core.tables import table

_DECORATION: Final = re.compile(r"^_{1,3}(?:imp_)?|@\d+$|_chk$|@@?[\w.]+$")
_WIDE: Final = re.compile(r"(?<=[a-z])[AW]$")


def abilities(imports: Iterable[str]) -> tuple[str, ...]:
    """Return what imports of these names are for, in the order of the table."""
    table = _table()
    words = dict.fromkeys(word for name in imports for word in _spellings(name))
    found = {place: says for word in words for place, says in table.get(word, ())}
    return tuple(found[place] for place in sorted(found))


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as the table may have it: bare, without Windows' A or W, a method's class."""
    bare = _DECORATION.sub("", _DECORATION.sub("", name.rpartition("!")[2]))
    owner = bare.partition("::")[0].rpartition(".")[2]
    return tuple(dict.fromkeys((name, bare, _WIDE.sub("", bare), owner)))


@cache
def _table() -> Mapping[str, tuple[tuple[int, str], ...]]:
    made: dict[str, tuple[tuple[int, str], ...]] = {}
    for place, given in enumerate(table("vedette.triage.binary", "abilities.toml")["ability"]):
        for name in given["names"].split():
            made[name] = (*made.get(name, ()), (place, given["says"]))
    return made
