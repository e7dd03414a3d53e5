"""The door on a real socket of this machine, in a thread, with whatever stands behind it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vedette.doors.api import running
from vedette.doors.api.application import Application


@contextmanager
def served(app: Application, port: int = 0) -> Iterator[int]:
    """Serve until the block ends; gives the port."""
    server = running.make(app, running.Listening(host="127.0.0.1", port=port, drain=0.0))
    listens = threading.Event()
    server.told = listens.set
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert listens.wait(20)
    try:
        yield server.addresses()[0][1]
    finally:
        app.door.stop()
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def said(port: int, sent: bytes, seconds: float = 10.0) -> bytes:
    """Send bytes as they are, and return all that comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall(sent)
        return rest(line)


def rest(line: socket.socket) -> bytes:
    heard = b""
    while piece := line.recv(65536):
        heard += piece
    return heard


def until_closed(line: socket.socket) -> float:
    """Wait for the other side to hang up; return how long that took."""
    began = time.monotonic()
    with suppress(ConnectionResetError):
        rest(line)
    return time.monotonic() - began
