"""One server page in, facts out: calls by their names, and what flows into them through names of the page.

Nothing parses the four languages: a statement is what stands between two ends of statements, and what is
assigned, handed to a function of the page, or put into an object carries on what stands in its statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.cutting import only_first
from vedette.triage.facts.server_pages.blocks import Code, Statement, code_of
from vedette.triage.facts.server_pages.calls import Call, calls
from vedette.triage.facts.server_pages.names import Names

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

_LARGEST: Final = 1 << 20
_PASSES: Final = 3
"""What stands above may be given its value below, and by a function that stands below that."""
_HITS: Final = 2000
_QUOTE: Final = 200
_INPUTS: Final = 8
_BYTES_A_STEP: Final = 4
_ESCAPES: Final = 20_000
_LONGER: Final = 5
"""Characters a letter written as its number is longer."""
_STRING: Final = expression(r"\"((?:\\.|\"\"|[^\"\\\n]){1,300})\"")
_ESCAPE: Final = expression(r"\\u00([2-7][0-9a-f])", re.IGNORECASE)
_CONTROL: Final = expression(
    r"<asp:(?:textbox|fileupload|hiddenfield)\b[^>]{0,400}?\bid\s{0,5}=\s{0,5}[\"']?(?P<asp>\w{1,80})"
    r"|<(?:input|textarea)\b(?=[^>]{0,400}runat\s{0,5}=\s{0,5}[\"']?server)"
    r"[^>]{0,400}?\bid\s{0,5}=\s{0,5}[\"']?(?P<plain>\w{1,80})",
    re.IGNORECASE,
)
"""Fields of a form a visitor fills in, which code of the page knows by name."""
_SINKS: Final = frozenset(
    {Act.RUNS_CODE, Act.RUNS_COMMAND, Act.WRITES_FILE, Act.READS_FILE, Act.FINDS_FILES, Act.DELETES_FILES,
     Act.DOWNLOADS, Act.CONNECTS}
)  # fmt: skip


class _Hit(Struct, frozen=True):
    """A place where a row holds."""

    start: int
    end: int
    row: Call


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a page does when a server runs it.

    Raises:
        LimitHit: there is no allowance left for it, or some of it could not be followed.

    """
    source = sample.text.encode("utf-8", "surrogateescape")
    cut, source = len(source) > _LARGEST, source[:_LARGEST]
    allowance.burn(len(source) // _BYTES_A_STEP + 1)
    yield from _Reading(source.decode("latin-1"), Positions(source), allowance).facts()
    if cut:
        raise only_first(_LARGEST)


class _Reading:
    """One way through one page."""

    def __init__(self, page: str, positions: Positions, allowance: Allowance) -> None:
        self.positions = positions
        self.allowance = allowance
        self.code: Code = code_of(page)
        escapes = [found.start() for found in _ESCAPE.finditer(self.code.text)][:_ESCAPES]
        self.letters = [at - _LONGER * number for number, at in enumerate(escapes)]
        self.plain = _ESCAPE.sub(_letter, self.code.text, count=_ESCAPES)
        self.hits = self._hits()
        self.names = Names(self.code)
        for field in _CONTROL.finditer(page):
            name = field["asp"] or field["plain"]
            self.names.give(
                name, (self._fact(field.start(), field.end(), Act.READS_INPUT, "a field of the form"),)
            )

    def facts(self) -> Iterator[Fact]:
        """Go through all statements some times; give what was found the last time."""
        made: dict[tuple[int, Act], Fact] = {}
        for _ in range(_PASSES):
            made = {}
            for number, statement in enumerate(self.code.statements):
                self.allowance.burn(1 + len(statement.text) // 16)
                self._statement(statement, self.hits.get(number, []), made)
        yield from made.values()

    def _hits(self) -> dict[int, list[_Hit]]:
        """Return places of rows by the number of the statement they stand in."""
        starts = [one.start for one in self.code.statements]
        found: dict[int, list[_Hit]] = {}
        for row in calls():
            if row.needs and re.search(row.needs, self.plain, re.IGNORECASE) is None:
                continue
            for count, match in enumerate(row.pattern.finditer(self.plain)):
                if count >= _HITS:
                    break
                start = self._place(match.start())
                at = bisect_right(starts, start) - 1
                if at >= 0 and not self.code.in_text(start):
                    found.setdefault(at, []).append(_Hit(start, self._place(match.end()), row))
        return found

    def _place(self, at: int) -> int:
        """Return where in the page a place stands in which letters written as numbers are letters."""
        return at + _LONGER * bisect_left(self.letters, at)

    def _statement(self, statement: Statement, hits: list[_Hit], made: dict[tuple[int, Act], Fact]) -> None:
        """Add what a statement does, and hand on what flows through it."""
        flow = list(self.names.within(statement.text))
        for hit in (one for one in hits if one.row.gives):
            fact = self._of(hit, statement)
            inputs = tuple(one for one in flow if one.place != fact.place)[:_INPUTS]
            flow.append(replace(fact, inputs=inputs) if hit.row.kind is not Act.READS_INPUT else fact)
        for hit in (one for one in hits if not one.row.gives or one.row.kind is Act.DOWNLOADS):
            fact = self._of(hit, statement)
            given = [one for one in flow if one.act in _GIVEN] if hit.row.kind in _SINKS else []
            made[hit.start, fact.act] = replace(fact, inputs=tuple(given[-_INPUTS:]))
        self.names.carry(statement, tuple(flow[-_INPUTS:]))

    def _of(self, hit: _Hit, statement: Statement) -> Fact:
        stop = statement.start + len(statement.text)
        text = _STRING.search(self.code.text, hit.start, stop)
        how = hit.row.how or hit.row.act.lower()
        fact = self._fact(hit.start, max(hit.end, min(stop, hit.start + _QUOTE)), hit.row.kind, hit.row.says)
        return replace(fact, target=text[1] if text is not None else "", how=how)

    def _fact(self, start: int, end: int, act: Act, says: str) -> Fact:
        start, end = self.positions.boundary(start), self.positions.boundary(min(end, start + _QUOTE))
        return Fact(
            act=act, place=self.positions.place(start, end), quote=self.positions.quote(start, end),
            says=says, how="form", when=When.RUN,
        )  # fmt: skip


_GIVEN: Final = frozenset({Act.READS_INPUT, Act.DECODES, Act.DOWNLOADS})


def _letter(found: re.Match[str]) -> str:
    """Return a letter that is written as its number."""
    return chr(int(found[1], 16))
