"""Nothing that is judged is ever run: every test here fails if a program starts or a connection is made.

Tests of executables compile samples of ours first, and so are left out; what they judge is data to them too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

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
_watching = False
_seen: list[str] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in FORBIDDEN and not _is_import(event):
        _seen.append(f"{event} {arguments!r}"[:200])


def _is_import(event: str) -> bool:
    """Tell whether Python itself loads a module of ours: that is marshal's honest work."""
    if event != "marshal.loads":
        return False
    frame = sys._getframe(2)  # noqa: SLF001  who asks is what matters
    return frame.f_code.co_filename.startswith("<frozen importlib")


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def nothing_runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watch one test."""
    global _watching  # noqa: PLW0603  an audit hook can never be taken away again
    if "/triage/binary/" in str(request.path):
        yield
        return
    _seen.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert _seen == []
