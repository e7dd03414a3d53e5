"""Ports nobody else takes between choosing and listening, though several runs of tests go on at once."""

import itertools
import os
import socket
from contextlib import suppress
from typing import Final

_FIRST: Final = 10_240
_LAST: Final = 32_768
"""Below the ports the kernel gives to whoever connects: those come and go at any time."""
_EACH: Final = 96
"""Ports that are this process's own."""
_NEXT = itertools.count()
_HELD: dict[int, socket.socket] = {}
"""By process, as a child of ours has a block of its own: the first port of its block, held while it lives."""


def free_port() -> int:
    """Return a port of this process's own that nobody listens on."""
    first = _block()
    for turn in itertools.islice(_NEXT, 10 * _EACH):
        port = first + 1 + turn % (_EACH - 1)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def _block() -> int:
    """Return the first port of this process's block: whoever listens there has the block, and nobody else."""
    process, blocks = os.getpid(), (_LAST - _FIRST) // _EACH
    for turn in range(blocks if process not in _HELD else 0):
        with suppress(OSError):
            where = ("127.0.0.1", _FIRST + (process + turn) % blocks * _EACH)
            _HELD[process] = socket.create_server(where)
            break
    port: int = _HELD[process].getsockname()[1]
    return port
