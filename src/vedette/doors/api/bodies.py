"""Bodies on their way in: bounded in size and time before anybody looks at them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Final

from anyio import from_thread
from starlette.types import Receive

from vedette.core.errors import BadInput, LimitHit
from vedette.doors.api.door import Options
from vedette.doors.api.problems import Gone, NotThisForm, TooSlow
from vedette.doors.api.routes import Route, Takes

_HINT: Final = "see /openapi.json for what goes here"
_DIGITS: Final = 15


def declared(headers: Mapping[str, str]) -> int | None:
    """Return how long the body is, as far as the headers say: None if it comes in pieces.

    Raises:
        BadInput: the length is no number.

    """
    if "transfer-encoding" in headers:
        return None
    words = headers.get("content-length", "0")
    if not (words.isascii() and words.isdigit() and len(words) <= _DIGITS):
        raise BadInput("Content-Length is no number", hint="give the number of bytes")
    return int(words)


def check(row: Route, headers: Mapping[str, str], options: Options) -> None:
    """Refuse a body the route does not take, by its headers alone.

    Raises:
        BadInput: the route takes none.
        NotThisForm: it is of another type.
        LimitHit: it says that it is too large.

    """
    length = declared(headers)
    if row.takes is Takes.NOTHING:
        if length != 0:
            raise BadInput("no body goes here", hint=_HINT)
        return
    media, _, rest = headers.get("content-type", "").lower().partition(";")
    charset = rest.replace(" ", "").replace('"', "")
    if media.strip() != row.takes.value or charset not in {"", "charset=utf-8"}:
        raise NotThisForm(f"the body is not {row.takes.value}", hint=f"send Content-Type: {row.takes.value}")
    if "content-encoding" in headers:
        raise NotThisForm("the body is encoded", hint="send it as it is")
    if row.takes is not Takes.STREAM and length is not None and length > most(row, options):
        raise _too_large(most(row, options))


def most(row: Route, options: Options) -> int:
    """Return how many bytes a body of a route may have."""
    return min(row.most, options.json_bytes)


async def whole(receive: Receive, at_most: int, seconds: float) -> bytes:
    """Return a whole body.

    Raises:
        LimitHit: it is too large.
        TooSlow: it did not arrive in time.
        Gone: whoever sent it has hung up.

    """
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            more = True
            while more:
                piece, more = await _piece(receive)
                size += len(piece)
                if size > at_most:
                    raise _too_large(at_most)
                pieces.append(piece)
    except TimeoutError:
        raise _too_slow() from None
    return b"".join(pieces)


def arriving(receive: Receive, options: Options) -> Iterator[bytes]:
    """Give a body piece by piece, to a thread that anyio started.

    Raises:
        TooSlow: nothing more comes, or next to nothing.
        Gone: whoever sent it has hung up.

    """

    async def piece() -> tuple[bytes, bool]:
        async with asyncio.timeout(options.chunk_seconds):
            return await _piece(receive)

    began, size, more = time.monotonic(), 0, True
    while more:
        try:
            got, more = from_thread.run(piece)
        except TimeoutError:
            raise _too_slow() from None
        size += len(got)
        if time.monotonic() - began > options.chunk_seconds + size / options.least_rate:
            raise _too_slow()
        if got:
            yield got


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    return message.get("body", b""), message.get("more_body", False)


def _too_slow() -> TooSlow:
    return TooSlow("the body did not arrive in time", hint="send it faster, or less of it")


def _too_large(at_most: int) -> LimitHit:
    return LimitHit(f"the body is larger than {at_most} bytes", hint="send less at once")
