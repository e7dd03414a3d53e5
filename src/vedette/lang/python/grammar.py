"""The grammar's numbers for node kinds and fields, looked up once: comparing numbers is fast."""

from __future__ import annotations

from typing import Final

from tree_sitter import Parser

from vedette.lang.grammars import grammar

LANGUAGE: Final = grammar("tree_sitter_python")


def parser() -> Parser:
    """Return a fresh parser."""
    return Parser(LANGUAGE)


def kind(name: str) -> int:
    """Return the number of a named node kind.

    Raises:
        LookupError: the installed grammar has no such kind; the lock pins one that has.

    """
    number = LANGUAGE.id_for_node_kind(name, True)  # noqa: FBT003 - positional only
    if number is None:
        raise LookupError(f"the Python grammar has no node kind {name!r}")
    return number


def field(name: str) -> int:
    """Return the number of a field.

    Raises:
        LookupError: the installed grammar has no such field.

    """
    number = LANGUAGE.field_id_for_name(name)
    if number is None:
        raise LookupError(f"the Python grammar has no field {name!r}")
    return number
