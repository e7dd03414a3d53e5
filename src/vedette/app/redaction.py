"""What is reported of a target without its secrets: quotes, the lines around them, what is said of both.

Done last: until then everybody, from fingerprints to patches, has what really stands there. `held` knows
hidden secrets again, so a report can be checked as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct, structs

from vedette.core.errors import VedetteError
from vedette.core.nouns import Evidence, Finding, Lines
from vedette.core.redaction import Known, is_of_secret, places, redact, told_places
from vedette.core.sources import SourceFile
from vedette.core.text import cut_lines, decode

T = TypeVar("T")
Say: TypeAlias = Callable[[str], str]
"""Gives what is put in the place of a text."""

_SAID: Final = frozenset(
    (
        *("title", "message", "reason", "reasons", "note", "notes", "summary", "text", "why", "innocent"),
        *("checked", "context", "payloads", "places", "before", "after"),
    )
)
"""Fields that may repeat what stands in an artefact. Names, digests and indicators stay as they are."""


class Redactor:
    """Hides secrets in what is reported of a target.

    Where it is given files of source code, a secret that something beside a quote makes known is hidden in
    the quote too, and so is one that is repeated in another file.
    """

    def __init__(self, files: Iterable[SourceFile] = (), found: Iterable[Finding] = ()) -> None:
        """Take the files, and all that was found in them, also what will not be reported."""
        self._files = {one.digest: one for one in files}
        found = tuple(found)
        shown = [one for finding in found for one in finding.evidence if is_of_secret(one.note)]
        self._known = Known(one.quote for one in shown)
        self._told: dict[str, dict[Lines, None]] = {}
        for one, where in told_places(found):
            self._told.setdefault(one.artefact, {})[where] = None
        self._holding = self._told.keys() | {one.artefact for one in shown}
        """Digests of files that hold secrets."""
        self._texts: dict[str, tuple[list[str], list[str]]] = {}
        self._seen: dict[str, str] = {}

    def without(self, reported: T) -> T:
        """Hide them in a report, or a part of one. What has none is given back as it is."""
        if not self._holding and not self._any_in(reported):
            return reported
        made: T = _walked(reported, self._said, self._quote)
        return made

    def _any_in(self, reported: object) -> bool:
        """Look through all texts at once, which takes a fraction of looking through one after another."""
        texts: dict[str, str] = {}
        _walked(
            reported,
            lambda text: texts.setdefault(text, text),
            lambda one: texts.setdefault(one.quote, one.quote),
        )
        return bool(places("\n\n".join(texts), self._known))

    def lines(self, digest: str) -> list[str] | None:
        """Return the lines of a file by its digest, its secrets hidden; None where it cannot be read now."""
        hidden = self._text(digest)[1]
        return [line.rstrip("\r") for line in hidden] or None

    def _said(self, text: str) -> str:
        if text not in self._seen:
            self._seen[text] = redact(text, self._known)
        return self._seen[text]

    def _quote(self, evidence: Evidence) -> str:
        quote, where = evidence.quote, evidence.locator
        if evidence.artefact in self._holding and isinstance(where, Lines):
            plain, hidden = self._text(evidence.artefact)
            if cut_lines(plain, where) == quote:
                return cut_lines(hidden, where) or quote
        return self._said(quote)

    def _text(self, digest: str) -> tuple[list[str], list[str]]:
        """Return the lines of a file, and the same without secrets; none where it cannot be read now."""
        if digest not in self._texts:
            try:
                plain = decode(self._files[digest].read()) if digest in self._files else ""
            except VedetteError:
                plain = ""
            lines = plain.split("\n") if plain else []
            hidden = redact(plain, self._known, self._told.get(digest, ()))
            self._texts[digest] = lines, lines if hidden == plain else hidden.split("\n")
        return self._texts[digest]


def _walked(value: Any, say: Say, quote: Callable[[Evidence], str]) -> Any:  # noqa: ANN401 - what reports are of
    """Put other texts into a report, or a part of one; where none is other, it stays the same object."""
    if isinstance(value, Evidence):
        return _changed(value, {"quote": quote(value), "note": say(value.note)})
    if isinstance(value, Struct):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return _changed(
            value,
            {
                name: _said(one, say) if name in _SAID else _walked(one, say, quote)
                for name, one in fields
                if one and (name in _SAID or not isinstance(one, str | int | float))
            },
        )
    if isinstance(value, tuple) and value and isinstance(value[0], Struct):
        return _each(value, lambda one: _walked(one, say, quote))
    return value


def _said(value: Any, say: Say) -> Any:  # noqa: ANN401 - a text, or several
    if isinstance(value, str):
        return say(value)
    return _each(value, lambda one: _said(one, say)) if isinstance(value, tuple) else value


def _each(values: tuple[Any, ...], put: Callable[[Any], Any]) -> tuple[Any, ...]:
    made = tuple(map(put, values))
    return values if all(map(_same, made, values)) else made


def _changed(value: T, fields: dict[str, Any]) -> T:
    differs = {name: one for name, one in fields.items() if not _same(one, getattr(value, name))}
    return structs.replace(value, **differs) if differs else value  # type: ignore[type-var]  # a struct it is


def _same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, str) and one == other)
