"""Read every module of ours, for one part of the tests to count what runs meanwhile (tests/conftest.py)."""

import pkgutil
from importlib import import_module

import vedette


def read() -> None:
    """Import all of them."""
    for one in pkgutil.walk_packages(vedette.__path__, "vedette."):
        import_module(one.name)
