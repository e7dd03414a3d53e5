"""Words strangers wrote, in sentences of ours: shown, never obeyed by a terminal and never reordered."""

from __future__ import annotations


def plain(text: str) -> str:
    """Replace what is not printable: control characters, line ends, marks that turn text around."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def quoted(text: str, limit: int = 160) -> str:
    """Put the beginning of a text between quotes."""
    shown = text[:limit] + ("…" if len(text) > limit else "")
    return f"“{plain(shown)}”"
