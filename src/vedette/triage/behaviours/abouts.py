"""What a behaviour is about, in a few words: which secret, from where, to where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act, Fact

_WHERE: Final = {
    Act.DOWNLOADS: "from",
    Act.SENDS: "to",
    Act.CONNECTS: "with",
    Act.RESOLVES: "by way of",
    Act.OPENS_EXTERNAL: "from",
}
"""Acts with an address, and the word that leads to it."""
_NAMED: Final = frozenset(
    {
        Act.PUBLISHES,
        Act.READS_FILE,
        Act.READS_VARIABLE,
        Act.RUNS_COMMAND,
        Act.DELETES_FILES,
        Act.IMITATES,
        Act.MINES,
    }
)
"""Acts whose target says something to everybody."""
_SAID: Final = frozenset(
    {Act.READS_SECRET, Act.DISABLES_DEFENCE, Act.DESTROYS_RECOVERY, Act.PERSISTS, Act.CLEARS_TRACES}
)
"""Acts whose words say more than their target."""
_WORDED: Final = frozenset({Act.EMBEDS, Act.DIFFERS, Act.LURES})
"""Acts whose words say what is there, who is misled, or what is asked for."""
_ADDRESS: Final = expression(r"https?://[^\s|()'\"<>]{3,300}")
_LONGEST: Final = 80
_MOST: Final = 3
_EMPTY: Final = " .…*/\\\"'-"


def told(trail: Sequence[Fact]) -> str:
    """Return what a behaviour is about, the source first; empty where nothing is known."""
    parts: list[str] = []
    for one in trail:
        part = _part(one)
        if part and not any(_bare(known) in part for known in parts):
            parts.append(f"running {part}" if parts and one.act is Act.RUNS_COMMAND else part)
    return ", ".join(parts[:1] + parts[1:][-(_MOST - 1) :])


def sentence(title: str, about: str) -> str:
    """Return a title and what it is about as one sentence."""
    if not about or about.lower() == title.lower():
        return f"{title}."
    leads = about.startswith(tuple(f"{word} " for word in _WHERE.values()))
    end = "" if about.endswith("…") else "."
    return f"{title}, {about}{end}" if leads else f"{title}: {about}{end}"


def overlap(one: str, other: str) -> bool:
    """Say whether two are about the same thing."""
    return bool(one and other) and (_bare(one) in other or _bare(other) in one)


def _bare(part: str) -> str:
    for word in _WHERE.values():
        part = part.removeprefix(f"{word} ")
    return part


def _part(one: Fact) -> str:
    if one.act in _WHERE:
        found = _ADDRESS.search(one.target)
        target = _short(found[0] if found is not None else one.target)
        return f"{_WHERE[one.act]} {target}" if target else ""
    if one.act in _WORDED:
        return _worded(one)
    if one.act is Act.SCHEDULED:
        return f"{_short(one.target)} ({one.says})" if one.says else _short(one.target)
    if one.act in _SAID and one.says and one.says != one.act.value:
        what, colon, kind = one.says.removeprefix("reads ").partition(": ")
        return f"{_short(what)} ({kind})" if colon else _short(what)
    return _short(one.target) if one.act in _NAMED | _SAID else ""


def _worded(one: Fact) -> str:
    words = _short(one.says.removeprefix("carries ")) if one.says != one.act.value else ""
    if one.act is not Act.LURES or not one.target:
        return words
    return f"{words} ({_short(one.target)})" if words else _short(one.target)


def _short(text: str) -> str:
    words = " ".join(text.split())
    if not words.strip(_EMPTY):
        return ""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
