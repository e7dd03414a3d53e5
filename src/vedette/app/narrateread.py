"""Has fields copied out of a stranger's text by a named model with no tools, and each held to the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.agents.reader import LARGEST, MOST_FIELDS, Field, FieldKind, Noticed, read
from vedette.app.agentdrive import drive
from vedette.app.agentdrivebudget import Allowance, Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job
from vedette.app.narrate import Models, Speaking
from vedette.app.narrate_answers import FieldRead, FieldsRead
from vedette.app.narrate_requests import ReadFields, Wanted
from vedette.app.tools import Tools
from vedette.core.dialogue import ModelRole
from vedette.core.errors import BadInput, LimitHit, Unavailable

_READING: Final = Allowance(requests=4, tokens=40_000, seconds=600.0)
_KINDS: Final = {one.value: one for one in FieldKind}


def fields_read(tools: Tools, request: ReadFields, models: Models, job: Job) -> FieldsRead:
    """Copy fields.

    Raises:
        BadInput: no text, or fields that make no sense.
        LimitHit: the text is too long to be read at once.
        Unavailable: no model was granted the role of extractor.

    """
    fields = wanted(request)
    if ModelRole.EXTRACTOR not in models:
        raise Unavailable(
            f"{request.profile} was not granted the role of extractor",
            hint="attach a model that is: vedette models --help",
        )
    with Journal() as journal:
        budget = Budget(allowance=_READING, clock=tools.clock)
        driven = drive(read(request.text, fields), Speaking(models), journal, budget, job)
    found = driven.value
    return FieldsRead(
        digest=found.digest,
        fields=tuple(_copied(found)),
        note=found.note,
        why=driven.exhausted or found.inconclusive,
        tally=driven.tally,
        model=request.profile,
    )


def _copied(found: Noticed) -> Iterator[FieldRead]:
    for name, value in found.ids.items():
        yield FieldRead(name=name, value=value)
    for name, number in found.numbers.items():
        yield FieldRead(name=name, value=f"{number:g}")
    for name, span in found.spans.items():
        yield FieldRead(name=name, value=span.text, lines=(span.line, span.end_line))
    for name, choice in found.opinions.items():
        yield FieldRead(name=name, value=choice, opinion=True)


def wanted(request: ReadFields) -> tuple[Field, ...]:
    """Return what is to be copied, if it makes sense.

    Raises:
        BadInput, LimitHit: as `fields_read`.

    """
    if not request.text.strip() or not request.fields:
        raise BadInput("nothing to read", hint="give a text, and at least one field: name:kind")
    if len(request.text) > LARGEST or len(request.fields) > MOST_FIELDS:
        raise LimitHit(
            f"more than {LARGEST:,} characters or {MOST_FIELDS} fields", hint="give the part that matters"
        )
    return tuple(_field(one) for one in request.fields)


def _field(one: Wanted) -> Field:
    kind = _KINDS.get(one.kind)
    if kind is None or not one.name.isidentifier() or (kind is FieldKind.CHOICE) is not bool(one.choices):
        raise BadInput(
            f"{one.name[:40]}:{one.kind[:20]} is no field",
            hint=f"a name, and one of {', '.join(_KINDS)}; a choice has its choices: verdict:choice=good|bad",
        )
    return Field(name=one.name, kind=kind, says=one.says or one.name.replace("_", " "), choices=one.choices)
