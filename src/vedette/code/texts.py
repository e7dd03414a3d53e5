"""What is found in the text of a file itself, whatever its language."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.code.knowledge import Knowledge
from vedette.code.secrets import secrets
from vedette.code.taint.found import Found, Place
from vedette.core.nouns import Confidence
from vedette.lang.ir import at


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
