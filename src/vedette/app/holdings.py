"""All documents about one person, by the rows of `retention`: for whoever wants to see or to delete them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from vedette.access.documents import Documents, Kept
from vedette.app.retention import TABLE, Leaves, Row

_TAGS: Final = ("person:{}", "of:{}", "owner:{}", "{}")
"""How documents are marked as somebody's."""
_SCANNED: Final = frozenset({"oidc-account", "watch", "touch", "step-up", "touch-wish", "taint"})
"""Kinds whose documents bear no mark: all are looked through. They are few, or short-lived."""


class Holding(NamedTuple):
    """One document about somebody."""

    row: Row
    kind: str
    kept: Kept


def about(documents: Documents, person: str) -> Iterator[Holding]:
    """Yield every document about a person, row by row."""
    for row in TABLE:
        if row.leaves is Leaves.NOBODYS:
            continue
        for kind in row.kinds:
            found = {one.key: one for one in _marked(documents, kind, person)}
            for key in sorted(found):
                yield Holding(row, kind, found[key])


def plain(kept: Kept) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return what a document holds; nothing for one that is no JSON."""
    try:
        return msgspec.json.decode(kept.value)
    except msgspec.DecodeError:
        return None


def _marked(documents: Documents, kind: str, person: str) -> Iterator[Kept]:
    if (own := documents.get(kind, person)) is not None:
        yield own
    for tag in _TAGS:
        yield from documents.tagged(kind, tag.format(person))
    if kind in _SCANNED:
        yield from (one for one in documents.all(kind) if _names(one, person))


def _names(kept: Kept, person: str) -> bool:
    """Tell whether a document without a mark is about somebody: by its key, or by whom it names."""
    if kept.key.endswith(f":{person}"):
        return True
    known = plain(kept)
    if not isinstance(known, dict):
        return False
    action = known.get("action")
    whose = action.get("subject") if isinstance(action, dict) else None
    session = str(known.get("session", "")).partition("~")[0]
    return person in {known.get("person"), whose, session}
