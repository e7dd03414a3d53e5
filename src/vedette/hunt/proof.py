"""Whether a piece of evidence holds: the record is there, and the field says what the quote says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vedette.hunt.event import Event, Value

CUT_FROM: Final = 200
"""A quote this long may have been cut at its end."""


def fault(events: Iterable[Event], field: str, quote: str) -> str | None:
    """Say how a quote fails against the events of its record as they are now; None when it holds."""
    there = tuple(events)
    if not there:
        return "there is no such record"
    if any(_holds(text, quote) for event in there for text in _texts(event, field)):
        return None
    if not field:
        inside = any(quote.casefold() in text.casefold() for event in there for text in _texts(event, ""))
        return None if inside or not quote else "the record says nothing of that"
    said = next((text for event in there for text in _texts(event, field)), None)
    return f"the field {field!a} is not there" if said is None else f"the field says {said[:60]!a}"


def _holds(text: str, quote: str) -> bool:
    return text == quote or (len(quote) >= CUT_FROM and text.startswith(quote.removesuffix("…")))


def _texts(event: Event, field: str) -> Iterator[str]:
    """Give what a field says, or where none is named all of them; a column's name is as good as a field's."""
    if not field:
        for value in event.fields.values():
            yield from _written(value)
        return
    if field in event.fields:
        yield from _written(event.fields[field])
    elif field in Event.__struct_fields__:
        yield from _written(getattr(event, field))


def _written(value: Value | tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield str(value)
        for one in value:
            yield from _written(one)
    elif isinstance(value, bool):
        yield from (str(value), str(value).lower())
    elif value is not None:
        yield str(value)
