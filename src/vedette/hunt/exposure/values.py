"""The values of a request that reach a weakness: those of its parameter, wherever the code takes it from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_plus

from vedette.core.nouns import Parameter
from vedette.hunt.event import Event

VALUES_MAX: Final = 64
BODIES: Final = ("request_body", "http.request.body.content", "http_request_body", "body", "post_data")
"""Fields in which logs and captures keep what was sent, where they do."""
_URLENCODED: Final = frozenset("{[<")


def of_request(
    parameters: tuple[Parameter, ...], event: Event, query: str, path: dict[str, str]
) -> Iterator[str]:
    """Give the values, as they came; where the code names no parameter, all of the URL's."""
    if not parameters:
        yield from (value for _, value in pairs(query))
        yield from path.values()
        yield from _body(event, "")
        return
    for one in parameters:
        if one.place in {"query", "any"}:
            yield from (value for name, value in pairs(query) if _is(name, one.name))
        if one.place in {"path", "any"} and one.name in path:
            yield path[one.name]
        if one.place in {"body", "any"}:
            yield from _body(event, one.name)
        if one.place in {"header", "cookie"}:
            yield from _header(event, one.name)


def pairs(query: str) -> Iterator[tuple[str, str]]:
    """Split a query into names and values, as they came but for plus signs, which are spaces in it."""
    for part in query.replace("+", " ").split("&", VALUES_MAX)[:VALUES_MAX] if query else ():
        name, _, value = part.partition("=")
        yield name, value


def is_blind(parameters: tuple[Parameter, ...], event: Event) -> bool:
    """Whether a request may have held the value where this record does not show it."""
    if not any(one.place in {"body", "any", "header", "cookie"} for one in parameters):
        return False
    if event.method in {"GET", "HEAD", None} and all(one.place in {"body", "any"} for one in parameters):
        return False
    return not any(event.fields.get(name) for name in BODIES)


def _is(name: str, wanted: str) -> bool:
    if not wanted or name == wanted:
        return True
    return unquote_plus(name).removesuffix("[]") == wanted


def _body(event: Event, wanted: str) -> Iterator[str]:
    for field in BODIES:
        body = event.fields.get(field)
        if not isinstance(body, str) or not body:
            continue
        if "=" in body and body[0] not in _URLENCODED:
            yield from (value for name, value in pairs(body) if _is(name, wanted))
        else:
            yield body


def _header(event: Event, wanted: str) -> Iterator[str]:
    name = wanted.lower().replace("_", "-").removeprefix("http-")
    if name in {"user-agent", ""} and event.user_agent is not None:
        yield event.user_agent
    if name in {"referer", "referrer", ""} and event.referrer is not None:
        yield event.referrer
    for field in (f"cs({wanted})", f"http.request.headers.{name}", name):
        value = event.fields.get(field)
        if isinstance(value, str):
            yield value
