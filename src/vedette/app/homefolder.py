"""Where whoever runs this is at home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput

_INSTEAD: Final = ("VEDETTE_DATA_DIR", "VEDETTE_CACHE_DIR")


def home_folder(environ: Mapping[str, str]) -> Path:
    """Return it; any other where it is not asked for, since both of our folders are named.

    Raises:
        BadInput: neither the environment nor the system's list of users says.

    """
    try:
        return Path.home()
    except RuntimeError:
        if all(environ.get(one) for one in _INSTEAD):
            return Path("/")
        raise BadInput(
            "nobody says where your home folder is", hint=f"set HOME, or both {' and '.join(_INSTEAD)}"
        ) from None
