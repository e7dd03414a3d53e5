"""Where a piece of evidence is, as people write it."""

from __future__ import annotations

from vedette.core.nouns import ByteRange, Evidence, Frame, Lines, Record
from vedette.export.visible import visible


def place(evidence: Evidence) -> str:
    """Return such as `shop/views.py:42:5`; hostile names come out visible."""
    return f"{visible(evidence.name)}{_within(evidence)}"


def _within(evidence: Evidence) -> str:
    match evidence.locator:
        case Lines(line=line, column=column):
            return f":{line}:{column}"
        case ByteRange(offset=offset, length=length):
            return f" at byte 0x{offset:x} ({length} bytes)"
        case Record(number=number, field=field):
            return f" record {number}" + (f", {visible(field)}" if field else "")
        case Frame(number=number):
            return f" frame {number}"
