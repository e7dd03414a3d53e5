"""Paths as frameworks write them, in one spelling: `/items/{id}`, `{rest*}` for what may hold slashes."""

from __future__ import annotations

import re
from typing import Final

_ANGLE: Final = re.compile(r"<(?P<first>\w+)(?:\([^)]*\))?(?::(?P<second>\w+)(?::[^<>]*)?)?>")
"""<name>; <int:name> in Flask and Django; <name:int> and <name:re:…> in Bottle and Sanic."""
_KINDS: Final = frozenset(("string", "str", "int", "float", "path", "uuid", "any", "slug", "default"))
_BRACE: Final = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>[^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}")
"""Starlette, FastAPI, aiohttp, Pyramid, Falcon: {name}, {name:path}, {name:[a-z]+}."""
_GROUP: Final = re.compile(r"\((?:\?P<(?P<name>\w+)>)?[^()]*(?:\([^()]*\)[^()]*)*\)[?*+]?")
"""A group in a regular expression: Django's re_path, Tornado."""
_ANYTHING: Final = re.compile(r"(?<!\\)\.[*+]|\[[^\]^]*/[^\]]*\][*+]|\[\^(?![^\]]*/)[^\]]+\][*+]")
"""In a group: any character, or a class that a slash is in, many times."""
_WIDE: Final = frozenset(("path", ".*", ".+", "string_path"))
_LONGEST: Final = 2_000


def normal(path: str) -> str:
    """Return a path template in our spelling; it begins with a slash unless it is empty."""
    text = path[:_LONGEST]
    text = _ANGLE.sub(_angled, text)
    text = _BRACE.sub(_named, text)
    return text if not text or text.startswith("/") else f"/{text}"


def from_pattern(pattern: str) -> str:
    """Return a regular expression over paths as a template: groups become names, anchors go."""
    text = pattern[:_LONGEST].removeprefix("^").removesuffix("$").removesuffix("\\Z").removesuffix("/?")
    text = _GROUP.sub(lambda found: "{" + (found["name"] or "value") + _wide(found[0]) + "}", text)
    text = text.replace("\\.", ".").replace("\\-", "-").replace("\\/", "/")
    return text if not text or text.startswith("/") else f"/{text}"


def joined(before: str, after: str) -> str:
    """Put a prefix before a path: one slash between them."""
    if not before:
        return after or "/"
    return before.rstrip("/") + (after if after.startswith("/") or not after else f"/{after}")


def _wide(group: str) -> str:
    """Mark a group that anything fits, slashes as well."""
    return "*" if _ANYTHING.search(group) is not None else ""


def _angled(found: re.Match[str]) -> str:
    first, second = found["first"], found["second"]
    kind, name = (first, second) if second is not None and first in _KINDS else (second, first)
    return "{" + name + ("*" if kind in _WIDE else "") + "}"


def _named(found: re.Match[str]) -> str:
    wide = (found["kind"] or "") in _WIDE or (found["kind"] or "").endswith((".*", ".+"))
    return "{" + found["name"] + ("*" if wide else "") + "}"
