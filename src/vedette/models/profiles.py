"""The named models people choose from, as data: what each is for, may cost, and needs of who asks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import msgspec
from msgspec import Struct

from vedette.core.dialogue import ModelRole
from vedette.core.errors import BadInput

NO_MODEL: Final = "vedette-core"
"""The profile that is answered by the engines."""


class Budget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one person may use of a profile, a day unless said otherwise."""

    requests: int
    tokens: int
    """Of prompts and answers together."""
    request_tokens: int
    """Of one prompt."""
    answer_tokens: int
    """Of one answer."""
    seconds: float
    """One request may take."""
    money: float
    """In the currency of the back-end's prices; 0: what serves must cost nothing."""


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One named model."""

    name: str
    says: str
    capability: str
    """What the gate is asked for: its class and conditions are the profile's minimum tier."""
    roles: tuple[ModelRole, ...]
    """What it is used for, as far as the probe granted the back-end that role."""
    tools: tuple[str, ...]
    """Capabilities it may ask for, on top of what the caller may."""
    may_leave: bool
    """Whether a back-end may serve that is not on the operator's own machines; secrets are masked then."""
    budget: Budget


class _Profiles(Struct, frozen=True, forbid_unknown_fields=True):
    profile: tuple[Profile, ...]


@cache
def profiles() -> Mapping[str, Profile]:
    """Return all profiles by name, the weakest first."""
    text = resources.files("vedette.models").joinpath("profiles.toml").read_text("utf-8")
    return {one.name: one for one in msgspec.convert(tomllib.loads(text), _Profiles).profile}


class NoSuchModel(BadInput):
    """No model is called that."""

    http_status = 404


def profile(name: str) -> Profile:
    """Return one profile.

    Raises:
        NoSuchModel: there is none of that name.

    """
    known = profiles()
    if name not in known:
        raise NoSuchModel(f"no model is called {name[:100]!r}", hint=f"there are: {', '.join(known)}")
    return known[name]


def below(name: str) -> tuple[Profile, ...]:
    """Return the profiles weaker than one, the strongest of them first."""
    names = list(profiles())
    return tuple(profiles()[one] for one in reversed(names[: names.index(profile(name).name)]))
