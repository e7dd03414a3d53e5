"""Names made to be mistaken for others: a letter off, words swapped, letters that look alike."""

from __future__ import annotations

import re
import unicodedata
from contextvars import ContextVar
from functools import cache
from typing import Final

from vedette.core.packaged import beside

_LIKE: Final = str.maketrans(
    "0135|\u0456\u043e\u0430\u0435\u0441\u0440\u0445\u0443\u0455\u0501\u0261\u0578", "oleslioaecpxysdgn"
)
"""Digits, and letters of other scripts, that look like letters of ours."""
_SHORT: Final = 5
"""Names shorter than this collide by chance; only letters that look alike count there."""
_PARTS: Final = re.compile(r"[-_.]+")
_AFFIXES: Final = ("python", "py", "js", "node", "lib", "official", "dev", "pro", "new", "real", "the")
_LONG: Final = 80


NAMES: Final[ContextVar[str]] = ContextVar("names")
"""A table of the user's own, newer than ours; set for one examination."""


def popular(ecosystem: str) -> frozenset[str]:
    """Return the names many people use; the table says where they are from, and when."""
    return _names(NAMES.get(""), ecosystem)


@cache
def _names(table: str, ecosystem: str) -> frozenset[str]:
    text = table or beside("vedette.triage.packages", "popular.tsv").decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(_plain(row[1]) for row in rows if len(row) > 1 and row[0] == ecosystem)


def _plain(name: str) -> str:
    return _PARTS.sub("-", name.strip().lower())


def imitated(ecosystem: str, name: str) -> str:
    """Return the much used name another one is made to be mistaken for; nothing where it is none."""
    known, plain = popular(ecosystem), _plain(name[:_LONG])
    if not plain or plain in known:
        return ""
    if plain.startswith("@"):
        return _scoped(known, plain)
    return _alike(known, plain) or _swapped(known, plain) or _near(known, plain)


def _scoped(known: frozenset[str], name: str) -> str:
    """`@types/x` misspelt, or a much used scope with a letter changed."""
    scope, _, rest = name.partition("/")
    scopes = {one.partition("/")[0] for one in known if one.startswith("@")}
    if scope in scopes or not rest:
        return ""
    near = next((one for one in sorted(scopes) if one_off(scope, one)), "")
    return f"{near}/{rest}" if near and f"{near}/{rest}" in known else ""


def _alike(known: frozenset[str], name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).translate(_LIKE).replace("rn", "m").replace("vv", "w")
    bare = folded.replace("-", "")
    if folded != name and folded in known:
        return folded
    return (
        next((one for one in _bare(known).get(bare, ()) if one != name), "")
        if bare != name or len(bare) >= _SHORT
        else ""
    )


def _bare(known: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in sorted(known):
        found.setdefault(one.replace("-", ""), []).append(one)
    return found


def _swapped(known: frozenset[str], name: str) -> str:
    parts = name.split("-")
    if len(parts) > 1 and len(parts) < 5:  # noqa: PLR2004  longer names have too many orders
        turned = "-".join(reversed(parts))
        if turned in known and turned != name:
            return turned
    kept = [one for one in parts if one not in _AFFIXES]
    bare = "-".join(kept)
    return (
        bare
        if kept and bare != name and bare in known and name.startswith(("python-", "py-", "node-"))
        else ""
    )


def _near(known: frozenset[str], name: str) -> str:
    if len(name) < _SHORT:
        return ""
    return next((one for one in sorted(known) if len(one) >= _SHORT and one_off(name, one)), "")


def one_off(one: str, other: str) -> bool:
    """Say whether two names differ by one letter: changed, left out, put in, or two of them swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[1:] == shorter
