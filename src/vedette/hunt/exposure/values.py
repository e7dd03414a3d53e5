"""The values of a request that reach a weakness: those of its parameter, wherever the code takes it from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import unquote_plus

import msgspec

from vedette.core.nouns import Parameter
from vedette.hunt.event import Event
from vedette.hunt.patterns.web.requests import BODIES, HEADERS

VALUES_MAX: Final = 64
"""Values of one name in one request: the first and the last of them, which are what programs take."""
_QUERY_MAX: Final = 64 * 1024
_TEXTS_MAX: Final = 256
_DEPTH_MAX: Final = 16
_COOKIES: Final = ("cs-cookie", "http.request.headers.cookie", "cookie", "http_cookie")
_DOCUMENT: Final = frozenset("{[<")
_PART: Final = re.compile(
    r'[; ]name="([^"\r\n]{0,200})"[^\r\n]{0,300}\r?\n(?:[^\r\n]+\r?\n){0,8}\r?\n(.*?)(?=\r?\n--|\Z)',
    re.DOTALL,
)
"""A part of a form that is sent in parts."""


def of_request(
    parameters: tuple[Parameter, ...], event: Event, query: str, path: dict[str, str]
) -> Iterator[str]:
    """Give the values, as they came; where the code names no parameter, all of the URL's."""
    if not parameters:
        yield from _ends([value for _, value in pairs(query)])
        yield from path.values()
        yield from _body(event, "")
        return
    for one in parameters:
        if one.place in {"query", "any"}:
            yield from _ends([value for name, value in pairs(query) if _is(name, one.name)])
        if one.place in {"path", "any"} and one.name in path:
            yield path[one.name]
        if one.place in {"body", "any"}:
            yield from _body(event, one.name)
        yield from _in_headers(one, event)


def _in_headers(one: Parameter, event: Event) -> Iterator[str]:
    anywhere = one.place == "any" and one.name != ""
    if one.place == "header":
        yield from _header(event, one.name)
    elif anywhere:
        yield from _odd_header(event, one.name)
    if one.place == "cookie" or anywhere:
        yield from _cookie(event, one.name)


def pairs(query: str) -> Iterator[tuple[str, str]]:
    """Split a query into names and values, as they came but for plus signs, which are spaces in it."""
    for part in query[:_QUERY_MAX].replace("+", " ").split("&") if query else ():
        name, _, value = part.partition("=")
        yield name, value


def is_blind(parameters: tuple[Parameter, ...], event: Event) -> bool:
    """Whether a request may have held the value where this record does not show it."""
    places = {one.place for one in parameters}
    in_body = bool(places & {"body", "any"}) and event.method not in {"GET", "HEAD", None}
    if _on_the_wire(event):  # all of it is there but long bodies, and those that are no form and no document
        size, shown = event.fields.get("request_body_len"), event.fields.get(BODIES[0])
        return in_body and isinstance(size, int) and size > (len(shown) if isinstance(shown, str) else 0)
    if in_body and not any(event.fields.get(name) for name in BODIES):
        return True
    if "cookie" in places and not any(name in event.fields for name in _COOKIES):
        return True
    return any(one.place == "header" and not any(_header(event, one.name)) for one in parameters)


def _on_the_wire(event: Event) -> bool:
    """Whether it is from a capture we read ourselves: only these have both names."""
    return "id.orig_h" in event.fields and "cs-uri-stem" in event.fields


def _ends(values: list[str]) -> list[str]:
    half = VALUES_MAX // 2
    return values if len(values) <= VALUES_MAX else values[:half] + values[-half:]


def _is(name: str, wanted: str) -> bool:
    if not wanted or name == wanted:
        return True
    return unquote_plus(name).removesuffix("[]") == wanted


def _body(event: Event, wanted: str) -> Iterator[str]:
    for field in BODIES:
        body = event.fields.get(field)
        if not isinstance(body, str) or not body:
            continue
        if body[0] in "{[" and (told := _document(body)) is not None:
            yield from _ends([value for name, value in _texts(told, "", 0) if _is(name, wanted)])
        elif body[:2] == "--" and (parts := _PART.findall(body[:_QUERY_MAX])):
            yield from _ends([value for name, value in parts if _is(name, wanted)])
        elif "=" in body and body[0] not in _DOCUMENT:
            yield from _ends([value for name, value in pairs(body) if _is(name, wanted)])
        else:
            yield body


def _document(body: str) -> object:
    """Read JSON; None where it is none, or only its beginning."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def _texts(told: object, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Give the texts of a document, each with the name it stands under."""
    if isinstance(told, str):
        yield name, told
    elif isinstance(told, dict) and depth < _DEPTH_MAX:
        for key, value in islice(told.items(), _TEXTS_MAX):
            yield from _texts(value, str(key), depth + 1)
    elif isinstance(told, list) and depth < _DEPTH_MAX:
        for value in told[:_TEXTS_MAX]:
            yield from _texts(value, name, depth + 1)


def _header(event: Event, wanted: str) -> Iterator[str]:
    name = wanted.lower().replace("_", "-").removeprefix("http-")
    if name in {"user-agent", ""} and event.user_agent is not None:
        yield event.user_agent
    if name in {"referer", "referrer", ""} and event.referrer is not None:
        yield event.referrer
    for field in dict.fromkeys((f"cs-{name}", f"cs({wanted})", f"http.request.headers.{name}", name)):
        value = event.fields.get(field)
        if isinstance(value, str):
            yield value
    yield from _odd_header(event, wanted)


def _odd_header(event: Event, wanted: str) -> Iterator[str]:
    name = wanted.lower().replace("_", "-").removeprefix("http-")
    lines = event.fields.get(HEADERS)
    for line in lines.split("\n") if isinstance(lines, str) else ():
        key, _, value = line.partition(": ")
        if key.lower() == name:
            yield value


def _cookie(event: Event, wanted: str) -> Iterator[str]:
    for field in _COOKIES:
        said = event.fields.get(field)
        for part in said[:_QUERY_MAX].split(";") if isinstance(said, str) else ():
            name, _, value = part.strip().partition("=")
            if not wanted or name == wanted:
                yield value.strip('"')
