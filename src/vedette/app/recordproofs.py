"""Evidence in logs and captures, checked again: the record is read anew, and must say what the quote says."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from vedette.app.acquire.opened import Selection
from vedette.app.held import CHANGED
from vedette.app.logsources import sources
from vedette.app.plainfiles import PlainFile, digest_of, gather
from vedette.core.errors import BadInput, VedetteError
from vedette.core.limits import Limits
from vedette.core.nouns import Evidence, Frame, Record
from vedette.core.redaction import HIDDEN, redact
from vedette.hunt.event import Event
from vedette.hunt.proof import fault
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats

_COLUMNS = frozenset(Event.__struct_fields__) - {"fields", "logsource"}


class Asked(NamedTuple):
    """Where to look, and how."""

    root: str
    form: str | None
    passwords: tuple[str, ...]


def check(
    evidence: Iterable[Evidence], asked: Asked, limits: Limits, tick: Callable[[int], None]
) -> tuple[dict[Evidence, str], int]:
    """Check evidence that points at records or frames.

    Returns:
        What is wrong with that which does not hold, and how many of the sources are there at all.

    Raises:
        BadInput: there is nothing where the logs should be.

    """
    wanted: dict[str, set[Evidence]] = defaultdict(set)
    for one in evidence:
        wanted[one.name].add(one)
    faults = {one: "cannot be read: it is not there" for group in wanted.values() for one in group}
    found = 0
    skips = Skips()
    for _, source in sources(_files(asked.root, limits), limits, asked.passwords, skips):
        if (group := wanted.get(source.name)) is not None:
            found += 1
            tick(found)
            faults |= dict.fromkeys(group, "")
            faults |= _checked(source, group, asked.form)
    return {one: why for one, why in faults.items() if why}, found


def _files(root: str, limits: Limits) -> tuple[PlainFile, ...]:
    targets = (root,) if Path(root).exists() else tuple(shlex.split(root)) or (root,)
    return gather(targets, Selection(defaults=False, any_kind=True), limits).files


def _checked(source: Source, group: set[Evidence], forced: str | None) -> Mapping[Evidence, str]:
    """Check what points into one source."""
    try:
        with source.open() as stream:
            digest, _ = digest_of(stream)
        form = formats.recognise(source, forced, Skips())
        numbers = {_number(one) for one in group}
        events: dict[int, list[Event]] = defaultdict(list)
        for event in formats.records_at(source, form, numbers) if form is not None else ():
            events[event.record].append(event)
    except (OSError, VedetteError) as error:
        return dict.fromkeys(group, f"cannot be read: {error}")
    said = {one: _fault(events[_number(one)], one) for one in group}
    return {one: _told(why, same=digest == one.artefact) for one, why in said.items()}


def _fault(events: list[Event], one: Evidence) -> str | None:
    """Say how a quote fails; one that hides secrets is held against a record that hides its own."""
    why = fault(events, _field(one), one.quote)
    if why is None or HIDDEN not in one.quote:
        return why
    return None if fault(map(_redacted, events), _field(one), one.quote) is None else why


def _redacted(event: Event) -> Event:
    fields = {name: _without(value) for name, value in event.fields.items()}
    columns = {name: _without(getattr(event, name)) for name in _COLUMNS if getattr(event, name) is not None}
    return msgspec.structs.replace(event, fields=fields, **columns)


def _without(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, list | tuple):
        return type(value)(map(_without, value))
    return redact(value) if isinstance(value, str) else value


def _told(why: str | None, *, same: bool) -> str:
    if why is None:
        return "" if same else CHANGED
    return why if same else f"the file has changed: {why}"


def _number(one: Evidence) -> int:
    if not isinstance(one.locator, Record | Frame):
        raise BadInput("evidence that points at no record", hint="this is a mistake in vedette")
    return one.locator.number


def _field(one: Evidence) -> str:
    return one.locator.field if isinstance(one.locator, Record) else one.note
