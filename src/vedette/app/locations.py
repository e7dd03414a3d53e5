"""Where an address is: looked up in a file the user has, of MaxMind's format; nobody is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from vedette.core.errors import BadInput

Locate: TypeAlias = Callable[[str], tuple[float, float] | None]

_REMEMBERED: Final = 65_536
"""Addresses: logins come from few."""
_VAGUE_KM: Final = 200
"""A place known no better than this says only which country it is."""


def locator(path: Path) -> Locate:
    """Open a file of places; what it answers is latitude and longitude in degrees, or nothing.

    It is held open, and mapped into memory, as long as the answer is used.

    Raises:
        BadInput: it cannot be read, or knows no places.

    """
    import maxminddb  # noqa: PLC0415  only who has such a file needs it

    hint = "give a file in MaxMind's format (.mmdb) that holds places, such as a City edition"
    try:
        base = maxminddb.open_database(str(path), maxminddb.MODE_MMAP)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise BadInput(f"{path}: cannot be read as a file of places", hint=hint) from error
    kind = base.metadata().database_type
    if not any(word in kind.casefold() for word in ("city", "location", "places")):
        base.close()
        raise BadInput(f"{path}: knows no places, only {kind!a}", hint=hint)
    get, broken = base.get, (ValueError, maxminddb.InvalidDatabaseError)

    @lru_cache(_REMEMBERED)
    def locate(address: str) -> tuple[float, float] | None:
        try:
            return _place(get(address))
        except broken:
            return None

    return locate


def _place(found: Any) -> tuple[float, float] | None:  # noqa: ANN401  whatever the file holds
    place = found.get("location") if isinstance(found, dict) else None
    if not isinstance(place, dict):
        return None
    latitude, longitude, radius = (place.get(one) for one in ("latitude", "longitude", "accuracy_radius"))
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    return None if isinstance(radius, int | float) and radius > _VAGUE_KM else (latitude, longitude)
