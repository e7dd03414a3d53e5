"""What is reported of a target without its secrets: quotes, the lines around them, what is said of both.

Done last: until then everybody, from fingerprints to patches, has what really stands there. `held` knows
hidden secrets again, so a report can be checked as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from msgspec import Struct, structs

from vedette.code.redaction import Known, is_of_secret, redact, told_places
from vedette.core.errors import VedetteError
from vedette.core.nouns import Evidence, Finding, Lines
from vedette.core.sources import SourceFile
from vedette.core.text import cut_lines, decode

T = TypeVar("T")

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
        made: T = self._walked(reported)
        return made

    def lines(self, digest: str) -> list[str] | None:
        """Return the lines of a file by its digest, its secrets hidden; None where it cannot be read now."""
        hidden = self._text(digest)[1]
        return [line.rstrip("\r") for line in hidden] or None

    def _walked(self, value: Any) -> Any:  # noqa: ANN401 - whatever reports are made of
        if isinstance(value, Evidence):
            return _changed(value, {"quote": self._quote(value), "note": self._said(value.note)})
        if isinstance(value, Struct):
            fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
            return _changed(
                value,
                {
                    name: self._said(one) if name in _SAID else self._walked(one)
                    for name, one in fields
                    if one and (name in _SAID or not isinstance(one, str | int | float))
                },
            )
        if isinstance(value, tuple) and value and isinstance(value[0], Struct):
            made = tuple(map(self._walked, value))
            return made if any(one is not old for one, old in zip(made, value, strict=True)) else value
        return value

    def _said(self, value: Any) -> Any:  # noqa: ANN401 - a text, or several, or what holds texts
        if isinstance(value, str):
            if value not in self._seen:
                self._seen[value] = redact(value, self._known)
            return value if self._seen[value] == value else self._seen[value]
        if isinstance(value, tuple) and value and isinstance(value[0], str):
            made = tuple(map(self._said, value))
            return made if made != value else value
        return self._walked(value)

    def _quote(self, evidence: Evidence) -> str:
        quote, where = evidence.quote, evidence.locator
        if evidence.artefact in self._holding and isinstance(where, Lines):
            plain, hidden = self._text(evidence.artefact)
            if cut_lines(plain, where) == quote:
                return cut_lines(hidden, where) or quote
        said: str = self._said(quote)
        return said

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


def _changed(value: T, fields: dict[str, Any]) -> T:
    differs = {name: one for name, one in fields.items() if one is not getattr(value, name)}
    return structs.replace(value, **differs) if differs else value  # type: ignore[type-var]  # a struct it is
