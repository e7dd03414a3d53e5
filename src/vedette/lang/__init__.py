"""Source text in, the intermediate form out. One package a language; the table below names each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from vedette.lang.ir import Facts

__all__ = ["FRONT_ENDS", "Facts", "front_end"]

FrontEnd = Callable[[bytes], Facts]


def _python(source: bytes) -> Facts:
    from vedette.lang import python  # noqa: PLC0415  who reads another language needs none of it

    return python.lower(source)


FRONT_ENDS: dict[str, FrontEnd] = {".py": _python, ".pyw": _python}


def front_end(path: str) -> FrontEnd:
    """Return the front-end for a file name; a name without a known suffix is taken for a Python script."""
    return FRONT_ENDS.get(PurePosixPath(path).suffix, _python)
