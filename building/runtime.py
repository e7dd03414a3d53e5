"""A function of the compiler's own, mended: what it makes includes functions from its own folder first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FILE: Final = "bytes_ops.c"
_FAULT: Final = "endn = Clamp(endn, 0, len);"
_MENDED: Final = "endn = Clamp(endn, startn, len);"


class Changed(Exception):
    """The compiler's functions are no longer what they were: look whether the fault is still there."""


def mended(theirs: Path, made: Path) -> None:
    """Let a slice of bytes that ends before it begins be empty, as it is in Python, and no error.

    `theirs` is the folder of the compiler's functions, `made` where what it made lies.

    Raises:
        Changed: the fault is not where it was.

    """
    text = (theirs / _FILE).read_text(encoding="utf-8")
    if text.count(_FAULT) != 1:
        raise Changed(f"{_FILE} of the compiler has other words than those that were to be mended")
    (made / _FILE).write_text(text.replace(_FAULT, _MENDED), encoding="utf-8")
