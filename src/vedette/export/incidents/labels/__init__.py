"""What reports of incidents say of themselves, a file a language: TOML next to this, keys the same in all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.tables import table

LANGUAGES: Final = ("en", "de", "es")


class Say:
    """Looks a phrase up by its key and fills in what is given; what is given is never taken for a phrase."""

    def __init__(self, language: str, phrases: Mapping[str, str]) -> None:
        self.language = language
        self._phrases = phrases

    def __call__(self, key: str, **given: object) -> str:
        """Return such as `Severity` for `fact.severity`."""
        phrase = self._phrases[key]
        return phrase.format(**given) if given else phrase

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._phrases)


@cache
def labels(language: str) -> Say:
    """Return the phrases of a language.

    Raises:
        BadInput: nobody has written them.

    """
    if language not in LANGUAGES:
        raise BadInput(
            f"reports are not written in {language[:20]!r}", hint=f"languages: {', '.join(LANGUAGES)}"
        )
    read = table(__name__, f"{language}.toml")
    return Say(
        language,
        {f"{group}.{name}": text for group, phrases in read.items() for name, text in phrases.items()},
    )
