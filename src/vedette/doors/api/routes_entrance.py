"""Routes anyone may use: enrolling, signing in, fresh tokens; the ledger's checkpoint, keys and the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Meta, Struct

from vedette.core.errors import Unavailable
from vedette.doors.api.routes import Asked, Page, Route, Serve, Takes
from vedette.doors.api.service import Service
from vedette.doors.console.files import POLICY, pages

Secret = Annotated[str, Meta(min_length=1, max_length=128)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]


class LinkBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret of an enrolment link."""

    link: Secret


class EnrolBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passkey a browser made."""

    link: Secret
    credential: dict[str, Any]
    name: Word = "passkey"


class RecoverBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recovery code, and whose."""

    person: Word
    code: Word


class NoBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing."""


class LoginBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the authenticator answered, and what the session is for."""

    credential: dict[str, Any]
    purpose: Annotated[str, Meta(max_length=40)] = "own_code"
    org: Annotated[str, Meta(max_length=128)] = ""
    seat: Annotated[str, Meta(max_length=128)] = ""


class ServiceBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service, by its seat: its key signs the request."""

    seat: Secret
    purpose: Annotated[str, Meta(max_length=40)] = "operations"


class RefreshBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session, whose key signs the request."""

    session: Secret


class DeviceBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that wants in."""

    purpose: Annotated[str, Meta(max_length=40)] = "own_code"


class PollBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that waits."""

    device: Secret


def _post(path: str, summary: str, body: type[Struct], does: Callable[[Service, Asked], object]) -> Route:
    return Route(
        method="POST",
        path=path,
        summary=summary,
        tags=("entrance",),
        public=True,
        takes=Takes.JSON,
        body=body,
        serve=does,
        problems=(400, 401, 403, 409, 413, 429, 503),
    )


def _with_key(does: Callable[[Any, Asked, Any], object]) -> Serve:
    """Hand over what shows the caller's key: there is no token yet."""

    def serve(service: Service, asked: Asked) -> object:
        shown = service.shown(asked.method, asked.url, asked.headers)
        return does(service.ceremonies, asked, shown)

    return serve


def _page(body: bytes, kind: str) -> Serve:
    def serve(service: Service, asked: Asked) -> Page:
        del service, asked
        return Page(body=body, media=kind, headers={"Content-Security-Policy": POLICY})

    return serve


def _checkpoint(service: Service, asked: Asked) -> Page:
    del asked
    text = service.checkpoint()
    if not text:
        raise Unavailable("the ledger was not signed yet", hint="ask again in a few seconds")
    return Page(body=text, media="text/plain; charset=utf-8")


ROWS: tuple[Route, ...] = (
    _post(
        "/v1/enrol/start",
        "Begin to make a passkey",
        LinkBody,
        lambda service, one: service.ceremonies.enrol_start(one.body.link),
    ),
    _post(
        "/v1/enrol/finish",
        "Register a passkey",
        EnrolBody,
        lambda service, one: service.ceremonies.enrol_finish(
            one.body.link, one.body.credential, one.body.name
        ),
    ),
    _post(
        "/v1/enrol/recovery",
        "Make a recovery code",
        LinkBody,
        lambda service, one: service.ceremonies.enrol_recovery(one.body.link),
    ),
    _post(
        "/v1/enrol/recover",
        "Use a recovery code",
        RecoverBody,
        lambda service, one: service.ceremonies.recover(one.body.person, one.body.code),
    ),
    _post(
        "/v1/login/start",
        "Begin to sign in",
        NoBody,
        lambda service, one: service.ceremonies.login_start(one.network),
    ),
    _post(
        "/v1/login/finish",
        "Sign in with a passkey",
        LoginBody,
        _with_key(
            lambda door, one, shown: door.login_finish(
                shown, one.body.credential, one.body.purpose, one.body.org, one.body.seat
            )
        ),
    ),
    _post(
        "/v1/login/service",
        "Begin a session of a service with a seat",
        ServiceBody,
        _with_key(lambda door, one, shown: door.service(shown, one.body.seat, one.body.purpose)),
    ),
    _post(
        "/v1/tokens/refresh",
        "Get a fresh token for a session",
        RefreshBody,
        _with_key(lambda door, one, shown: door.refresh(shown, one.body.session)),
    ),
    _post(
        "/v1/login/device",
        "Ask that a person lets a program in",
        DeviceBody,
        _with_key(lambda door, one, shown: door.device(shown, one.body.purpose, one.network)),
    ),
    _post(
        "/v1/login/device/poll",
        "See whether a person let the program in",
        PollBody,
        _with_key(lambda door, one, shown: door.poll(shown, one.body.device)),
    ),
    Route(
        method="GET",
        path="/v1/ledger/checkpoint",
        summary="Return where the ledger stands, signed",
        tags=("ledger",),
        public=True,
        serve=_checkpoint,
        media=("text/plain; charset=utf-8",),
        problems=(503,),
    ),
    Route(
        method="GET",
        path="/v1/ledger/key",
        summary="Return the ledger's public key",
        tags=("ledger",),
        public=True,
        serve=lambda service, _: Page(body=service.ledger_key(), media="text/plain; charset=utf-8"),
        media=("text/plain; charset=utf-8",),
    ),
    *(
        Route(
            method="GET",
            path=page.path,
            summary="Show the page" if page.path == "/" else "Return a file of the page",
            tags=("pages",),
            public=True,
            serve=_page(page.body, page.kind),
            media=(page.kind,),
        )
        for page in pages()
    ),
)
