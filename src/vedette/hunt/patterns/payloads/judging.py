"""One text in, what it tries to do out: peeled, then read by each judge; None of nearly everything honest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from vedette.hunt.patterns.payloads import commands, expressions, markup, paths, sql, targets
from vedette.hunt.patterns.payloads.evidence import Weighed
from vedette.hunt.patterns.payloads.layers import View, views

SUSPICIOUS: Final = re.compile(
    (
        r"['\"<>;|&`$(){}\\*#\[\]\x00-\x1f]|%[0-9a-fA-Fu]{2}|\.\.|--|//|/\.|://|&#"
        r"|\+(?:or|and|union|select)\+"
        r"|[ +](?:or|and|union|select|order[ +]by|having|where|rlike|procedure|limit)["
        r" +]"
        r"|(?:^|[/=\\])(?:etc|proc|windows|winnt|boot\.ini|win\.ini|web-inf|inetpub)\b"
        r"|/bin/|\.(?:env|git|htaccess|htpasswd)\b"
        r"|script:|0x[0-9a-f]{2}|[a-z]:\\|\bon[a-z]{4,}=|\.asa\b|\.exe\b|rO0AB|classloader"
        r"|\.prototype|document\."
        r"|phpinfo|^[A-Za-z0-9+/_-]{24,}=*$"
    ),
    re.IGNORECASE,
)
"""What a text must hold before anybody looks at it twice."""
_PLUS = re.compile(r"\+(?=[\w'\"(|&;-])")


class Payload(Struct, frozen=True, gc=False):
    """What a text tries to do."""

    kind: str
    """SQL injection, cross-site scripting, path traversal …"""
    layers: tuple[str, ...]
    """What had to be peeled off to see it, outermost first."""
    text: str
    """The text without them."""
    score: float
    """1 is enough; more is clearer."""
    why: tuple[str, ...]


Judge = Callable[[str], Weighed | None]
_JUDGES: Final[tuple[Judge, ...]] = (
    sql.judge,
    markup.judge,
    paths.judge,
    paths.judge_inclusion,
    commands.judge,
    expressions.judge,
    targets.judge,
    targets.judge_document,
)


def judge_payload(text: str) -> Payload | None:
    """Say what one value of a request (a parameter, a path, a header) tries to do; None of an honest one."""
    if SUSPICIOUS.search(text) is None:
        return None
    best: Payload | None = None
    for view in views(text):
        best = _better(best, _read(view))
        if "+" in view.text and " " not in view.text:
            spaced = View((*view.layers, "plus for space"), _PLUS.sub(" ", view.text))
            best = _better(best, _read(spaced))
    return best


def _better(one: Payload | None, other: Payload | None) -> Payload | None:
    """Keep the clearer one; of equals the one that took less peeling."""
    if one is None or (other is not None and other.score > one.score):
        return other
    return one


def _read(view: View) -> Payload | None:
    lowered = view.text.lower()
    if SUSPICIOUS.search(lowered) is None:
        return None
    best: Weighed | None = None
    for judge in _JUDGES:
        found = judge(lowered)
        if found is not None and found.enough and (best is None or found.score > best.score):
            best = found
    if best is None:
        return None
    return Payload(best.kind, view.layers, view.text, round(best.score, 2), tuple(best.why))
