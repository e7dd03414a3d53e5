"""A page of plain words and tables, as it is published: written as Markdown and as HTML from the same."""

from __future__ import annotations

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True):
    """Rows under a head; every row has as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Struct, frozen=True, kw_only=True):
    """A part of a page under its own heading."""

    id: str
    """For links: letters, digits, dashes."""
    title: str
    words: tuple[str, ...] = ()
    """Paragraphs."""
    points: tuple[str, ...] = ()
    """A list, after the paragraphs."""
    tables: tuple[Table, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Addresses of the same service, each with what is there, after all else."""


class Sheet(Struct, frozen=True, kw_only=True):
    """One page."""

    title: str
    lead: str
    """What it is, in a sentence or two."""
    sections: tuple[Section, ...]
