"""The parts a written report is put together from. Text in them is data: whoever renders it makes it safe."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Run(Struct, frozen=True):
    """Text in one style."""

    text: str
    style: Literal["plain", "strong", "code", "soft"] = "plain"


Words = tuple[Run, ...]


class Tone(StrEnum):
    """How loud a callout is. It is said by its first word too, never by colour alone."""

    NOTE = "note"
    WARNING = "warning"
    DANGER = "danger"


class Heading(Struct, frozen=True, kw_only=True, tag_field="kind", tag="heading"):
    """The title of what follows."""

    text: str
    level: int = 2


class Paragraph(Struct, frozen=True, kw_only=True, tag_field="kind", tag="paragraph"):
    """A few sentences."""

    words: Words


class Listing(Struct, frozen=True, kw_only=True, tag_field="kind", tag="listing"):
    """Points, or steps in their order."""

    items: tuple[Words, ...]
    numbered: bool = False
    more: str = ""
    """Says how many were left out."""


class Table(Struct, frozen=True, kw_only=True, tag_field="kind", tag="table"):
    """Rows under a head; never more than `LONGEST` of them."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...]
    """How wide the columns are, as shares."""
    more: str = ""


class Picture(Struct, frozen=True, kw_only=True, tag_field="kind", tag="picture"):
    """A figure, and the same in words."""

    svg: str
    title: str
    description: str


class Callout(Struct, frozen=True, kw_only=True, tag_field="kind", tag="callout"):
    """Something nobody should miss."""

    tone: Tone
    title: str
    lines: tuple[Words, ...] = ()


class Facts(Struct, frozen=True, kw_only=True, tag_field="kind", tag="facts"):
    """Names and what they are."""

    rows: tuple[tuple[str, Words], ...]


class Blank(Struct, frozen=True, kw_only=True, tag_field="kind", tag="blank"):
    """A place for people to write in, marked as such."""

    question: str
    hint: str
    lines: int = 3


class Break(Struct, frozen=True, kw_only=True, tag_field="kind", tag="break"):
    """A new page, where there are pages."""


Piece = Heading | Paragraph | Listing | Table | Picture | Callout | Facts | Blank | Break


class Document(Struct, frozen=True, kw_only=True):
    """All of a report, before anybody chose a form."""

    title: str
    kind: str
    """What sort of report, in words of its language."""
    language: str
    tlp: str
    """The marking, to the letter, on every page."""
    tlp_means: str
    made: str
    """When, in words."""
    made_at: str
    """RFC 3339."""
    footer: str
    page_words: str = "Page"
    figure_words: str = "Figure"
    blank_words: str = "To be filled in"
    text_words: str = "in words"
    one_page: bool = False
    pieces: tuple[Piece, ...] = ()


def plain(text: str) -> Words:
    """Return text as it is."""
    return (Run(text),) if text else ()


def code(text: str) -> Words:
    """Return a name of machines: a path, an id, a digest."""
    return (Run(text, "code"),) if text else ()


def strong(text: str) -> Words:
    """Return text that stands out."""
    return (Run(text, "strong"),) if text else ()


def soft(text: str) -> Words:
    """Return text that stands back."""
    return (Run(text, "soft"),) if text else ()


def joined(parts: Iterable[Words], by: str = ", ") -> Words:
    """Put words one after the other; empty ones leave no trace."""
    made: list[Run] = []
    for part in parts:
        if part:
            made += [Run(by), *part] if made else part
    return tuple(made)


def text_of(words: Words) -> str:
    """Return the words without their styles."""
    return "".join(run.text for run in words)
