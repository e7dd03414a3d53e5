"""Cedar's engine, without what its package also brings: classes for syntax trees, which nobody here asks for.

Making those classes takes longer than all that is done with the engine in one run of the command line.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_TREES: Final = "cedarpy.pst"


class _StandIn(ModuleType):
    """Stands where a module would be; asked for anything of it, it makes way for the real one."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


sys.modules.setdefault(_TREES, _StandIn(_TREES))

import cedarpy  # noqa: E402 - after the stand-in is in its place

__all__ = ["cedarpy"]
