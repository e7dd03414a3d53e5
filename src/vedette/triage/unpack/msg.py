"""The bodies and attachments of an Outlook message, and those of messages in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.compound import streams
from vedette.triage.documents.formats.outlook import attachments, nested, text
from vedette.triage.documents.formats.squeezed import unsqueezed
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_DEEP: Final = 8


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield `body.txt`, `body.html` and the files."""
    found = streams(sample.data, allowance)
    if not found:
        yield Skipped(what=sample.name, why="this message cannot be read")
        return
    yield from _of(found, allowance, 0)


def _of(found: Mapping[str, bytes], allowance: Allowance, depth: int) -> Iterator[Member]:
    if body := text(found, "1000"):
        yield Member("body.txt", body.encode("utf-8", "replace"))
    if page := text(found, "1013"):
        yield Member("body.html", page.encode("utf-8", "replace"))
    if rich := unsqueezed(found.get("__substg1.0_10090102", b""), allowance):
        yield Member("body.rtf", rich)
    for number, one in enumerate(attachments(found), 1):
        allowance.take_bytes(len(one.data))
        yield Member(one.name or f"attachment{number}", one.data)
    for inside in nested(found) if depth < _DEEP else ():
        allowance.burn(len(inside) + 1)
        yield from _of(inside, allowance, depth + 1)
