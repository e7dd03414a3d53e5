"""Tables that ship beside these modules: rows of text, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[list[str]]:
    """Yield the fields of each row of a table; its head, which names source and version, is left out."""
    text = resources.files("vedette.knowledge").joinpath(name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def listed(field: str) -> tuple[str, ...]:
    """Return what a field lists."""
    return tuple(field.split(",")) if field else ()
