"""How many tokens a question is, guessed without the model's own table: rather too many than too few."""

from __future__ import annotations

from typing import Final

import msgspec

from vedette.core.dialogue import Ask

_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANKS: Final = b" \t\r\n"
_ASCII: Final = bytes(range(128))
_PER_LETTER: Final = 0.36
"""Words of prose and of source alike are cut into pieces of three letters and more."""
_PER_BLANK: Final = 0.3
"""One blank goes with the word behind it, and of many only some count."""
_PER_SIGN: Final = 1.0
"""Digits stand alone in many tables, and so do most signs."""
_PER_BYTE: Final = 0.5
"""Of other scripts, in UTF-8."""
_EACH: Final = 8
"""What the frame of a message takes."""


def of_text(text: str) -> int:
    """Guess the tokens of a text."""
    data = text.encode("utf-8", "replace")
    plain = data if text.isascii() else data.translate(None, bytes(range(128, 256)))
    letters = len(plain) - len(plain.translate(None, _LETTERS))
    blanks = len(plain) - len(plain.translate(None, _BLANKS))
    signs = len(plain) - letters - blanks
    other = len(data) - len(plain)
    return int(letters * _PER_LETTER + blanks * _PER_BLANK + signs * _PER_SIGN + other * _PER_BYTE) + 1


def of_ask(ask: Ask) -> int:
    """Guess the tokens of a question: messages, tools and schema."""
    total = _EACH
    for message in ask.messages:
        total += _EACH + of_text(message.text)
        total += sum(_EACH + of_text(call.name) + of_text(call.arguments) for call in message.calls)
    for tool in ask.tools:
        total += 2 * _EACH + of_text(tool.name) + of_text(tool.does) + _of_schema(tool.schema)
    return total + (_of_schema(ask.schema) if ask.schema is not None else 0)


def _of_schema(schema: dict[str, object]) -> int:
    return of_text(msgspec.json.encode(schema).decode())
