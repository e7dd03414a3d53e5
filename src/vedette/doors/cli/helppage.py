"""How help looks: prose fitted to the terminal, examples as they stand, commands by what they are for."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

_PROSE: Final = 70
"""A paragraph whose lines, but for the last, are longer than that is prose: it may be broken elsewhere."""
_TO_HELP: Final = 14


class Fitted(argparse.HelpFormatter):
    """Breaks prose to the width there is, and leaves what is laid out by hand."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(textwrap.indent(fitted(one, width), indent) for one in text.split("\n\n"))


def fitted(paragraph: str, width: int) -> str:
    """Return a paragraph with no line longer than `width`, if it is prose; else as it stands."""
    *lines, _ = paragraph.rstrip().split("\n")
    if paragraph.startswith(" ") or any(len(one) <= _PROSE or one.startswith(" ") for one in lines):
        return paragraph.rstrip()
    return textwrap.fill(" ".join(paragraph.split()), width)


def grouped(groups: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    """List commands, each group under its heading: names and what each is for."""
    page = argparse.HelpFormatter("", max_help_position=_TO_HELP)
    for heading, commands in groups.items():
        page.start_section(heading)
        page.add_arguments([argparse.Action((), name, help=does) for name, does in commands])
        page.end_section()
    return page.format_help()
