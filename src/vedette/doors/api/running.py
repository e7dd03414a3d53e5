"""The application under uvicorn: starts listening, says where, and on SIGTERM lets everybody finish first."""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from uvicorn.config import Config

from vedette.core.errors import BadInput, Unavailable
from vedette.doors.api.application import Application
from vedette.doors.api.heads import BoundedProtocol

_FINISH: Final = 15
"""Seconds requests under way have to finish; with the drain and the jobs' end it stays below 30."""
_BACKLOG: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the server listens, and how it ends."""

    host: str
    port: int
    """0: choose one."""
    certificate: Path | None = None
    key: Path | None = None
    metrics_port: int | None = None
    """On this machine alone; None: no metrics, 0: choose one."""
    drain: float = 3.0
    """Seconds between saying that we are not ready and taking no more connections; none where nobody asks."""


class Server(uvicorn.Server):
    """Stops in three steps: not ready; no new connections; gone when all is answered."""

    def __init__(self, config: Config, app: Application, drain: float) -> None:
        super().__init__(config)
        self._app = app
        self._drain = drain
        self._loop: asyncio.AbstractEventLoop | None = None
        self.told: Callable[[], None] = lambda: None
        """Called when it listens."""

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # sockets are ours
        """Listen, and say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=None)
        del sockets
        self.told()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; the second time, stop now."""
        del frame
        if self._app.door.stopping or self._loop is None:
            self.force_exit = sig == signal.SIGINT
            self.should_exit = True
            return
        self._loop.call_soon_threadsafe(self._begin_to_stop)

    def _begin_to_stop(self) -> None:
        self._app.door.stop()
        drain = self._drain if self._app.door.asked_after else 0.0
        asyncio.get_running_loop().call_later(drain, setattr, self, "should_exit", True)  # noqa: FBT003

    def addresses(self) -> list[tuple[str, int]]:
        """Return where it listens."""
        return [one.getsockname()[:2] for server in self.servers for one in server.sockets]


def make(app: Application, where: Listening) -> Server:
    """Make a server that does not listen yet.

    Raises:
        BadInput: the certificate or its key cannot be used.

    """
    return Server(_config(app, where), app, where.drain)


def run(app: Application, where: Listening, say: Callable[[str], None]) -> None:
    """Serve until told to stop; blocks.

    Raises:
        BadInput: the certificate or its key cannot be used.
        Unavailable: the address is taken.

    """
    server = make(app, where)
    with _metrics(app, where, say):
        serve(server, where, say)


def serve(server: Server, where: Listening, say: Callable[[str], None]) -> None:
    """Serve until told to stop; blocks. `say` is told where, once it listens.

    Raises:
        Unavailable: the address is taken.

    """
    server.told = lambda: say(_words(server, where))
    try:
        server.run()
    except SystemExit as error:
        raise Unavailable(
            f"cannot listen on {where.host} port {where.port}",
            hint="is another server there? choose a port",
        ) from error


@contextmanager
def _metrics(app: Application, where: Listening, say: Callable[[str], None]) -> Iterator[None]:
    """Serve the metrics meanwhile, if somebody wants them."""
    if where.metrics_port is None:
        yield
        return
    try:
        port, server = app.watch.serve(where.metrics_port)
    except OSError as error:
        raise Unavailable(
            f"port {where.metrics_port}: {error.strerror}", hint="choose another for the metrics"
        ) from error
    say(f"metrics: http://127.0.0.1:{port}/metrics")
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _words(server: Server, where: Listening) -> str:
    scheme = "http" if where.certificate is None else "https"
    spelt = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in server.addresses()]
    return "listening: " + " ".join(f"{scheme}://{one}" for one in spelt)


def _config(app: Application, where: Listening) -> Config:
    config = Config(
        app,
        host=where.host,
        port=where.port,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        loop="uvloop",
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=_FINISH,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise BadInput(
            f"the certificate or its key cannot be used: {error}", hint="give PEM files that belong together"
        ) from error
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config
