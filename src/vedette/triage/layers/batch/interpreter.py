"""Goes through a batch file without running it: variables are put in, commands told of as they would run."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from vedette.core.expressions import expression
from vedette.triage.layers.batch.lines import Line, commands, lines
from vedette.triage.layers.batch.loops import Loop, loop_of, rounds
from vedette.triage.layers.batch.variables import TEXT_MOST, Variables
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.commandline import split
from vedette.triage.layers.tracing.machine import SCRIPT_FUEL, Enough
from vedette.triage.layers.tracing.values import Event, Value

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_SET: Final = expression(r'set\s+(?:/p\s+)?("?)([^=]{1,256})=(.*)', re.IGNORECASE | re.DOTALL)
_SUM: Final = expression(r'set\s+/a\s+"?\s*([\w.]{1,60})\s*([-+*/%^&|]?)=\s*([^"]{1,200})"?', re.IGNORECASE)
_REDIRECT: Final = expression(r'(?:^|(?<=[^\d&]))\s*[12]?(>{1,2})\s*("[^"\n]{1,300}"|[^\s&|<>"()]{1,300})')
_IF: Final = expression(
    r"if\s+(?:/i\s+)?(?:not\s+)?(?:exist\s+(?:\"[^\"]*\"|\S+)|errorlevel\s+\d+|defined\s+\S+|cmdextversion\s+\d+)\s+(.*)",
    re.IGNORECASE | re.DOTALL,
)
_SAME: Final = expression(
    r'if\s+(/i\s+)?(not\s+)?("[^"]*"|[^\s="]+)\s*(==|\bequ\b|\bneq\b|\bgeq\b|\bleq\b|\bgtr\b|\blss\b)\s*'
    r'("[^"]*"|[^\s"()]+)\s*(.*)',
    re.IGNORECASE | re.DOTALL,
)
_EVENTS_MOST: Final = 20_000
DEEPEST: Final = 6
ROUNDS_MOST: Final = 50_000


class Seen(Struct):
    """What was seen on the way through."""

    events: list[Event] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    """The script again, a line a command, with variables put in."""
    files: dict[str, list[str]] = field(default_factory=dict)
    """Lines echoed into files, by name."""
    places: dict[str, Line] = field(default_factory=dict)
    """Where each file was first written."""
    careted: bool = False


class Interpreter:
    """One way through one batch file."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.variables = Variables(allowance)
        self.seen = Seen()
        self.rounds = 0
        self.end = allowance.fuel_used + SCRIPT_FUEL

    def go(self, text: str) -> Seen:
        """Go through all lines."""
        for line in lines(text):
            self.allowance.burn(len(line.text) + 1)
            stripped = line.text.strip()
            if not stripped or stripped.startswith(":") or stripped.lower().startswith("rem "):
                self.seen.plain.append(line.text)
                continue
            with contextlib.suppress(Enough):
                self._line(stripped, line)
        return self.seen

    def _line(self, text: str, where: Line) -> None:
        expanded = self.variables.percent(text)
        loop = loop_of(expanded)
        if loop is not None:
            self._loop(loop, where, 0)
            return
        found, careted = commands(expanded)
        self.seen.careted = self.seen.careted or careted
        plain = [made for one in found if (made := self._command(one.lstrip("@ \t,;="), where, 0))]
        self.seen.plain.append("@" * text.startswith("@") + " & ".join(plain))

    def _loop(self, loop: Loop, where: Line, depth: int) -> None:
        """Go round a for, as far as what it goes through is known."""
        if depth > DEEPEST:
            return
        self.seen.plain.append(loop.text)
        body = loop.body.strip()
        for values in rounds(loop, self.variables, self.allowance):
            self.rounds += 1
            self.allowance.burn(4)
            if self.rounds > ROUNDS_MOST:
                return
            filled = loop.fill(body, values)
            found, careted = commands(filled)
            self.seen.careted = self.seen.careted or careted
            for one in found:
                self._command(one.lstrip("@ \t"), where, depth + 1)

    def _command(self, text: str, where: Line, depth: int) -> str:
        """Go through one command; return it as it would be run."""
        self.allowance.burn(len(text) + 100)
        if self.allowance.fuel_used > self.end:
            raise Enough
        if depth > DEEPEST:
            return text
        text = self.variables.delayed(text)
        self.allowance.burn(4 * len(text))
        low = text.lower()
        if (inner := loop_of(text)) is not None:
            self._loop(inner, where, depth + 1)
            return text
        if low.startswith("if "):
            self._if(text, where, depth)
        elif low.startswith("else "):
            self._command(text[5:].strip(), where, depth + 1)
        elif low.startswith("call ") and not low.startswith("call :"):
            self._called(text[5:].strip(), where, depth)
        else:
            return self._plain(text, where)
        return text

    def _called(self, text: str, where: Line, depth: int) -> None:
        """Go through what call expands once more."""
        for one in commands(self.variables.percent(text))[0]:
            self._command(one, where, depth + 1)

    def _if(self, text: str, where: Line, depth: int) -> None:
        found = _SAME.match(text)
        if found is not None:
            if not self._differs(found):
                self._command(found[6].strip(), where, depth + 1)
        elif (other := _IF.match(text)) is not None:
            self._command(other[1].strip(), where, depth + 1)

    def _differs(self, found: re.Match[str]) -> bool:
        """Say whether two constants are compared and it is plain that the rest is not done."""
        left, right = found[3].strip('"'), found[5].strip('"')
        if "%" in left + right or "!" in left + right or found[4].lower() not in ("==", "equ"):
            return False
        same = left.lower() == right.lower() if found[1] else left == right
        return same == bool(found[2])

    def _plain(self, text: str, where: Line) -> str:
        text = self.variables.bare(text)
        if redirects := list(_REDIRECT.finditer(text)):
            redirect = redirects[-1]
            self._written(text[: redirect.start()] + text[redirect.end() :], redirect, where)
        found = _SUM.match(text) or _SET.match(text)
        if found is not None:
            self._set(found)
        else:
            self._tell(text, where)
        return text

    def _set(self, found: re.Match[str]) -> None:
        if found.re is _SUM:
            self._sum(found)
            return
        quote, name, value = found.groups()
        if quote:
            value = value[: value.rfind('"')] if '"' in value else value
        self.variables.set(name, value)

    def _sum(self, found: re.Match[str]) -> None:
        """Set a number reckoned from numbers and variables, left to right."""
        terms = re.findall(r"[\w.]+|[-+*/%^]", found[3])
        made = self._amount(terms[0]) if terms else None
        for operator, term in zip(terms[1::2], terms[2::2], strict=False):
            made = _reckoned(made, operator, self._amount(term))
        if found[2] and made is not None:
            made = _reckoned(self._amount(found[1]), found[2], made)
        if made is not None:
            self.variables.set(found[1], str(made))

    def _amount(self, term: str) -> int | None:
        word = term if term[0].isdigit() else self.variables.held.get(term.lower(), "0")
        try:
            return int(word, 0) if len(word) < 20 else None  # noqa: PLR2004  no number is longer
        except ValueError:
            return None

    def _written(self, text: str, redirect: re.Match[str], where: Line) -> None:
        """Keep what echo writes into a file."""
        low = text.lower()
        name = redirect[2].strip('"').lower()
        if not low.startswith("echo") or name in ("nul", "con"):
            return
        if redirect[1] == ">":
            self.seen.files[name] = []
        written = self.seen.files.setdefault(name, [])
        self.seen.places.setdefault(name, where)
        if sum(map(len, written[-1:])) + len(text) < TEXT_MOST:
            written.append(text[5:].rstrip())

    def _tell(self, text: str, where: Line) -> None:
        words = split(text)
        if words and len(self.seen.events) < _EVENTS_MOST:
            steps = tuple(self.variables.steps) + ((Step.MARKS,) if self.seen.careted else ())
            args = [Value(word, steps) for word in words]
            self.seen.events.append(Event("command", where.start, where.end, args))


def _reckoned(left: int | None, operator: str, right: int | None) -> int | None:
    if left is None or right is None or abs(left) > 1 << 40 or abs(right) > 1 << 40:
        return None
    if operator in "/%":
        if not right:
            return None
        return left // right if operator == "/" else left % right
    return {"+": left + right, "-": left - right, "*": left * right, "^": left ^ right}.get(operator)
