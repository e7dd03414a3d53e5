"""The facts of one script, each once, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands.told import Told

if TYPE_CHECKING:
    from tree_sitter import Node

Flow = tuple[Fact, ...]
QUOTE: Final = 200
FACTS_MOST: Final = 4000
FLOW_MOST: Final = 12
SOURCES: Final = frozenset(
    {
        Act.READS_SECRET, Act.READS_ENVIRONMENT, Act.READS_HOST, Act.READS_FILE, Act.READS_CLIPBOARD,
        Act.READS_SCREEN, Act.READS_KEYS, Act.READS_SENSOR, Act.FINDS_FILES, Act.DOWNLOADS, Act.DECODES,
        Act.READS_INPUT, Act.ENCRYPTS_FILES,
    }
)  # fmt: skip
"""What a command does that goes on in what it writes."""


def joined(*flows: Iterable[Fact]) -> Flow:
    """Return what flows together, each once."""
    return tuple({id(one): one for flow in flows for one in flow}.values())[:FLOW_MOST]


class Notebook:
    """Writes facts down."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._positions = Positions(source)
        self._span: tuple[int, int] | None = None
        self.facts: list[Fact] = []
        self._seen: dict[tuple[object, ...], Fact] = {}

    def fixed(self, span: tuple[int, int] | None) -> tuple[int, int] | None:
        """Have what follows stand at one place: code in a string. Return what was so before."""
        before = self._span
        if before is None or span is None:
            self._span = span
        return before

    def span(self, node: Node) -> tuple[int, int]:
        """Return the bytes a node is told with."""
        if self._span is not None:
            return self._span
        start = node.start_byte
        end = min(node.end_byte, start + QUOTE)
        line_end = self._source.find(b"\n", start, end)
        end = line_end if line_end > start else end
        return start, max(self._positions.boundary(end), start)

    def write(self, told: Told, node: Node, inputs: Sequence[Fact] = ()) -> Fact:
        """Make a fact of one place, unless it is there already."""
        start, end = self.span(node)
        fed = joined(inputs)
        key = (told.act, told.target, start, tuple(map(id, fed)))
        found = self._seen.get(key)
        if found is not None:
            return found
        place = self._positions.place(start, end)
        made = told.fact(place, self._positions.quote(start, end), When.RUN, fed)
        self._seen[key] = made
        if len(self.facts) < FACTS_MOST:
            self.facts.append(made)
        return made
