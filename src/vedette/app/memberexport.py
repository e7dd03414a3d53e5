"""Everything held about one person, as JSON: the table of `retention`, with what is there under each line.

Others in it are nobody: their ids are left out, wherever they stand. What only a thief could use is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vedette.access.documents import Documents
from vedette.app import member_answers as answers
from vedette.app.holdings import about, plain
from vedette.app.memberuses import Asked, Uses
from vedette.app.retention import TABLE

_ANYBODY: Final = re.compile(r"\b[paos]-[0-9a-f]{20}\b")
"""An id of a person, agent, organisation or seat."""
_PERSON: Final = "p-"
_PAGE: Final = 1000
_PAGES: Final = 50
"""Pages of uses at most: fifty thousand, or as many looks at the ledger."""
_HIDDEN: Final = "not shown: of use to a thief only"
_OTHER: Final = "another person"


def export(documents: Documents, uses: Uses, person: str, now: float) -> answers.Exported:
    """Put everything together."""
    held: dict[str, list[Any]] = {}
    things = 0
    for one in about(documents, person):
        known = _open(plain(one.kept), one.row.hidden)
        if known is None:
            continue
        held.setdefault(one.row.what, []).append({"kind": one.kind, "held": _without_others(known, person)})
        things += 1
    used, rest = _used(uses, person, now)
    told = {
        "person": person,
        "made": now,
        "about": [
            {
                "what": row.what,
                "stored": row.stored,
                "kept": row.kept,
                "when you leave": row.leaves,
                "held": held.get(row.what, []),
            }
            for row in TABLE
        ],
        "uses": msgspec.to_builtins(used),
        "older uses begin below": rest,
    }
    data = msgspec.json.format(msgspec.json.encode(told), indent=1)
    return answers.Exported(data=data, things=things, uses=len(used))


def _used(uses: Uses, person: str, now: float) -> tuple[list[answers.UseTold], int]:
    found: list[answers.UseTold] = []
    before = 0
    for _ in range(_PAGES):
        page = uses.mine(person, Asked(since=0.0, until=now, before=before, most=_PAGE), now)
        found += page.uses
        before = page.rest
        if not before:
            break
    return found, before


def _open(known: Any, hidden: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON of any shape
    if not isinstance(known, Mapping):
        return known
    return {name: _HIDDEN if name in hidden and value else value for name, value in known.items()}


def _without_others(known: Any, person: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """Leave out who else is named, by key or in words."""
    match known:
        case str():
            return _ANYBODY.sub(lambda one: _said(one[0], person), known)
        case Mapping():
            return {
                str(_without_others(name, person)): _without_others(value, person)
                for name, value in known.items()
            }
        case list():
            return [_without_others(one, person) for one in known]
        case _:
            return known


def _said(ident: str, person: str) -> str:
    return _OTHER if ident.startswith(_PERSON) and ident != person else ident
