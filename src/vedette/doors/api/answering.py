"""One path of the table at work: who asks, what for, may they, and the answer."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import msgspec
from starlette.types import Receive, Scope, Send

from vedette.app.callers import Caller
from vedette.app.job_answers import Missing
from vedette.app.steps import Steps, driven
from vedette.core.errors import Refused
from vedette.doors.api import bodies, strictjson
from vedette.doors.api.door import Door
from vedette.doors.api.events import Stream, last_seen
from vedette.doors.api.guard import MANNER, ROUTE
from vedette.doors.api.problems import NotThisWay
from vedette.doors.api.routes import Asked, Gives, Page, Route, Takes
from vedette.doors.api.service import Answered, Nowhere, Receipt
from vedette.doors.api.talking import Talk
from vedette.doors.api.wire.speech import Speech

_SMALL: Final = 16 * 1024
"""A body no larger than this is read before anybody asks whose it is: it saves a trip to a thread."""
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Read:
    """A request whose body, if any, has arrived."""

    row: Route
    asked: Asked
    query: str
    data: bytes


class Path:
    """All rows of one path."""

    def __init__(self, door: Door, rows: Mapping[str, Route]) -> None:
        self._door = door
        self._rows = rows
        self._path = next(iter(rows.values())).path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope[ROUTE] = self._path
        asked = understood(scope, self._door)
        row = self._rows.get(asked.method)
        if row is None:
            await self._other_method(asked)
            return
        scope[MANNER] = row.manner
        bodies.check(row, asked.headers, self._door.options)
        query = scope["query_string"].decode("ascii", "replace")
        if row.takes is Takes.STREAM:
            page = await self._stream(Read(row, asked, query, b""), receive)
            await _reply(page, send)
            return
        length = bodies.declared(asked.headers)
        if not row.public and (length is None or length > _SMALL):
            asked = replace(asked, caller=await self._door.work(partial(_caller, self._door, asked)))
        data = b""
        if row.takes is not Takes.NOTHING:
            most = bodies.most(row, self._door.options)
            data = await bodies.whole(receive, most, self._door.options.body_seconds)
        await self._answer(Read(row, asked, query, data), receive, send)

    async def _answer(self, read: Read, receive: Receive, send: Send) -> None:
        if read.row.inline:
            await _reply(answered(self._door, read), send)
            return
        if read.row.public:
            await _reply(await self._door.welcome(partial(answered, self._door, read)), send)
            return
        if read.row.speak is not None:
            page = await Talk(self._door, partial(_understood, self._door, read)).run(receive, send)
            if page is not None:
                await _reply(page, send)
            return
        if read.row.gives is not Gives.EVENTS:
            await _reply(await self._door.forward(_shown(self._door, read)), send)
            return
        seen = last_seen(read.asked.headers)
        asked, result = await self._door.forward(_run(self._door, read))
        assert asked.caller is not None  # noqa: S101  no public route gives events
        stream = Stream(self._door, asked.caller, result.value.feed, seen)
        await stream.run(receive, send, _proof(result.receipt))

    async def _stream(self, read: Read, receive: Receive) -> Page:
        caller = await self._door.work(partial(_caller, self._door, read.asked))
        chunks = bodies.arriving(receive, self._door.options)
        asked = replace(read.asked, caller=caller, body=chunks)
        return await self._door.receive(partial(driven, _shown(self._door, replace(read, asked=asked))))

    async def _other_method(self, asked: Asked) -> None:
        """Tell those we know which methods there are; strangers learn nothing but that they are strangers."""
        if not any(row.public for row in self._rows.values()):
            await self._door.work(partial(_caller, self._door, asked))
        raise NotThisWay(asked.method, tuple(sorted(self._rows)))


class Elsewhere:
    """Every path that is in no row: asked of the gate like anything else, so that it is on the record."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse."""
        del receive, send
        asked = understood(scope, self._door)
        await self._door.forward(self._refuse(asked))

    def _refuse(self, asked: Asked) -> Steps[None]:
        yield from self._door.service.gate.steps(_caller(self._door, asked), _UNKNOWN, Nowhere())
        raise Refused(f"{_UNKNOWN}: not allowed", hint="see /openapi.json for what there is")


def understood(scope: Scope, door: Door) -> Asked:
    """Return a request as its line and headers say it, and where it came from."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    peer = scope.get("client") or ("", 0)
    return Asked(
        method=scope["method"],
        url=door.options.public_url + scope["raw_path"].decode("ascii", "replace"),
        headers=headers,
        params=scope.get("path_params", {}),
        network=door.options.networks.of(peer[0], headers.get("x-forwarded-for", "")),
    )


def answered(door: Door, read: Read) -> Page:
    """Ask whoever serves a public route, and write the answer down; may block."""
    assert read.row.serve is not None  # noqa: S101  the table was checked when the door was made
    given = read.row.serve(door.service, _complete(read, read.asked))
    if isinstance(given, Page):
        return given
    return Page(body=msgspec.json.encode(given), media=Gives.JSON.value, status=read.row.status)


def _shown(door: Door, read: Read) -> Steps[Page]:
    """Ask the gate, and write the answer down."""
    row = read.row
    asked, result = yield from _run(door, read)
    value = result.value if row.show is None else row.show(result.value)
    value = value if row.view is None else row.view(asked, value)
    if isinstance(value, Page):
        return replace(value, headers={**value.headers, **_proof(result.receipt)})
    receipt = result.receipt
    envelope = {"decision": receipt.decision, "receipt": receipt, "result": value}
    return Page(
        body=msgspec.json.encode(envelope),
        media=Gives.JSON.value,
        status=row.status,
        headers={"Vedette-Decision": receipt.decision},
    )


def _run(door: Door, read: Read) -> Steps[tuple[Asked, Answered]]:
    row = read.row
    caller = read.asked.caller or _caller(door, read.asked)
    asked = _complete(read, replace(read.asked, caller=caller))
    assert row.make is not None  # noqa: S101  the table was checked when the door was made
    result = yield from door.service.gate.steps(caller, row.capability, row.make(asked))
    return asked, result


def _understood(door: Door, read: Read) -> tuple[Caller, Speech]:
    """Say who asks what of which model; may block."""
    assert read.row.speak is not None  # noqa: S101  it was looked at
    caller = read.asked.caller or _caller(door, read.asked)
    return caller, read.row.speak(_complete(read, replace(read.asked, caller=caller)))


def _complete(read: Read, asked: Asked) -> Asked:
    """Understand path, query and body, now that we know who asks."""
    row = read.row
    for name, param in row.params.items():
        if not re.search(param.pattern, asked.params[name]):
            raise Missing(f"there is no such {name}", hint=f"{param.words}: {param.pattern}")
    query = strictjson.fields(read.query, row.query or strictjson.Nothing)
    body: Any = asked.body
    if row.body is not None and row.takes is Takes.JSON:
        data = strictjson.without_nul(read.data) if row.nul else read.data
        body = strictjson.read(data, row.body)
    elif row.body is not None and row.takes is Takes.FORM:
        body = strictjson.form(read.data, row.body)
    return replace(asked, query=query, body=body)


def _caller(door: Door, asked: Asked) -> Caller:
    return door.service.authenticate(asked.method, asked.url, asked.headers, asked.network)


def _proof(receipt: Receipt) -> dict[str, str]:
    """Return the headers that stand for the envelope where there is none."""
    plain = base64.urlsafe_b64encode(msgspec.json.encode(receipt)).decode("ascii")
    return {"Vedette-Decision": receipt.decision, "Vedette-Receipt": plain}


async def _reply(page: Page, send: Send) -> None:
    given = {**page.headers, "Content-Type": page.media, "Content-Length": str(len(page.body))}
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given.items()]
    await send({"type": "http.response.start", "status": page.status, "headers": raw})
    await send({"type": "http.response.body", "body": page.body})
