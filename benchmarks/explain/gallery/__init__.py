"""Thirty reports made by the other engines, committed beside this file: what explanations are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vedette.core import codec
from vedette.core.incidents import Incident
from vedette.core.nouns import Report

HERE = Path(__file__).parent


def cases() -> Iterator[tuple[str, Report | Incident]]:
    """Return every case by name."""
    for path in sorted(HERE.glob("*.json")):
        kind: type[Report | Incident] = Incident if path.stem.startswith("incident-") else Report
        yield path.stem, codec.load(path.read_bytes(), kind, name=path.name)
