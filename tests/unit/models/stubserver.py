"""A server of ours that answers as a test says, byte for byte: well, badly, or not at all."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Handler = Callable[[Asked, socket.socket], bool]
"""Writes an answer; says whether the connection stays."""


@dataclass
class Stub:
    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def message(text: str | None = "Hello", finish: str = "stop", **more: object) -> dict[str, Any]:
    """A completion as a good server has it."""
    return {
        "id": "c-1",
        "object": "chat.completion",
        "model": "stub",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, **more},
                "finish_reason": finish,
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }


def chunk(finish: str | None = None, **delta: object) -> bytes:
    made = {"id": "c-1", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(made).encode() + b"\n\n"


USAGE = b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}\n\n'
DONE = b"data: [DONE]\n\n"


def head(status: int = 200, media: str = "application/json", **more: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {media}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def whole(made: object, status: int = 200, **more: str) -> bytes:
    data = made if isinstance(made, bytes) else json.dumps(made).encode()
    return head(status, Content_Length=str(len(data)), **more) + data


def chunked(*pieces: bytes) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"
    return head(media="text/event-stream; charset=utf-8", Transfer_Encoding="chunked") + body


def always(answer: bytes) -> Handler:
    def handle(asked: Asked, line: socket.socket) -> bool:
        del asked
        line.sendall(answer)
        return True

    return handle


@contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[Stub]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Stub(server.getsockname()[1])
        open_lines: list[socket.socket] = []
        thread = threading.Thread(target=_accept, args=(server, made, handler, open_lines, tls), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            for line in open_lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _accept(
    server: socket.socket,
    made: Stub,
    handler: Handler,
    lines: list[socket.socket],
    tls: ssl.SSLContext | None,
) -> None:
    threads = []
    with suppress(OSError):
        while True:
            line, _ = server.accept()
            made.connections += 1
            lines.append(line)
            threads.append(threading.Thread(target=_talk, args=(line, made, handler, tls), daemon=True))
            threads[-1].start()
    for one in threads:
        one.join(5)


def _talk(line: socket.socket, made: Stub, handler: Handler, tls: ssl.SSLContext | None) -> None:
    if tls is not None:
        try:
            line = tls.wrap_socket(line, server_side=True)
        except OSError:
            return
    with line, line.makefile("rb") as file, suppress(OSError):
        while asked := _read(file):
            made.asked.append(asked)
            if not handler(asked, line):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                return


def _read(file: BinaryIO) -> Asked | None:
    first = file.readline().split()
    if len(first) != 3:
        return None
    headers = {}
    while line := file.readline().strip():
        name, _, value = line.partition(b":")
        headers[name.decode().lower()] = value.strip().decode()
    body = file.read(int(headers.get("content-length", 0))) or b"{}"
    return Asked(first[1].decode(), headers, json.loads(body))
