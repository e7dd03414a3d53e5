"""A language's texts: rows by key, each with variants, taken apart into words and slots."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.core.tables import table

LANGUAGES: Final = ("en", "de", "es")
_SLOT: Final = re.compile(r"\{(?P<slot>[A-Za-z_]+)(?:\?(?P<one>[^|{}]*)\|(?P<many>[^{}]*))?\}")
_TABLES: Final = frozenset(
    ("forms", "phrases", "levels", "severities", "slots", "owners", "within", "labels")
)


class Slot(Struct, frozen=True):
    """A place in a text that is filled from what the sentence cites."""

    name: str
    one: str | None = None
    """Of a choice by number: what stands there for one."""
    many: str = ""


Text = tuple[str | Slot, ...]
"""Words and slots in turn."""


class Texts(Struct, frozen=True, kw_only=True):
    """All of one language."""

    language: str
    rows: dict[str, tuple[Text, ...]]
    """By key: `situation.guessed.beat`, `step.lock_account.do`."""
    phrases: dict[str, tuple[Text, ...]]
    forms: dict[str, Any]
    levels: dict[str, str]
    severities: dict[str, str]
    slots: dict[str, str]
    owners: dict[str, str]
    within: dict[str, str]
    labels: dict[str, str]

    def label(self, situation: str) -> str:
        """Return what a situation is called, in a few words."""
        row = self.rows.get(f"situation.{situation}.label")
        return "".join(part for part in row[0] if isinstance(part, str)) if row else ""


def load(language: str) -> Texts:
    """Read a language, once.

    Raises:
        BadInput: there is no such language here.

    """
    if language not in LANGUAGES:
        raise BadInput(
            f"there are no explanations in {language[:20]!r}",
            hint=f"there are some in: {', '.join(LANGUAGES)}",
        )
    return _loaded(language)


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(language: str) -> Texts:
    data = table("vedette.explain.words", f"{language}.toml")
    tables = {name: data.pop(name) for name in _TABLES - {"phrases"}}
    return Texts(
        language=language,
        phrases={name: _variants(text) for name, text in data.pop("phrases").items()},
        rows=_flat("", data),
        **tables,
    )


def _flat(prefix: str, data: dict[str, Any]) -> dict[str, tuple[Text, ...]]:
    rows: dict[str, tuple[Text, ...]] = {}
    for name, value in data.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            rows |= _flat(f"{key}.", value)
        else:
            rows[key] = _variants(value)
    return rows


def _variants(value: str | list[str]) -> tuple[Text, ...]:
    return tuple(map(taken_apart, [value] if isinstance(value, str) else value))


def taken_apart(text: str) -> Text:
    """Split a text into words and slots."""
    parts: list[str | Slot] = []
    at = 0
    for match in _SLOT.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        parts.append(Slot(match["slot"], match["one"], match["many"] or ""))
        at = match.end()
    return (*parts, text[at:]) if at < len(text) else tuple(parts)
