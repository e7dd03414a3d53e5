"""The routes of named models for the owner of this machine: on loopback, with one key, without a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vedette.doors.cli.console import Console

_HOST: Final = "127.0.0.1"


def serve(console: Console, key: str, port: int, told: Callable[[int], None]) -> None:
    """Serve until told to stop; `told` gets the port.

    Raises:
        Unavailable: the port is taken, or what serves HTTP is not installed.

    """
    from vedette.app.extras import lacking  # noqa: PLC0415
    from vedette.app.homeservice import HomeService  # noqa: PLC0415

    try:
        from vedette.doors.api import routes_models, running  # noqa: PLC0415
        from vedette.doors.api.application import Application  # noqa: PLC0415
        from vedette.doors.api.door import Options  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise lacking(error) from error
    service = HomeService(console.app(), key)
    app = Application(service, Options(public_url=f"http://{_HOST}"), routes_models.ROWS)
    where = running.Listening(host=_HOST, port=port, drain=0.0)

    def listening(_: str) -> None:
        told(server.addresses()[0][1])

    server = running.make(app, where)
    running.serve(server, where, listening)
