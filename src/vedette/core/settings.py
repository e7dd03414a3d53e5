"""What an operator may choose: read once from the environment, frozen, handed down.

A setting we do not know is an error, never a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, MIB, Limits

PREFIX = "VEDETTE_"
SERVICE = "VEDETTE_SERVE_"
"""What `vedette serve` reads, and checks, itself."""
PROXY_KEY = "VEDETTE_PROXY_KEY"
"""What `vedette proxy` does."""


class Settings(Struct, frozen=True, kw_only=True):
    """All there is to choose."""

    data_dir: Path
    """VEDETTE_DATA_DIR: the record of runs, the last report."""
    cache_dir: Path
    """VEDETTE_CACHE_DIR: facts about files seen before; may be deleted at any time."""
    cache_bytes: int = 1024 * MIB
    """VEDETTE_CACHE_BYTES: how large that may grow."""
    models: Path | None = None
    """VEDETTE_MODELS: the file of language models attached here; without, models.toml in the data folder."""
    limits: Limits = DEFAULTS
    """VEDETTE_LIMIT_<name>: one of the bounds in `core.limits`."""


_LIMITS = Limits.__struct_fields__
KNOWN = (
    *(PREFIX + name for name in ("DATA_DIR", "CACHE_DIR", "CACHE_BYTES", "MODELS")),
    *(f"{PREFIX}LIMIT_{name.upper()}" for name in _LIMITS),
)


def read(environ: Mapping[str, str], home: Path) -> Settings:
    """Read the settings from an environment; places default to where XDG says.

    Raises:
        BadInput: a name is not known or a value makes no sense.

    """
    given = {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and not name.startswith(SERVICE) and name != PROXY_KEY
    }
    _refuse_unknown(sorted(given.keys() - set(KNOWN)))
    numbers = {
        name: _positive(key, given[key])
        for name in _LIMITS
        if (key := f"{PREFIX}LIMIT_{name.upper()}") in given
    }
    settings = Settings(
        data_dir=_place(given.get(PREFIX + "DATA_DIR"), environ.get("XDG_DATA_HOME"), home / ".local/share"),
        cache_dir=_place(given.get(PREFIX + "CACHE_DIR"), environ.get("XDG_CACHE_HOME"), home / ".cache"),
        models=_place(given[PREFIX + "MODELS"], None, home) if PREFIX + "MODELS" in given else None,
        limits=replace(DEFAULTS, **numbers),
    )
    key = PREFIX + "CACHE_BYTES"
    return replace(settings, cache_bytes=_positive(key, given[key])) if key in given else settings


def _refuse_unknown(unknown: list[str]) -> None:
    if not unknown:
        return
    import difflib  # noqa: PLC0415  nothing else needs it

    close = difflib.get_close_matches(unknown[0], KNOWN, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(KNOWN)}"
    raise BadInput(f"unknown setting: {unknown[0]}", hint=hint)


def _positive(key: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < len(value) <= 18 and int(value)):  # noqa: PLR2004
        raise BadInput(
            f"{key}: {value!r} is not a whole number above 0", hint="give digits only, or leave it out"
        )
    return int(value)


def _place(ours: str | None, xdg: str | None, default: Path) -> Path:
    """Choose a folder: ours as given, XDG's only if absolute, as its specification wants."""
    if ours is not None:
        if not ours or "\0" in ours:
            raise BadInput("a VEDETTE_…_DIR or VEDETTE_MODELS is empty", hint="give a place, or leave it out")
        return Path(ours).absolute()
    return (Path(xdg) if xdg and Path(xdg).is_absolute() else default) / "vedette"
