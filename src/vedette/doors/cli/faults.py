"""What the system and Python raise that is no fault of ours, as errors that say what to do."""

from __future__ import annotations

import errno
from typing import Final

from vedette.core.errors import BadInput, Unavailable, VedetteError

_PASSES: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO, errno.EAGAIN})
"""What a system says no for that may have room again later."""
_DEEPEST: Final = 16
_KNOWN: Final[tuple[tuple[type[BaseException], VedetteError], ...]] = (
    (
        RecursionError,
        BadInput("something in the input is nested too deeply", hint="leave it out with --exclude"),
    ),
    (
        MemoryError,
        Unavailable("not enough memory", hint="give it less at once, or set VEDETTE_LIMIT_… lower"),
    ),
    (
        EOFError,
        BadInput("the input ended before an answer came", hint="give it on the standard input"),
    ),
)


def known(error: BaseException) -> VedetteError | None:
    """Return what an error means for who ran the command; None where it is a fault of ours."""
    if isinstance(error, VedetteError):
        return error
    if isinstance(error, OSError):
        return _withheld(error)
    return next((told for kind, told in _KNOWN if isinstance(error, kind)), None)


def interrupts(error: BaseException) -> bool:
    """Say whether somebody interrupted, also where a library put an error of its own around that."""
    at: BaseException | None = error
    for _ in range(_DEEPEST):
        if at is None or isinstance(at, KeyboardInterrupt):
            break
        at = at.__cause__ or at.__context__
    return isinstance(at, KeyboardInterrupt)


def _withheld(error: OSError) -> VedetteError | None:
    """Say that the system did not let us have a file, or room for one."""
    about = f"{error.filename!s:.200}: " if error.filename is not None else ""
    if error.errno in _PASSES:
        return Unavailable(f"{about}{error.strerror}", hint="make room, then run it again")
    if about:
        hint = "check the path, and that it may be read and written"
        return BadInput(f"{about}{error.strerror}", hint=hint)
    if isinstance(error, FileNotFoundError):
        return BadInput("the folder you are in is gone", hint="go to one that is there")
    return None
