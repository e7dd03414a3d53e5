"""From where on a rule speaks: read from a file, every number bounded, so that no typing error disarms one.

What an operator's own file leaves out is as in the file that ships.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from vedette.core.errors import BadInput

_LARGEST: Final = 64 * 1024
LONGEST_PAUSE: Final = 72 * 3600.0
"""Seconds a pause lasts at most that no person decided."""

Percent: TypeAlias = Annotated[int, Meta(ge=1, le=100)]
Count: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
Few: TypeAlias = Annotated[int, Meta(ge=1, le=100)]
Seconds: TypeAlias = Annotated[float, Meta(ge=1, le=366 * 86_400)]
Pause: TypeAlias = Annotated[float, Meta(ge=1, le=LONGEST_PAUSE)]
Share: TypeAlias = Annotated[float, Meta(gt=0, le=1)]
Times: TypeAlias = Annotated[float, Meta(ge=1, le=1000)]


class _Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


class Topics(_Table, frozen=True, kw_only=True):
    """M1."""

    sure: Percent
    of: Few
    times: Few
    window: Seconds
    lasts: Seconds


class Intents(_Table, frozen=True, kw_only=True):
    """M2."""

    approval: Percent
    review: Percent
    prohibited: Percent
    lasts: Seconds


class Foreign(_Table, frozen=True, kw_only=True):
    """M3."""

    targets: Few
    window: Seconds
    patient: Few
    patient_window: Seconds
    lasts: Pause


class Arrivals(_Table, frozen=True, kw_only=True):
    """M4."""

    known: Few
    forget: Seconds
    lasts: Seconds


class Sharing(_Table, frozen=True, kw_only=True):
    """M5."""

    window: Seconds
    returns: Few
    lasts: Pause


class Velocity(_Table, frozen=True, kw_only=True):
    """M6."""

    factor: Times
    floor: Count
    first_week: Count
    history: Seconds
    lasts: Seconds


class Taint(_Table, frozen=True, kw_only=True):
    """M7."""

    marker: Percent
    window: Seconds
    lasts: Seconds


class Pairs(_Table, frozen=True, kw_only=True):
    """M8."""

    share: Share
    least: Count
    even: Times
    window: Seconds
    lasts: Seconds


class Glass(_Table, frozen=True, kw_only=True):
    """M9."""

    review: Seconds


class Record(_Table, frozen=True, kw_only=True):
    """M10."""

    late: Seconds
    witness: Seconds
    lasts: Seconds


class Untold(_Table, frozen=True, kw_only=True):
    """M11."""

    after: Seconds
    again: Seconds
    reminders: Few
    lasts: Pause


class Overturned(_Table, frozen=True, kw_only=True):
    """M12."""

    share: Share
    least: Count
    window: Seconds
    lasts: Seconds


class Thresholds(_Table, frozen=True, kw_only=True, rename=str.upper):
    """All of them, by rule."""

    m1: Topics
    m2: Intents
    m3: Foreign
    m4: Arrivals
    m5: Sharing
    m6: Velocity
    m7: Taint
    m8: Pairs
    m9: Glass
    m10: Record
    m11: Untold
    m12: Overturned


def shipped_text() -> str:
    """Return the file that ships."""
    return (files("vedette.access.monitor") / "thresholds.toml").read_bytes().decode()


def load(own: Path | None = None) -> Thresholds:
    """Read the thresholds: those that ship, and over them those of a file of the operator's.

    Raises:
        BadInput: the file cannot be read, names what no rule knows, or a number is out of bounds.

    """
    return thresholds(shipped_text(), _read(own) if own is not None else "", name=str(own or "thresholds"))


def thresholds(text: str, over: str = "", *, name: str = "thresholds") -> Thresholds:
    """Make thresholds of a text, and of another that goes over it.

    Raises:
        BadInput: as `load`.

    """
    try:
        tables = tomllib.loads(text)
        for rule, table in tomllib.loads(over).items():
            tables[rule] = _laid_over(tables.get(rule), table)
        made = msgspec.convert(tables, Thresholds)
    except (ValueError, RecursionError) as error:  # no TOML, a number too long to read, or out of bounds
        raise _unusable(name, str(error)) from error
    if made.m2.review < made.m2.approval:
        raise _unusable(name, "M2: a review would come before an approval")
    if made.m1.times > made.m1.of:
        raise _unusable(name, "M1: more texts would have to differ than are looked at")
    return made


def _laid_over(table: object, over: object) -> dict[str, Any]:
    """Lay one table over another; what is no table is left to the check that follows."""
    known = table if isinstance(table, dict) else {}
    return {**known, **over} if isinstance(over, dict) else {"": over}


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(str(path), getattr(error, "strerror", None) or "it is no text") from error
    if len(data) > _LARGEST:
        raise _unusable(str(path), f"it is larger than {_LARGEST} bytes")
    return text


def _unusable(name: str, why: str) -> BadInput:
    return BadInput(f"{name}: {why}", hint="see docs/access/monitoring.md for what the rules know")
