"""The whole door as one ASGI application: the table in, a router with a guard around it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from starlette.routing import Route as Place
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from vedette.doors.api import (
    agents,
    openapi,
    routes_access,
    routes_actions,
    routes_appointments,
    routes_desk,
    routes_directory,
    routes_emergency,
    routes_entrance,
    routes_evidence,
    routes_health,
    routes_incidents,
    routes_jobs,
    routes_member,
    routes_models,
    routes_monitor,
    routes_proofing,
    routes_public,
    routes_response,
    routes_rules,
    routes_safeguards,
    routes_transparency,
)
from vedette.doors.api.answering import Elsewhere, Path
from vedette.doors.api.door import Door, Options
from vedette.doors.api.guard import Guard
from vedette.doors.api.metrics import Watch
from vedette.doors.api.routes import Gives, Route
from vedette.doors.api.service import Service

ROUTES: tuple[Route, ...] = (
    *routes_entrance.ROWS,
    *routes_access.ROWS,
    *routes_appointments.ROWS,
    *routes_desk.ROWS,
    *routes_directory.ROWS,
    *routes_emergency.ROWS,
    *routes_evidence.ROWS,
    *routes_proofing.ROWS,
    *routes_member.ROWS,
    *routes_jobs.ROWS,
    *routes_incidents.ROWS,
    *routes_response.ROWS,
    *routes_actions.ROWS,
    *routes_rules.ROWS,
    *routes_safeguards.ROWS,
    *routes_models.ROWS,
    *routes_monitor.ROWS,
    *routes_public.ROWS,
    *routes_transparency.ROWS,
)
"""Every row but those about the door itself; more topics are added here, one file each."""


class Application:
    """What a server serves."""

    def __init__(self, service: Service, options: Options, rows: Iterable[Route] = ROUTES) -> None:
        self.door = Door(service, options)
        self.watch = Watch(service)
        given = tuple(rows)
        about = routes_health.rows(self.door.going, lambda: self.document)
        self.rows = checked((*given, *about))
        self._guard = Guard(Roads(self.door, self.rows), self.door, self.watch)

    @cached_property
    def document(self) -> bytes:
        """The description of all that is served, made when somebody first asks."""
        return openapi.written(self.rows, self.door.options.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._guard(scope, receive, send)


class Roads:
    """Leads each request to the rows of its path: at once where the path has no parts, as most have none."""

    def __init__(self, door: Door, rows: Iterable[Route]) -> None:
        by_path: dict[str, dict[str, Route]] = defaultdict(dict)
        for row in rows:
            by_path[row.path][row.method] = row
        paths = {path: Path(door, of) for path, of in by_path.items()}
        self._plain: dict[str, ASGIApp] = {path: one for path, one in paths.items() if "{" not in path}
        self._plain[agents.PATH] = agents.Agents(door)
        places = [Place(path, one) for path, one in paths.items() if "{" in path]
        self._rest = Router(places, redirect_slashes=False, default=Elsewhere(door))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        plain = self._plain.get(scope["path"])
        await (self._rest if plain is None else plain)(scope, receive, send)


def checked(rows: tuple[Route, ...]) -> tuple[Route, ...]:
    """Return a table that holds together.

    Raises:
        ValueError: a row is there twice, or says neither or both of what it asks and who serves it.

    """
    keys = [(row.method, row.path) for row in rows]
    if len(set(keys)) != len(keys):
        raise ValueError(f"twice in the table: {sorted(key for key in keys if keys.count(key) > 1)}")
    for row in rows:
        asks = bool(row.capability) and (row.make is None) is not (row.speak is None)
        serves = row.serve is not None
        if asks == serves or row.public != serves or (serves and row.gives is Gives.EVENTS):
            raise ValueError(f"{row.method} {row.path}: neither asks the gate nor is public, or both")
    return rows
