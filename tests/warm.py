"""One cache for the commands of many tests: with one of its own, each makes all rules and tables ready anew.

Reports are the same with a cache and without: `tests/test_end_to_end.py` looks at that, in one of its own.
"""

import tempfile
from functools import cache


@cache
def _made() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="vedette-cache-")


def warm() -> str:
    """Return the folder of this test process; it goes when that ends."""
    return _made().name
