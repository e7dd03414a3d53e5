"""One thing sentences may rest on, with what may be said of it: names by role, counts, times, marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from vedette.core.levels import Confidence, Severity

LONGEST: Final = 72
"""Characters of a name; more is cut, with a mark."""
SAID: Final = 240
"""Characters of what an engine said in its own words."""
_HASH: Final = re.compile(r"[0-9a-fA-F]{32,}")
_HASH_SHOWN: Final = 12
_PLAIN: Final = frozenset("-._:@/\\$~+%#=&?*[]{}(),;!'<>|^")
"""What names of hosts, files and addresses hold besides letters and digits."""


class Item(Struct, frozen=True, kw_only=True):
    """One item of the subject: what `Cited` names by kind and ref."""

    kind: str
    ref: str
    situation: str
    """Of `situations.toml`: what was seen."""
    stakes: str = ""
    """The situation whose words say why it matters and what waiting means, where that is another one."""
    advice: str = ""
    """The situation whose steps are to be taken, where that is another one."""
    severity: Severity = Severity.INFO
    confidence: Confidence = Confidence.POSSIBLE
    names: Mapping[str, tuple[str, ...]] = {}
    """By role: hosts, users, attackers, thing, file, place …"""
    counts: Mapping[str, int] = {}
    first: str = ""
    last: str = ""
    times: Mapping[str, str] = {}
    """Other moments, by name."""
    day: str = ""
    """The one day the story it belongs to happened on: then a clock is enough."""
    marks: frozenset[str] = frozenset()
    """What else holds of it, by the names rows of the text layer ask for."""
    texts: tuple[str, ...] = ()
    """What it says in the words of the engine that made it."""


def stakes_of(item: Item) -> str:
    """Return the situation that says why an item matters."""
    return item.stakes or item.situation


def advice_of(item: Item) -> str:
    """Return the situation that says what to do about an item."""
    return item.advice or item.situation


def tame(name: str) -> str:
    """Return a name as it may stand within a sentence: one line, quoted where it could pass for words.

    Of a name that is a hash, as samples often have, the beginning is enough.
    """
    return whole(_HASH.sub(lambda match: f"{match[0][:_HASH_SHOWN]}…", name[: 4 * LONGEST]))


def whole(name: str) -> str:
    """Return the same without a hash cut short: for what somebody has to look for."""
    flat = " ".join("".join(char if char.isprintable() else " " for char in name[: 4 * LONGEST]).split())
    cut = flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
    if all(char.isalnum() or char in _PLAIN or char == "…" for char in cut) and cut:
        return cut
    return f"“{cut.replace('“', '').replace('”', '')}”"


def flat(text: str) -> str:
    """Return what an engine said as one line, cut where it quotes at length."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * SAID]).split())
    if len(line) <= SAID:
        return line
    cut = f"{line[: SAID - 1].rsplit(' ', 1)[0]}…"
    return f"{cut}”" if cut.count("“") > cut.count("”") else cut


def tamed(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they may stand within a sentence, each once, in order."""
    return tuple(dict.fromkeys(tame(one) for one in names if one))
