"""Loops of batch files: for %%i in (...), for /l, and for /f over what is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.batch.variables import Variables

_FOR: Final = expression(
    r'@?for\s+(/[a-z]\s+)?("[^"\n]{0,200}"\s+)?(?:\S{1,60}\s+)?%{1,2}([A-Za-z#@$])\s+in\s*\(', re.IGNORECASE
)
_DO: Final = expression(r"\s*do\b\s*", re.IGNORECASE)
_FINDSTR: Final = expression(r"set\s*\^?\|\s*find(?:str)?\s+(?:/\w\s+)*\"?([\w.]{1,40})\"?", re.IGNORECASE)
_ECHO: Final = expression(r"echo[ .](.*)", re.IGNORECASE | re.DOTALL)
_SHOWN: Final = {
    "psmodulepath": "PSModulePath",
    "comspec": "ComSpec",
    "pathext": "PATHEXT",
    "os": "OS",
    "path": "Path",
}
ITEMS_MOST: Final = 50_000


class Loop(NamedTuple):
    """One for."""

    text: str
    how: str
    options: str
    letter: str
    source: str
    body: str

    def fill(self, text: str, values: list[str]) -> str:
        """Put values in for the letter and those after it."""
        for offset, value in enumerate(values[:26]):
            letter = chr(ord(self.letter) + offset)
            name = re.escape(letter)
            text = re.sub(rf"%{{1,2}}~?{name}(?!\w+%|%(?![a-z~]))", value.replace("\\", "\\\\"), text)
        return text


def loop_of(text: str) -> Loop | None:
    """Read a for, or return None where there is none."""
    if not text[:4].lower().lstrip("@").startswith("for"):
        return None
    found = _FOR.match(text)
    if found is None:
        return None
    close = _closing(text, found.end())
    after = _DO.match(text, close + 1)
    if after is None:
        return None
    how, options, letter = (found[1] or "").strip().lower(), (found[2] or "").strip().strip('"'), found[3]
    return Loop(
        text, how, options, letter, text[found.end() : close].strip(), _unwrapped(text[after.end() :])
    )


def _closing(text: str, start: int) -> int:
    """Return where the bracket that was opened closes."""
    quote = ""
    for at in range(start, len(text)):
        here = text[at]
        if here in "\"'" and quote in ("", here):
            quote = "" if quote else here
        if here == ")" and not quote:
            return at
    found = text.find(")", start)
    return found if found >= 0 else len(text)


def _unwrapped(body: str) -> str:
    body = body.strip()
    return body[1:-1].strip() if body.startswith("(") and body.endswith(")") else body.lstrip("(")


def rounds(loop: Loop, variables: Variables, allowance: Allowance) -> Iterator[list[str]]:
    """Yield what the letters stand for, round by round."""
    if loop.how == "/l":
        yield from _counted(loop.source)
    elif loop.how == "/f":
        yield from _parsed(loop, variables)
    elif loop.how in ("", "/d"):
        items = re.split(r"[\s,;=]+", loop.source)[:ITEMS_MOST]
        allowance.burn(len(items))
        yield from ([item.strip('"')] for item in items if item)
    else:
        yield [f"%{loop.letter}"]


def _counted(source: str) -> Iterator[list[str]]:
    numbers = re.findall(r"-?\d{1,9}", source)
    if len(numbers) != 3:  # noqa: PLR2004  start, step, end
        return
    start, step, end = map(int, numbers)
    if not step:
        return
    for number in range(start, end + (1 if step > 0 else -1), step)[:ITEMS_MOST]:
        yield [str(number)]


def _parsed(loop: Loop, variables: Variables) -> Iterator[list[str]]:
    """Yield the tokens of lines we know: of a text, of echo, of set with findstr."""
    source = loop.source.strip()
    known: list[str] | None = None
    if source[:1] == '"' and "usebackq" not in loop.options.lower():
        known = [source.strip('"')]
    elif source[:1] in ("'", "`"):
        known = _said(source.strip("'`").strip(), variables)
    if known is None:
        yield [f"%%{loop.letter}"]
        return
    for line in known:
        yield _tokens(line, loop.options)


def _said(command: str, variables: Variables) -> list[str] | None:
    found = _ECHO.match(command)
    if found is not None:
        return [variables.percent(found[1]).strip()]
    wanted = _FINDSTR.match(command)
    if wanted is None:
        return None
    table = [f"{_SHOWN.get(name, name)}={value}" for name, value in variables.held.items()]
    return [line for line in table if wanted[1] in line][:1]


def _tokens(line: str, options: str) -> list[str]:
    found = re.search(r"delims=(\S*?)(?=\s+(?:tokens|skip|eol|usebackq)|$)", options, re.IGNORECASE)
    marks = found[1] if found is not None else " \t"
    pieces = [piece for piece in re.split(f"[{re.escape(marks)}]+", line) if piece] if marks else [line]
    chosen = re.search(r"tokens=([\d,*-]{1,40})", options, re.IGNORECASE)
    if chosen is None:
        return pieces[:1] or [""]
    made: list[str] = []
    for part in chosen[1].replace("*", "").split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            made += pieces[int(first) - 1 : int(last) if last.isdigit() else int(first)] or [""]
    if "*" in chosen[1]:
        made = made or [line]
    return made or [""]
