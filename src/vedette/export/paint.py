"""Colour for a terminal, or none: what is said with colour is always said with words too."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.nouns import Severity

SYMBOLS = {
    Severity.CRITICAL: "‼",
    Severity.HIGH: "▲",
    Severity.MEDIUM: "◆",
    Severity.LOW: "▽",
    Severity.INFO: "○",
}
_CODES = {
    Severity.CRITICAL: "1;35",
    Severity.HIGH: "1;31",
    Severity.MEDIUM: "1;33",
    Severity.LOW: "1;36",
    Severity.INFO: "1",
}


class Paint(Struct, frozen=True):
    """Wraps words in terminal colours when `on`."""

    on: bool

    def severity(self, severity: Severity, text: str) -> str:
        """Colour text by how bad it is."""
        return self._sgr(_CODES[severity], text)

    def strong(self, text: str) -> str:
        """Make text stand out."""
        return self._sgr("1", text)

    def quiet(self, text: str) -> str:
        """Make text stand back."""
        return self._sgr("2", text)

    def _sgr(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text
