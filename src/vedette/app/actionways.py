"""The ways by which a service acts: those its operator wrote down, each of one organisation, on one asset.

Nobody else chooses where orders are sent. `ways.toml` in the folder of actions has one table for each:

    [firewall]
    adapter = "webhook"
    at = "https://fw.clinic.example/vedette"
    key = "/etc/vedette/fw.key"
    org = "o-0123456789abcdef"
    target = "fw.clinic.example"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput, Refused

FILE: Final = "ways.toml"
_MOST: Final = 256 * 1024


class Way(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of them."""

    adapter: Literal["folder", "webhook", "openc2"]
    at: str
    org: str
    """Whose it is, by the id of the organisation: nobody else plans with it."""
    target: str
    """The asset it acts on, which that organisation has to have proved."""
    key: str = ""


def read(folder: Path) -> Mapping[str, Way]:
    """Return the ways an operator wrote down, by name.

    Raises:
        BadInput: the file cannot be understood.

    """
    path = folder / FILE
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
        if len(data) > _MOST:
            raise BadInput(f"{path}: too long", hint="one short table for each way")
        return msgspec.convert(tomllib.loads(data.decode()), dict[str, Way])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}", hint="docs/actions.md has an example") from error


def chosen(ways: Mapping[str, Way], name: str, org: str) -> Way:
    """Return one way, for somebody of the organisation it is of.

    Raises:
        Refused: there is none of that name for them.

    """
    way = ways.get(name)
    if way is None or way.org != org:
        there = ", ".join(sorted(one for one, other in ways.items() if other.org == org)) or "none"
        raise Refused(
            f"your organisation has no way {name[:60]!r} to act",
            hint=f"ask the operator for one; there is: {there}",
        )
    return way
