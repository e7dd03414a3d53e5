"""Counting a transparency report again, from an export, with nothing of the service it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from vedette.app import transparency_answers as answers
from vedette.app import transparency_requests as asked
from vedette.app.jobs import Job
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.ledger.exported import entries
from vedette.ledger.merkle import leaf_hash, tree_hash
from vedette.ledger.notes import public_key
from vedette.ledger.transparency.periods import month
from vedette.ledger.transparency.report import BYTES_MAX, Report, counted, report_from, report_of
from vedette.ledger.transparency.signed import holds
from vedette.ledger.verify import Trust, verify

_TOLD: Final = 20


def run(tools: Tools, request: asked.RebuildMonth, job: Job) -> answers.MonthRebuilt:
    """Verify the export, count it again as far as the report did, and compare byte by byte.

    Raises:
        BadInput: the report, its signature or the export cannot be read.

    """
    del tools, job
    page = _read(request.like)
    known = report_from(page)
    checked = verify(request.export, Trust(key=request.trust))
    problems = list(checked.problems)
    if checked.origin and checked.origin != known.ledger.origin:
        problems.append(f"the export is of {checked.origin}, the report of {known.ledger.origin}")
    if not problems:
        problems = [*_root(request.export, known), *_numbers(request.export, known, page)]
    signed = bool(request.note) and holds(
        _read(request.note or Path()), known, page, public_key(request.trust or checked.key)
    )
    if request.note and not signed:
        problems.append("the signature does not hold for this report")
    return answers.MonthRebuilt(
        same=not problems,
        month=known.month,
        entries=known.ledger.size,
        signed=signed,
        problems=tuple(problems[:_TOLD]),
    )


def _root(export: Path, known: Report) -> Iterator[str]:
    root = tree_hash([leaf_hash(leaf) for leaf in entries(export, known.ledger.size)])
    if root.hex() != known.ledger.root:
        yield "the report was counted from another ledger: the roots differ"


def _numbers(export: Path, known: Report, page: bytes) -> Iterator[str]:
    tally = counted(entries(export, known.ledger.size), month(known.month))
    again = report_of(tally, known.ledger).page()
    if again != page:
        yield "the report is not what the ledger gives"
        yield from _differing(json.loads(page), json.loads(again), "")


def _differing(said: object, found: object, where: str) -> Iterator[str]:
    """Say where two reports differ, and how."""
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for name in sorted({*said, *found}):
            yield from _differing(
                _at(said, name), _at(found, name), f"{where}.{name}" if where else str(name)
            )
    elif said != found:
        yield f"{where}: {said!r} in the report, {found!r} in the ledger"


def _at(known: Mapping[str, Any], name: str) -> object:
    return known.get(name, "nothing")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give the files as they were published") from error
    return data
