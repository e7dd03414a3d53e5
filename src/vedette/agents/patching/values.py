"""Harmless values for parameters, by their annotations and names: always the same ones, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from vedette.agents.patching.harness import Place, Value

MOST = 16
_TAME = re.compile(r"[A-Za-z0-9_./-]+")
_TEXTS: Sequence[Any] = ("hello", "a b", "1", "x-y_z.txt", "O'Neil", "caf\u00e9", "", "A" * 40)
_BY_TYPE: tuple[tuple[str, tuple[Value, ...]], ...] = (
    (r"\bint\b", ({"number": 1}, {"number": 7}, {"number": 0})),
    (r"\bfloat\b|Decimal", ({"number": 1.5}, {"number": 0.0})),
    (r"\bbool\b", ({"yes": True}, {"yes": False})),
    (r"\bbytes\b|bytearray", ({"data": "hello"}, {"data": ""})),
    (r"[Ll]ist|Sequence|Iterable|tuple|Tuple|set\b", ({"list": ["a", "b"]}, {"list": []})),
    (r"Path\b", ({"file": "hello\n"},)),
    (r"[Rr]equest", ({"request": "hello"}, {"request": "1"})),
    (r"Connection|Cursor|Session|Engine", ({"database": ""},)),
)
_BY_NAME: tuple[tuple[str, tuple[Value, ...]], ...] = (
    (r"^_?(?:conn|connection|db|database|cur|cursor|session|engine|c)$", ({"database": ""},)),
    (r"zip", ({"zip": "hello.txt"},)),
    (r"(?:^|_)tar(?:$|_|ball|file)|archive|bundle", ({"tar": "hello.txt"}, {"zip": "hello.txt"})),
    (r"request|^req$", ({"request": "hello"}, {"request": "1"})),
    (r"(?:^|_)(?:dir|directory|folder|root|base|dest|destination|base_dir|out_dir)$", ({"folder": ""},)),
    (
        r"(?:^|_)(?:id|count|n|num|number|size|limit|offset|page|port|age|index|length|bits)$",
        ({"number": 1}, {"number": 7}),
    ),
    (
        r"(?:^|_)(?:url|uri|link|next|target|href)$",
        ({"text": "/home"}, {"text": "https://example.org/a?b=c"}),
    ),
    (r"(?:^|_)(?:host|hostname|address|addr|ip|domain)$", ({"text": "localhost"}, {"text": "192.0.2.7"})),
    (
        r"(?:^|_)(?:file|filename|path|filepath|file_name|file_path|name)$",
        ({"text": "hello.txt"}, {"text": "hello"}, {"text": "inside/hello.txt"}, {"text": "O'Neil"}),
    ),
    (r"(?:^|_)(?:expr|expression|formula|calc)$", ({"text": "1"}, {"text": "[1, 2]"}, {"text": "{'a': 1}"})),
    (
        r"(?:^|_)(?:json|data|payload|body|content|yaml|blob|config)$",
        ({"text": '{"a": 1}'}, {"text": "[1, 2]"}, {"text": "hello"}),
    ),
    (r"xml", ({"text": "<a><b>hello</b></a>"}, {"text": "<a x='1'/>"})),
    (r"pattern|regex", ({"text": "hel+o"}, {"text": "a"})),
)


def harmless(name: str, annotation: str) -> tuple[Value, ...]:
    """Return harmless values for a parameter, the plainest first."""
    for pattern, values in _BY_TYPE:
        if annotation and re.search(pattern, annotation):
            return values
    for pattern, values in _BY_NAME:
        if re.search(pattern, name.lower()):
            return values
    return tuple({"text": one} for one in _TEXTS)


def _tamed(values: Sequence[Value], tame: bool) -> Iterator[Value]:  # noqa: FBT001  its caller's wish
    for one in values:
        text = one.get("text")
        if not (tame and isinstance(text, str)) or _TAME.fullmatch(text):
            yield one


def plain(place: Place) -> dict[str, Value]:
    """Return the plainest call of a function: every parameter it cannot do without."""
    return {name: harmless(name, kind)[0] for name, kind, optional in place.parameters if not optional}


def harmless_calls(place: Place, *, tame: bool = False) -> Iterator[dict[str, Value]]:
    """Yield calls with harmless values; tame ones have no letter that another language gives a meaning to."""
    yield plain(place)
    needed = [(name, tuple(_tamed(harmless(name, kind), tame))) for name, kind, _ in place.parameters]
    columns = [[(name, value) for value in values] for name, values in needed]
    for row in zip_longest(*columns):
        yield plain(place) | {pair[0]: pair[1] for pair in row if pair is not None}
