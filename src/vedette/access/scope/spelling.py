"""Text that names something, before it is read: bounded and printable, or refused."""

from __future__ import annotations

from vedette.core.errors import BadInput, LimitHit

LONGEST = 2048
"""Characters of the longest text that is read at all."""
_SHOWN = 80


def shown(text: str) -> str:
    """Return text as a message may quote it: short, in ASCII, with nothing a terminal would obey."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return ascii(cut)


def unclear(text: str, why: str, hint: str) -> BadInput:
    """Return the error for a text that is no name of one thing, saying why."""
    said = why.encode("ascii", "backslashreplace").decode()  # libraries quote what they were given
    return BadInput(f"{shown(text)} is not a clear target: {said}", hint=hint)


def check_plain(text: str) -> None:
    """Refuse what no name of anything holds.

    Raises:
        LimitHit: it is longer than `LONGEST`.
        BadInput: it is empty, or holds a space, a control or invisible character, or a backslash.

    """
    if len(text) > LONGEST:
        raise LimitHit(
            f"a target of {len(text)} characters is longer than any name",
            hint=f"give at most {LONGEST} characters",
        )
    if not text:
        raise BadInput(
            "the target is empty", hint="name a host, an address, a range, a repository or a digest"
        )
    for char in text:
        # str.isprintable is false for controls, format characters (zero width, direction, tags), unassigned
        # and private code points, and every space but U+0020.
        if char == " " or not char.isprintable():
            raise unclear(
                text,
                f"it holds the space, control or invisible character U+{ord(char):04X}",
                "type it without spaces and invisible characters",
            )
    if "\\" in text:
        raise unclear(text, "programs differ on what a backslash means", "write / or leave it out")
