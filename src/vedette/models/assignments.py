"""Which back-end stands behind which profile, and how much of it: what the operator wrote in `models.toml`.

    [profile.vedette-cyber]
    back_end = "office"
    tokens = 1_000_000

What is left out of a table is as the profile ships.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.models.attachments import known, tables_of
from vedette.models.profiles import NO_MODEL, Budget, Profile, profiles

_BUDGET: Final = Budget.__struct_fields__


class Assignment(Struct, frozen=True, kw_only=True):
    """What stands behind one profile."""

    profile: Profile
    """With the operator's own bounds."""
    back_end: str


def assignments(path: Path) -> Mapping[str, Assignment]:
    """Return what the operator put behind the profiles, by profile.

    Raises:
        BadInput: the file cannot be understood, or speaks of a profile there is not.

    """
    return {name: _assignment(path, name, table) for name, table in tables_of(path, "profile").items()}


def _assignment(path: Path, name: str, table: object) -> Assignment:
    place = f"{path}: [profile.{name}]"
    shipped = profiles().get(name)
    if shipped is None or name == NO_MODEL:
        there = ", ".join(one for one in profiles() if one != NO_MODEL)
        raise BadInput(f"{place}: no such profile, or none a model serves", hint=f"there are: {there}")
    if not isinstance(table, dict):
        raise BadInput(f"{place} is no table", hint='as in back_end = "office"')
    known(place, table, ("back_end", *_BUDGET))
    back_end = table.get("back_end")
    if not isinstance(back_end, str) or not back_end:
        raise BadInput(f"{place}: no back_end", hint="name one of the [backend.…] tables")
    changed = {key: value for key, value in table.items() if key in _BUDGET}
    return Assignment(profile=_bounded(place, shipped, changed), back_end=back_end)


def _bounded(place: str, shipped: Profile, changed: dict[str, object]) -> Profile:
    try:
        budget = msgspec.convert(msgspec.structs.asdict(shipped.budget) | changed, Budget)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"{place}: {error}", hint="whole numbers; seconds and money may have a point"
        ) from error
    if min(msgspec.structs.asdict(budget).values()) < 0:
        raise BadInput(f"{place}: a bound below 0", hint="give 0 or more")
    return msgspec.structs.replace(shipped, budget=budget)
