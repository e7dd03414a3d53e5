"""Words of groups, looked for in a file at once: which groups it has a word of."""

from __future__ import annotations

from typing import Any, Final

from vedette.core.tables import table

_MEMORY: Final = 32 << 20
PATTERN: Final = "re:"
"""Stands before a word that is a pattern."""


class Words:
    """Words by group, compiled once; looking takes one pass over the bytes."""

    def __init__(self, package: str, file: str) -> None:
        import re2  # type: ignore[import-untyped]  # noqa: PLC0415  loaded when a script is read

        rows = [(word, group) for group, words in table(package, file).items() for word in words]
        self._groups = [group for _, group in rows]
        self._set: Any = re2.Set.SearchSet()
        for word, _ in rows:
            self._set.Add(word.removeprefix(PATTERN) if word.startswith(PATTERN) else re2.escape(word))
        self._set.Compile()
        every = (
            word.removeprefix(PATTERN) if word.startswith(PATTERN) else re2.escape(word) for word, _ in rows
        )
        options = re2.Options()
        options.max_mem, options.never_capture = _MEMORY, True
        self._any: Any = re2.compile("|".join(f"(?:{one})" for one in every).encode(), options)

    def groups(self, data: bytes) -> set[str]:
        """Return the groups some word of stands in it."""
        return {self._groups[number] for number in self._set.Match(data) or ()}

    def places(self, data: bytes) -> list[int]:
        """Return where words of any group begin, in order."""
        return [match.start() for match in self._any.finditer(data)]
