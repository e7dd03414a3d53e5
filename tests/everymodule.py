"""Read every module of ours, for one part of the tests to count what runs meanwhile (tests/conftest.py).

Run by itself it makes ready what all parts need: byte code of what is used, and which characters there are.
"""

import os
import pkgutil
from importlib import import_module

from hypothesis.internal import charmap

import vedette


def read() -> None:
    """Import all of them."""
    for one in pkgutil.walk_packages(vedette.__path__, "vedette."):
        import_module(one.name)


if __name__ == "__main__":
    charmap.intervals_from_codec("utf-8")
    read()
    os._exit(0)  # some of what was read says at the end that it was left lying
