"""A watch for programs that start and connections that are made, in whatever runs under it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FORBIDDEN = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty.spawn",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "marshal.loads",
    "pickle.find_class",
    "ctypes.dlsym",
)
_watches: list[list[str]] = []


@contextmanager
def watched() -> Iterator[list[str]]:
    """Watch; what was seen is in the list."""
    seen: list[str] = []
    _watches.append(seen)
    try:
        yield seen
    finally:
        _watches.remove(seen)


class _Event(str):
    """Equal to an event that is watched for, and tells of it when it is compared with one.

    What Python asks at each event is a look into a dictionary: a function of ours might let another thread
    run meanwhile, and when both set a trace function Python 3.11 lets one of them fail.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, event: object) -> bool:
        same = str.__eq__(self, event)
        if same and _watches and not _is_import(self):
            asked = sys._getframe(1)
            for seen in _watches:
                seen.append(f"{self} by {asked.f_code.co_filename}:{asked.f_lineno}")
        return same


def _is_import(event: str) -> bool:
    """Tell whether Python itself loads a module of ours: that is marshal's honest work."""
    if event != "marshal.loads":
        return False
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")  # noqa: SLF001


_EVENTS: dict[str, object] = {_Event(name): None for name in FORBIDDEN}
sys.addaudithook(_EVENTS.get)
