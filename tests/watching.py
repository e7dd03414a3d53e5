"""A watch for programs that start and connections that are made, in whatever runs under it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FORBIDDEN = frozenset(
    {
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
    }
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


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watches and event in FORBIDDEN and not _is_import(event):
        for seen in _watches:
            seen.append(f"{event} {arguments!r}"[:200])


def _is_import(event: str) -> bool:
    """Tell whether Python itself loads a module of ours: that is marshal's honest work."""
    if event != "marshal.loads":
        return False
    return sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")  # noqa: SLF001


sys.addaudithook(_hook)
