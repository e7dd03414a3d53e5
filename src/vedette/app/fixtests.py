"""Guesses a project's test command from its files: pytest, else unittest, else none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import PurePosixPath

from vedette.core.errors import BadInput
from vedette.core.sources import SourceFile

_NAME = re.compile(r"test_.*\.py|.*_test\.py")
_PYTEST = re.compile(rb"^(?:import pytest|from pytest import|(?:async )?def test_)", re.MULTILINE)
_UNITTEST = re.compile(rb"unittest")


def detected(files: Iterable[SourceFile], python: str) -> tuple[str, ...]:
    """Return the command that runs the tests of some files by an interpreter; empty where they show none."""
    texts = [_text(one) for one in files if _NAME.fullmatch(PurePosixPath(one.path).name)]
    if any(_PYTEST.search(one) for one in texts) and find_spec("pytest") is not None:
        return (python, "-m", "pytest")
    if any(_UNITTEST.search(one) for one in texts):
        return (python, "-m", "unittest", "discover", "-v")
    return ()


def _text(file: SourceFile) -> bytes:
    try:
        return file.read()
    except BadInput:
        return b""
