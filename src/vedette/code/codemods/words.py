"""A shell command as words, so that it can be run without a shell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.module import Refused
from vedette.code.codemods.texts import Piece

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_SPECIAL: Final = frozenset("|&;<>()$`*?[]{}~#!\n\\")
"""Signs that mean something to a shell outside quotes."""
_IN_QUOTES: Final = frozenset("$`\\!")
"""Those that mean something inside double quotes too."""
_BUILT_IN_WORDS: Final = """
cd source . export alias ulimit set unset type dir ver start del copy exec eval exit read trap umask
wait cls move ren call
"""
_BUILT_IN: Final = frozenset(_BUILT_IN_WORDS.split())
_ASSIGNS: Final = re.compile(r"^\w+=")


@dataclass(slots=True)
class Word:
    """One argument: constants and holes in turn."""

    parts: list[str | Piece] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        """The word, where it is constant."""
        return "".join(one for one in self.parts if isinstance(one, str)) if self.constant else None

    @property
    def constant(self) -> bool:
        """Whether nothing in it varies."""
        return all(isinstance(one, str) for one in self.parts)

    @property
    def begins_open(self) -> bool:
        """Whether what varies decides its first character."""
        return bool(self.parts) and not isinstance(self.parts[0], str)

    @property
    def holes(self) -> list[Syntax]:
        """What varies in it."""
        return [one.hole for one in self.parts if isinstance(one, Piece) and one.hole is not None]


@dataclass(slots=True)
class _Splitter:
    words: list[Word] = field(default_factory=list)
    word: Word | None = None
    quotes: str = ""

    def sign(self, sign: str) -> None:
        """Take one character of a constant."""
        if self.quotes:
            if sign == self.quotes:
                self.quotes = ""
            elif self.quotes == '"' and sign in _IN_QUOTES:
                raise Refused
            else:
                self.add(sign)
        elif sign in "'\"":
            self.quotes = sign
            self.open()
        elif sign in _SPECIAL:
            raise Refused
        elif sign in " \t":
            self.word = None
        else:
            self.add(sign)

    def open(self) -> Word:
        """Begin a word, unless one is under way."""
        if self.word is None:
            self.word = Word()
            self.words.append(self.word)
        return self.word

    def add(self, part: str | Piece) -> None:
        """Add a character or a hole to the word."""
        parts = self.open().parts
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)


def split(made: list[Piece]) -> list[Word]:
    """Split a command into words.

    Raises:
        Refused: a shell is needed for it, or what varies chooses the program.

    """
    splitter = _Splitter()
    for piece in made:
        if piece.hole is not None:
            splitter.add(piece)
        else:
            for sign in piece.text.rstrip("\n") if piece is made[-1] else piece.text:
                splitter.sign(sign)
    words = splitter.words
    if (
        splitter.quotes
        or not words
        or not words[0].text
        or words[0].text in _BUILT_IN
        or _ASSIGNS.match(words[0].text)
    ):
        raise Refused
    return words


def quoted_holes(made: list[Piece]) -> dict[int, tuple[Piece, Piece]]:
    """Return the holes that stand alone between quotes: by their number, with the pieces around them.

    Raises:
        Refused: one stands in quotes together with something else, or in a place quoting does not help.

    """
    found: dict[int, tuple[Piece, Piece]] = {}
    quotes = ""
    for number, piece in enumerate(made):
        if piece.hole is None:
            quotes = _after(quotes, piece.text)
        elif quotes:
            before, behind = made[number - 1], made[number + 1] if number + 1 < len(made) else None
            if behind is None or before.hole is not None or behind.hole is not None:
                raise Refused
            if not before.text.endswith(quotes) or not behind.text.startswith(quotes):
                raise Refused
            found[number] = (before, behind)
    return found


def _after(quotes: str, text: str) -> str:
    """Return the quotes that are open after some more text."""
    skip = False
    for sign in text:
        if skip:
            skip = False
        elif sign == "\\" and quotes != "'":
            skip = True
        elif quotes:
            quotes = "" if sign == quotes else quotes
        elif sign in "'\"":
            quotes = sign
        elif sign == "`":
            raise Refused
    return quotes
