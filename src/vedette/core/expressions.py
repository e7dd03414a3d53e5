"""Regular expressions compiled when they are first asked for, not when the module that has them is loaded.

Compiling one takes as long as reading some ten thousand letters with it, and most of what reads small files
needs few of those it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, made when it is first asked for something.

    >>> expression("b+").search("abba")[0]
    'bb'
    """
    return cast("re.Pattern[AnyStr]", late(lambda: re.compile(pattern, flags)))


def late(make: Callable[[], Any]) -> Any:  # noqa: ANN401  an expression of any library
    """Return an expression that is made when it is first asked for something."""
    return _Late(make)


class _Late:
    """In place of an expression; once there is one, what it does is found here as it is there."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  asked only for what is not here yet
        made = self._make()
        for one in _ASKED:
            if (does := getattr(made, one, None)) is not None:
                setattr(self, one, does)
        return getattr(made, name)
