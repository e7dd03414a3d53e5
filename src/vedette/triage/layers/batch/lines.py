"""Lines of a batch file: which commands stand on one, with carets gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL: Final = expression(r'[\^"&|()]')
_GOES_ON: Final = expression(r"(?<!\^)(?:\^\^)*\^$")


class Line(NamedTuple):
    """One logical line and where it stands in the text."""

    text: str
    start: int
    end: int


def lines(text: str) -> Iterator[Line]:
    """Yield lines; one that ends in a caret goes on on the next."""
    at = 0
    held = ""
    start = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n")
        if not held:
            start = at
        at += len(raw)
        if _GOES_ON.search(body[-64:]) is not None and len(held) < 1 << 20:
            held += body[:-1]
            continue
        yield Line(held + body, start, at - len(raw) + len(body))
        held = ""
    if held:
        yield Line(held, start, at)


def commands(line: str) -> tuple[list[str], bool]:
    """Split a line at & | ( ) outside quotes, and take its carets out; say whether there were any."""
    made: list[str] = []
    part: list[str] = []
    at = 0
    quoted = careted = False
    while (found := _SPECIAL.search(line, at)) is not None:
        part.append(line[at : found.start()])
        mark = found[0]
        at = found.end()
        if mark == '"':
            quoted = not quoted
            part.append(mark)
        elif quoted:
            part.append(mark)
        elif mark == "^":
            careted = True
            part.append(line[at : at + 1])
            at += 1
        elif mark in "&|" or _is_block(mark, part):
            made.append("".join(part))
            part = []
        else:
            part.append(mark)
    part.append(line[at:])
    made.append("".join(part))
    return [one.strip() for one in made if one.strip()], careted


def _is_block(mark: str, part: list[str]) -> bool:
    """Say whether a bracket opens or closes a block of commands, rather than being part of one."""
    before = "".join(part).strip().lower()
    if mark == "(":
        return not before or before.startswith(("if ", "else")) or before.endswith(" do")
    return not before or "(" not in before
