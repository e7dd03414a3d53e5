"""Tables of formats and shapes of other packages."""

from __future__ import annotations

import importlib
from typing import Any


def registered(module: str, table: str) -> tuple[Any, ...]:
    """Return a table of a module; nothing while there is no such module."""
    try:
        return tuple(getattr(importlib.import_module(module), table, ()))
    except ImportError:
        return ()
