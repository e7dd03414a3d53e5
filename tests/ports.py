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


def free_port() -> int:
    """Return a port of this process's own that nobody listens on."""
    blocks = (_LAST - _FIRST) // _EACH
    for turn in itertools.islice(_NEXT, 10 * _EACH):
        port = _FIRST + os.getpid() % blocks * _EACH + turn % _EACH
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")
