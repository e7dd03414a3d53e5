"""A model, and the stub it talks to over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.unit.models.stubserver import Asked, Handler, Stub, always, serving
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.models.compatible import Compatible
from vedette.models.dialect import Dialect
from vedette.models.transport import Line

KEY = "sk-planted-0123456789"
HELLO = Ask(messages=(Message(speaker=Speaker.USER, text="Hi"),), seconds=20)


def client(url: str, dialect: Dialect | None = None, **more: int) -> Compatible:
    line = Line(name="stub", url=f"{url}/chat/completions", key=KEY)
    return Compatible(name="stub", model="m", line=line, dialect=dialect or Dialect(), **more)


@contextmanager
def talking(
    handler: Handler | bytes, dialect: Dialect | None = None, **more: int
) -> Iterator[tuple[Compatible, Stub]]:
    with serving(always(handler) if isinstance(handler, bytes) else handler) as stub:
        yield client(stub.url, dialect, **more), stub


def silent(asked: Asked, line: socket.socket) -> bool:
    del asked
    line.settimeout(60)
    assert not line.recv(1), "whoever waited hung up"
    return False
