"""Paths of requests against templates of routes: segment by segment, behind whatever prefix a proxy adds.

A path is split before it is decoded, as most servers do: `%2F` is part of a segment. Those that decode first
(WSGI: Flask, Django) are asked second.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

_NAMED: Final = re.compile(r"\{(\w+)(\*?)\}")
_WHOLE: Final = re.compile(r"^[a-z][a-z0-9+.-]{1,10}://[^/?#]{0,300}", re.IGNORECASE)
_NOTHING: Final = frozenset(("", "."))
PATH_CHARS: Final = 64 * 1024
SEGMENTS_MAX: Final = 64
SEGMENT_CHARS: Final = 4_096


class Template(NamedTuple):
    """A route's path, ready to be compared."""

    segments: tuple[re.Pattern[str] | str, ...]
    """A literal, or a pattern with the names in it."""
    wide: bool
    """Whether the last one may hold slashes."""
    literals: int


class Match(NamedTuple):
    """How a path fits a template."""

    values: dict[str, str]
    """Of the named parts, as they came: not decoded."""
    behind: str
    """The prefix in front of it that is not the route's; empty when none."""


def template(path: str) -> Template:
    """Prepare a template as `code` writes them: `/items/{id}`, `/files/{rest*}`."""
    parts = [part for part in path.split("/") if part]
    made: list[re.Pattern[str] | str] = []
    for part in parts:
        if _NAMED.search(part) is None:
            made.append(part)
        else:
            made.append(re.compile(_pattern(part), re.DOTALL))
    wide = bool(parts) and parts[-1].endswith("*}")
    return Template(tuple(made), wide, sum(isinstance(one, str) for one in made))


def _pattern(part: str) -> str:
    """Turn `{a}-{b}.json` into a pattern."""
    made, end = "", 0
    for found in _NAMED.finditer(part):
        made += re.escape(part[end : found.start()]) + f"(?P<{found[1]}>.*)"
        end = found.end()
    return made + re.escape(part[end:]) + r"\Z"


def split(url: str) -> tuple[list[str], str]:
    """Split a URL into the segments of its path, as they came, and its query."""
    rest = url if url.startswith("/") else _WHOLE.sub("", url, count=1)
    rest = rest.partition("#")[0]
    path, _, query = rest.partition("?")
    parts = [part[:SEGMENT_CHARS] for part in path[:PATH_CHARS].split("/") if part not in _NOTHING]
    return _kept(parts), query


def decoded(segments: list[str]) -> list[str]:
    """Split once more, as servers do that decode a path before they look at it."""
    if not any("%2f" in part or "%2F" in part for part in segments):
        return segments
    return _kept([part for one in segments for part in unquote(one).split("/") if part not in _NOTHING])


def _kept(parts: list[str]) -> list[str]:
    """Keep a bounded number: the beginning says which route it is, the end what is asked for."""
    return parts if len(parts) <= SEGMENTS_MAX else parts[: SEGMENTS_MAX // 2] + parts[-SEGMENTS_MAX // 2 :]


def match(one: Template, segments: list[str]) -> Match | None:
    """Compare; a prefix is allowed in front where the route has a literal part to be known by."""
    needed = len(one.segments)
    last = len(segments) - needed
    for offset in range(max(last, 0) + 1 if one.literals else 1):
        here = segments[offset:]
        if len(here) < needed or (len(here) > needed and not one.wide):
            continue
        values = _values(one, here)
        if values is not None:
            return Match(values, "/" + "/".join(segments[:offset]) if offset else "")
    return None


def _values(one: Template, segments: list[str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for number, wanted in enumerate(one.segments):
        part = segments[number]
        if one.wide and number == len(one.segments) - 1:
            part = "/".join(segments[number:])
        if isinstance(wanted, str):
            if part != wanted and unquote(part) != wanted:
                return None
            continue
        fits = wanted.match(part)
        if fits is None:
            return None
        found.update(fits.groupdict())
    return found
