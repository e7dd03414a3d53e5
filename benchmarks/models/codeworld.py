"""Agents that look at code, let loose on a small shop with a liar and its twin."""

from __future__ import annotations

from benchmarks.models.tallying import Figures


class CodeRuns:
    """Later."""

    def __init__(self, liar: object, figures: Figures) -> None:
        self._liar, self._figures = liar, figures

    def all(self, rounds: int) -> None:
        """Do nothing yet."""
