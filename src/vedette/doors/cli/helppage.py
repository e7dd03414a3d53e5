"""How help looks: prose fitted to the terminal, examples as they stand, commands by what they are for."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

_PROSE: Final = 70
"""A paragraph whose lines, but for the last, are longer than that is prose: it may be broken elsewhere."""
_TO_HELP: Final = 14
_MARGIN: Final = 2
_WIDTH: Final = 80
"""Of a terminal that does not say how wide it is."""


class Fitted(argparse.HelpFormatter):
    """Breaks prose to the width there is, and leaves what is laid out by hand."""

    def __init__(self, prog: str) -> None:
        """Take the width there is: who asks for no help needs nothing that is loaded to find it out."""
        super().__init__(prog, width=_columns() - _MARGIN)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(textwrap.indent(fitted(one, width), indent) for one in text.split("\n\n"))


def _columns() -> int:
    """Return how wide a page may be, as `shutil` does, which brings three kinds of compression."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    try:
        wide = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (OSError, ValueError):
        wide = 0
    return wide or _WIDTH


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
