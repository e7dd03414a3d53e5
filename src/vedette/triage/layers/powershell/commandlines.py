"""PowerShell's commands: what is called, with which arguments, and where what it puts out goes."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.powershell.expressions import Expressions
from vedette.triage.layers.powershell.reader import DOUBLE, SINGLE
from vedette.triage.layers.tracing.tree import Node

REDIRECT: Final = expression(r"[*\d]?>{1,2}(?:&\d)?")
_PARAMETER: Final = expression(r"[-–—](?=[A-Za-z_?])([\w?-]+)(:?)$")  # noqa: RUF001  dashes it takes
_WORD_GOES_ON: Final = expression(r"[^\s`(){};,|&<>\[.]|\.(?![A-Za-z_('\"$])|`[^\r\n]")
_ENDS_COMMAND: Final = frozenset("|;)}\n&\r")
_INVOKES: Final = frozenset("&.")
_INVOKE: Final = expression(r"[&.](?=[\s$({" + SINGLE + DOUBLE + r"]|[A-Za-z])")
VALUE_STARTS: Final = frozenset("$@([{" + SINGLE + DOUBLE)


class Commands(Expressions):
    """Reads commands."""

    def redirect(self, found: re.Match[str]) -> list[Node]:
        """Read where something goes, its mark seen."""
        self.at = found.end()
        if "&" in found[0]:
            return []
        self.blank()
        target = self._argument()
        return [Node("redirect", (found.start(), self.at), found[0], (target,))]

    def invokes(self) -> re.Match[str] | None:
        """Return the mark that has what follows called."""
        if self.peek() not in _INVOKES:
            return None
        found = _INVOKE.match(self.text, self.at)
        if found is not None and found[0] == "&":
            return found if self.peek(2) != "&&" else None
        return found

    def command(self) -> Node:
        """Read a command: what it calls, then its arguments."""
        start = self.at
        found = self.invokes()
        mark = found[0] if found is not None else ""
        if found is not None:
            self.at = found.end()
            self.blank()
        name = self.chain() if mark and self.peek() in VALUE_STARTS else self._name()
        made = [name]
        if self.at > start:
            made += self._given()
        end = made[-1].end if len(made) > 1 else max(name.end, start)
        return Node("command", (start, end), mark, made)

    def _name(self) -> Node:
        """Read the name of a command: a bare word, or % and ?."""
        here = self.peek()
        if here and here in "%?":
            self.at += 1
            return Node("bare", (self.at - 1, self.at), here)
        return self.word()

    def _given(self) -> list[Node]:
        """Read arguments up to the end of the command."""
        made: list[Node] = []
        while True:
            self.blank()
            here = self.peek()
            if not here or here in _ENDS_COMMAND:
                return made
            before = self.at
            if (found := REDIRECT.match(self.text, self.at)) is not None:
                made += self.redirect(found)
            else:
                made.append(self._listed())
            if self.at == before:
                self.at += 1

    def _listed(self) -> Node:
        """Read an argument, with those joined to it by commas."""
        first = self._argument()
        self.blank()
        if self.peek() != ",":
            return first
        made = [first]
        while self.peek() == ",":
            self.at += 1
            self.blank(lines=True)
            made.append(self._argument())
            self.blank()
        return Node("list", (first.start, made[-1].end), "", made)

    def _argument(self) -> Node:
        start, here = self.at, self.peek()
        if here in VALUE_STARTS and here != "[":
            made = self.chain()
            if _WORD_GOES_ON.match(self.text, self.at) is None or here in "({@":
                return made
            rest = self.word()
            return Node("expandable", (start, self.at), "", (made, rest))
        made = self.word()
        if self.peek() == "(" and made.word.startswith("-") is False and self.at == start:
            return self.chain()
        found = _PARAMETER.match(made.word) if made.kind == "bare" else None
        if found is None:
            return made
        return Node("parameter", (start, self.at), found[1].lower() + found[2])
