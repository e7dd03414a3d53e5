"""Small C programs of ours, compiled when a test asks for them."""

from __future__ import annotations

import shutil
import subprocess  # noqa: TID251  the compiler runs on what we wrote ourselves
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

COMPILER = shutil.which("gcc")
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="gcc is not installed here")


@lru_cache(maxsize=64)
def compiled(source: str, *options: str) -> bytes:
    """Return the ELF file gcc makes of a program."""
    assert COMPILER is not None
    command = [COMPILER, "-w", *options, "-o", "program", "program.c"]
    with tempfile.TemporaryDirectory(prefix="vedette-") as made:
        folder = Path(made)
        (folder / "program.c").write_text(source, encoding="utf-8")
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
        return (folder / "program").read_bytes()
