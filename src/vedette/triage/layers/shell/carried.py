"""What a shell script hands on, and the words of it that came to something known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from tree_sitter import Node

INTERPRETERS: Final = {
    "python": (Kind.PYTHON, "-c"), "pypy": (Kind.PYTHON, "-c"), "perl": (Kind.PERL, "-e"),
    "ruby": (Kind.RUBY, "-e"), "node": (Kind.JAVASCRIPT, "-e"), "nodejs": (Kind.JAVASCRIPT, "-e"),
    "php": (Kind.PHP, "-r"), "lua": (Kind.LUA, "-e"), "deno": (Kind.JAVASCRIPT, "eval"),
}  # fmt: skip


class Carried(Struct, frozen=True, kw_only=True):
    """What is handed to an interpreter or written to a file; one character for each byte."""

    text: str
    kind: Kind | None
    steps: tuple[str, ...]
    start: int
    end: int


class Word(Struct, frozen=True):
    """A word that came to something known."""

    start: int
    end: int
    value: str
    first: bool


def process_written_to(node: Node) -> Node | None:
    """Return the process that what is written goes to: `> >(sh)`."""
    for one in node.children_by_field_name("redirect"):
        place = one.child_by_field_name("destination") if one.type == "file_redirect" else None
        if place is not None and place.type == "process_substitution" and place.children[0].type == ">(":
            return place
    return None
