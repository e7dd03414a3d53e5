"""Grammars of tree-sitter, without what their packages also bring.

That is what reads archives, for queries nobody here asks for: loading it takes as
long as parsing a script of fifty thousand letters.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Final

from tree_sitter import Language

_BINDING: Final = "_binding"


def grammar(package: str, function: str = "language") -> Language:
    """Return a grammar by the package that has it.

    Raises:
        ModuleNotFoundError: it is not installed.

    """
    return Language(getattr(_binding(package), function)())


def _binding(package: str) -> ModuleType:
    """Load what a package has in C; where it is not found as expected, the package itself."""
    known = sys.modules.get(f"{package}.{_BINDING}")
    if known is not None:
        return known
    found = PathFinder.find_spec(package)
    folders = found.submodule_search_locations if found is not None else None
    for place in (
        Path(folder, _BINDING + ending) for folder in folders or () for ending in EXTENSION_SUFFIXES
    ):
        if place.is_file():
            loader = ExtensionFileLoader(f"{package}.{_BINDING}", str(place))
            made = loader.create_module(ModuleSpec(loader.name, loader, origin=loader.path))
            loader.exec_module(made)
            return made
    return import_module(package)
