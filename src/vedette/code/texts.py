"""What is found in the text of a file itself, whatever its language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.code.knowledge import Knowledge
from vedette.code.taint.found import Found, Place
from vedette.core.nouns import Confidence
from vedette.core.secrets import secrets
from vedette.knowledge.addressing import Sort, addressed
from vedette.lang.ir import at

_LONGEST: Final = 400
"""Bytes of a line that are shown."""


def found_in(knowledge: Knowledge, path: str, utf8: bytes) -> Iterator[Found]:
    """Yield what is found in a file's text, whatever its code does."""
    yield from secrets_in(knowledge, path, utf8)
    yield from words_to_models_in(knowledge, path, utf8)


def secrets_in(knowledge: Knowledge, path: str, utf8: bytes) -> Iterator[Found]:
    """Yield the secrets written into a file."""
    pages = knowledge.rules.get("secret", ())
    if not pages:
        return
    text = utf8.decode("utf-8", "replace")
    for secret in secrets(text):
        start = len(text[: secret.start].encode("utf-8", "replace"))
        end = start + len(text[secret.start : secret.end].encode("utf-8", "replace"))
        confidence = Confidence.STRONG if secret.sure else Confidence.LIKELY
        reason = (
            "it has the form of one" if secret.sure else "its name says secret, and its value looks random"
        )
        yield Found(
            pages[0].id, Place(path, at(start, end), secret.what), "", "", secret.what, confidence, reason
        )


_WANTS: Final = {
    Sort.OVERRIDE: "tells a program that reads it to forget its orders",
    Sort.VERDICT: "tells a program that reviews it what to find",
    Sort.TASK: "gives a program that reads it something to do",
}
_REASON: Final = "it speaks to a language model and says what to find or do: no person is meant to read that"


def words_to_models_in(knowledge: Knowledge, path: str, utf8: bytes) -> Iterator[Found]:
    """Yield the places of a file that speak to a language model, such as one that reviews it."""
    pages = knowledge.rules.get("words-to-models", ())
    if not pages:
        return
    text = utf8.decode("utf-8", "replace")
    for one in addressed(text):
        if one.sure:
            start, end = _line(utf8, one.line)
            what = _WANTS[one.sort]
            yield Found(
                pages[0].id, Place(path, at(start, end), what), "", "", what, Confidence.LIKELY, _REASON
            )


def _line(utf8: bytes, number: int) -> tuple[int, int]:
    """Return where a line begins and ends, in bytes, without the room around what it says."""
    start = 0
    for _ in range(number - 1):
        start = utf8.index(b"\n", start) + 1
    end = utf8.find(b"\n", start)
    line = utf8[start : len(utf8) if end < 0 else end]
    start += len(line) - len(line.lstrip())
    return start, start + min(len(line.strip()), _LONGEST)
