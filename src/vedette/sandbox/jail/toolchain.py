"""The Python that runs us, for a jailed program: how it is called, and what it reads."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Toolchain(NamedTuple):
    """An interpreter for a `Program`: `command=(chain.python, …)`, `readable=chain.readable`."""

    python: str
    readable: tuple[str, ...]


def interpreter(more: Iterable[str] = ()) -> Toolchain:
    """Return our own interpreter, with the packages installed for it, but none linked to a source folder.

    Args:
        more: further folders, such as the packages of the project's own environment.

    """
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, *more}
    real = {str(Path(one).resolve()) for one in found}
    everywhere = {"/usr", "/usr/local", "/"}
    return Toolchain(sys.executable, tuple(sorted((found | real) - everywhere)))
