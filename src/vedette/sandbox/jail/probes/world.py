"""What probes reach for: secrets, listeners, a process and a tree, planted here for as long as they run."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

_VARIABLE: Final = "VEDETTE_PROBED_SECRET"
_LISTEN: Final = 0.2


class World(Struct, frozen=True):
    """The planted things."""

    token: str
    """What must never be seen inside: every planted secret holds it."""
    folder: str
    """Where anybody may write."""
    tree: str
    """What is copied into the jail."""
    facts: Mapping[str, str]
    """Where everything is: told to a probe by its environment."""
    received: list[bytes]
    """What the listeners were sent."""
    leaking: int
    """A descriptor of the secret file that children inherit unless somebody closes it."""


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Plant everything, and clear it away."""
    token = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vedette-probed-")))
        folder.chmod(0o777)
        (folder / "secret").write_text(token, encoding="ascii")
        victim = stack.enter_context(_victim(token))
        received: list[bytes] = []
        leaking = os.open(folder / "secret", os.O_RDONLY)
        stack.callback(os.close, leaking)
        os.set_inheritable(leaking, True)  # noqa: FBT003
        os.environ[_VARIABLE] = token
        stack.callback(os.environ.pop, _VARIABLE, None)
        facts = {
            "SECRET": str(folder / "secret"),
            "WORLD": str(folder),
            "TREE": str(_tree(folder)),
            "VICTIM": str(victim),
            "PARENT": str(os.getpid()),
            **stack.enter_context(_listeners(folder, token.encode(), received)),
        }
        yield World(token, str(folder), facts["TREE"], facts, received, leaking)


def _tree(folder: Path) -> Path:
    """Plant a folder whose links lead to the secret in every way they can."""
    tree = folder / "tree"
    (tree / "below").mkdir(parents=True)
    (tree / "inside.txt").write_text("as it was\n", encoding="ascii")
    links: dict[str, str | Path] = {
        "absolute": folder / "secret",
        "climbing": "../secret",
        "folder": folder,
        "below/climbing": "../../secret",
        "below/up": "..",
        "twice": "below/up/../secret",
    }
    for name, points in links.items():
        (tree / name).symlink_to(points)
    os.mkfifo(tree / "pipe")
    return tree


@contextlib.contextmanager
def _victim(token: str) -> Iterator[int]:
    """Run a process whose environment holds the secret."""
    command = [sys.executable, "-I", "-S", "-c", "import sys; sys.stdin.read()"]
    environ = {**os.environ, _VARIABLE: token}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environ) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@contextlib.contextmanager
def _listeners(folder: Path, token: bytes, received: list[bytes]) -> Iterator[dict[str, str]]:
    """Answer with the secret on the loopback, on a named socket and on an abstract one."""
    abstract = "vedette-" + secrets.token_hex(8)
    streams = [socket.create_server(("127.0.0.1", 0))]
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("127.0.0.1", 0))
    for address in (str(folder / "named"), "\0" + abstract):
        streams.append(socket.socket(socket.AF_UNIX))
        streams[-1].bind(address)
        streams[-1].listen()
    (folder / "named").chmod(0o777)
    done = threading.Event()
    answering = [threading.Thread(target=_answer, args=(one, token, received, done)) for one in streams]
    answering.append(threading.Thread(target=_echo, args=(datagrams, token, received, done)))
    for thread in answering:
        thread.start()
    try:
        yield {
            "TCP": str(streams[0].getsockname()[1]),
            "UDP": str(datagrams.getsockname()[1]),
            "ABSTRACT": abstract,
        }
    finally:
        done.set()
        for thread in answering:
            thread.join()
        for one in (*streams, datagrams):
            one.close()


def _answer(listening: socket.socket, token: bytes, received: list[bytes], done: threading.Event) -> None:
    listening.settimeout(_LISTEN)
    while not done.is_set():
        with contextlib.suppress(TimeoutError):
            caller, _ = listening.accept()
            received.append(b"a caller")
            with caller:
                caller.sendall(token)


def _echo(bound: socket.socket, token: bytes, received: list[bytes], done: threading.Event) -> None:
    bound.settimeout(_LISTEN)
    while not done.is_set():
        with contextlib.suppress(TimeoutError):
            words, whence = bound.recvfrom(64)
            received.append(words)
            bound.sendto(token, whence)
