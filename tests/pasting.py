"""Texts that are pasted are looked at in a process that has a minute: on a busy machine it may take more.

In a test module:

    pytest_plugins = ["tests.pasting"]
    pytestmark = pytest.mark.usefixtures("patience")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from vedette.app import textlook

_PATIENCE_S: Final = 240.0


@pytest.fixture(scope="module")
def patience() -> Iterator[None]:
    """Look at a text for longer than people would wait."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(textlook, "_BOUNDS", replace(textlook._BOUNDS, seconds=_PATIENCE_S))  # noqa: SLF001
        yield
