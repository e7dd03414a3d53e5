"""A report in the format its reader uses: hands it to `export`, with the help of its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct, structs

from vedette.core.nouns import Report
from vedette.core.rulehelp import RuleHelp

_ALL: Final = 1_000_000_000
Lines: TypeAlias = Callable[[str], Sequence[str] | None]


class Format(StrEnum):
    """How a report can be written."""

    TERMINAL = "terminal"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    HTML = "html"
    MARKDOWN = "markdown"
    NAVIGATOR = "navigator"
    STIX = "stix"
    TIMESKETCH = "timesketch"
    OCSF = "ocsf"
    CSV = "csv"
    MISP = "misp"
    INDICATORS = "indicators"


class Look(Struct, frozen=True, kw_only=True):
    """How a page for people looks."""

    colour: bool = False
    width: int = 100
    everything: bool = False
    """List what would only be counted."""
    whole: bool = False
    """Show every finding in full: somebody asked for just these."""
    lines: Lines | None = None
    """Lines of files by their digest, to show a frame around a quote."""


def render(report: Report, rules: Iterable[RuleHelp], how: Format, look: Look) -> bytes:
    """Write a report down."""
    from vedette import export  # noqa: PLC0415  it takes longer than a short answer
    from vedette.export.show import ShowOptions  # noqa: PLC0415

    show = ShowOptions(lines=look.lines, full=look.whole)
    if look.everything:
        show = structs.replace(show, possible=_ALL, suppressed=_ALL, skipped=_ALL, steps=_ALL)
        show = structs.replace(show, attacks=_ALL, moments=_ALL, sightings=_ALL)
        show = structs.replace(show, judgements=_ALL, layers=_ALL, executables=_ALL)
    by_id = {one.id: one for one in rules}
    if how is Format.TERMINAL:
        from vedette.export import terminal  # noqa: PLC0415

        page = terminal.render(report, by_id, colour=look.colour, width=look.width, show=show)
        return page.encode("utf-8", "replace")
    return export.render(report, by_id, how.value, show=show)
