"""Notes of ELF files: who built it, from what, and what the processor may enforce."""

from __future__ import annotations

import struct

from vedette.triage.binary.tables.elf import NOTE, PROPERTY, Tables


def notes(tables: Tables) -> list[tuple[str, int, bytes]]:
    """Return the notes of a file: whose, which, what."""
    found: list[tuple[str, int, bytes]] = []
    places = [(one.offset, one.stored) for one in tables.segments if one.type in (NOTE, PROPERTY)]
    places = places or [(one.offset, one.size) for one in tables.sections if one.type == 7]  # noqa: PLR2004
    for start, size in places[:32]:
        at, end = start, min(start + size, len(tables.data))
        while at + 12 <= end and len(found) < 256:  # noqa: PLR2004
            owner, length, kind = struct.unpack_from(tables.order + "III", tables.data, at)
            text = at + 12 + (owner + 3 & ~3)
            if text + length > end:
                break
            name = tables.data[at + 12 : at + 12 + owner].rstrip(b"\0").decode("latin-1")
            found.append((name, kind, tables.data[text : text + length]))
            at = text + (length + 3 & ~3)
    return found


def features(tables: Tables) -> int | None:
    """Return the bits of what the processor may enforce; None where the file does not say."""
    wanted = {62: 0xC0000002, 3: 0xC0000002, 183: 0xC0000000}.get(tables.machine)
    step = 8 if tables.bits == 64 else 4  # noqa: PLR2004
    for name, kind, what in notes(tables):
        at = 0
        while name == "GNU" and kind == 5 and at + 12 <= len(what):  # noqa: PLR2004
            which, size, value = struct.unpack_from(tables.order + "III", what, at)
            if which == wanted and size >= 4:  # noqa: PLR2004
                return int(value)
            at += 8 + (size + step - 1) // step * step
    return None
