"""What part of a request a value is: read from the text where it comes in."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from vedette.core.nouns import Parameter

_KEY: Final = re.compile(
    r"""(?:\[|\.\s*(?:get|getlist|get_list|getall|getone|pop|get_argument|get_arguments|get_query_argument
    |get_body_argument|get_cookie|get_media|param)\s*\()\s*["']([^"'\n]{1,120})["']""",
    re.VERBOSE,
)
Where: TypeAlias = Literal["query", "body", "path", "header", "cookie", "any"]
_PLACES: Final[tuple[tuple[Where, re.Pattern[str]], ...]] = (
    ("query", re.compile(r"\b(?:args|GET|query_params|query_string|query|get_query_arguments?)\b")),
    ("header", re.compile(r"\b(?:headers|META|user_agent|referrer)\b")),
    ("cookie", re.compile(r"\b(?:cookies|COOKIES|get_cookie)\b")),
    ("path", re.compile(r"\b(?:view_args|match_info|path_params|matchdict|path_args)\b")),
    (
        "body",
        re.compile(r"\b(?:form|POST|forms|json|get_json|data|body|files|FILES|media|get_body_arguments?)\b"),
    ),
)
_NAME: Final = re.compile(r"([A-Za-z_]\w*)\s*(?:[:=].*)?\Z", re.DOTALL)
"""A function's parameter, with what it is declared as."""
REACH: Final = 120
"""Characters behind the source in which its key may stand."""


def parameter(quote: str, behind: str, path: str) -> Parameter | None:
    """Say which parameter a source is.

    Args:
        quote: the source's own text, such as `request.args`.
        behind: what follows it on its line, such as `["q"]`.
        path: the route's template, for values that are parts of it.

    """
    text = (quote + behind.split("\n", 1)[0])[: len(quote) + REACH]
    if (declared := _NAME.match(quote)) is not None:
        inside = re.search(rf"\{{{declared[1]}\*?\}}", path) is not None
        return Parameter(name=declared[1], place="path" if inside else "any")
    place = _place(quote) or _place(text) or "any"
    key = _KEY.search(text)
    if key is None and place == "any":
        return None
    return Parameter(name=key[1] if key is not None else "", place=place)


def _place(text: str) -> Where | None:
    return next((name for name, pattern in _PLACES if pattern.search(text)), None)
