"""Sessions: a login with a key in, the claims of its next token out, until it ends or is ended.

A person's sessions are one document, changed by compare-and-set, so that no race passes their number. There
is no refresh token: whoever holds the session's key gets the next access token, and nobody else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import NamedTuple

import msgspec
from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.nouns import Purpose
from vedette.access.tokens.challenges import ACR_PASSKEY, Unauthenticated
from vedette.access.tokens.claims import Claims, Confirmation
from vedette.access.tokens.revocations import Ended, Revocations
from vedette.core.codec import load

SESSION_MAX = 12 * 3600.0
"""Seconds a session lasts at most."""
AT_ONCE = 3
"""Sessions one person has at most; with one more, the oldest ends."""
KEYS_KNOWN = 32
"""Keys remembered per person, so that a new one is noticed."""
TRIES = 8

_KIND = "sessions"


class Login(Struct, frozen=True, kw_only=True):
    """What somebody showed, and what they want to do."""

    person: str
    """The person, or the seat no person sits in."""
    key: str
    """Thumbprint of the key this session will use."""
    purpose: Purpose
    org: str = ""
    """Whom they act for; in a seat, its sponsor."""
    via: str = ""
    """The vendor whose person sits in a seat."""
    seat: str = ""
    acr: str = ACR_PASSKEY
    touched: float = 0.0
    """When the passkey was touched, seconds since the epoch; 0 where none was."""


class Session(Struct, frozen=True, kw_only=True):
    """One login, until it ends."""

    id: str
    login: Login
    """As it was: purpose and key stay what they are."""
    started: float
    expires: float
    new_key: bool = False
    """Whether the person never used its key before: they are to be told."""

    def claims(self) -> Claims:
        """Return what its tokens say."""
        login = self.login
        return Claims(
            sub=login.person,
            sid=self.id,
            cnf=Confirmation(jkt=login.key),
            started=self.started,
            until=self.expires,
            purpose=login.purpose,
            org=login.org,
            via=login.via,
            seat=login.seat,
            auth_time=login.touched,
            acr=login.acr,
        )


class Started(NamedTuple):
    """A new session, and what the person should hear about."""

    session: Session
    new_key: bool
    """The key was never used before by this person, who is to be told."""
    ended: tuple[str, ...]
    """Older sessions that had to make room."""


class _Held(Struct, frozen=True, kw_only=True):
    """Everything about one person's sessions."""

    live: tuple[Session, ...] = ()
    """The oldest first."""
    keys: tuple[str, ...] = ()
    """The one used last at the end."""


class Sessions:
    """All sessions, in documents."""

    def __init__(
        self,
        documents: Documents,
        revocations: Revocations,
        *,
        at_once: int = AT_ONCE,
        began: Callable[[Session], object] = lambda _: None,
    ) -> None:
        """Take where they are kept, what was ended, and whom to tell of each that begins."""
        self._documents = documents
        self._revocations = revocations
        self._at_once = at_once
        self._began = began

    def start(self, login: Login, now: float, *, lasting: float = SESSION_MAX) -> Started:
        """Begin a session of `lasting` seconds at most.

        Raises:
            Unauthenticated: the key was revoked.
            Conflict: too much is changing at once.

        """
        session = Session(
            id=f"{login.person}~{secrets.token_urlsafe(12)}",
            login=login,
            started=now,
            expires=now + min(lasting, SESSION_MAX),
        )
        self._revocations.look(now)
        self._revocations.check_key(login.key)
        before = self._change(login.person, lambda held: self._with(held, session, now))
        ended = tuple(one.id for one in self._surplus(before, now))
        for one in ended:
            self._revocations.revoke(Ended.SESSION, one, now)
        new_key = login.key not in before.keys
        session = msgspec.structs.replace(session, new_key=new_key)
        self._began(session)
        return Started(session, new_key, ended)

    def refresh(self, session: str, key: str, now: float) -> Session:
        """Return a live session to whoever just proved its key (`key` is the thumbprint of that proof).

        Raises:
            Unauthenticated: there is none, it is over or revoked, or the key is another.

        """
        found = next((one for one in self.of(_person(session), now) if one.id == session), None)
        if found is None or not hmac.compare_digest(found.login.key.encode(), key.encode()):
            raise Unauthenticated("no such session with this key", hint="log in again")
        self._revocations.look(now)
        self._revocations.check(found.claims(), now)
        return found

    def touch(self, session: str, now: float) -> None:
        """Note that the person of a session just touched a passkey."""
        self._change(_person(session), lambda held: _touched(held, session, now))

    def of(self, person: str, now: float) -> tuple[Session, ...]:
        """Return a person's sessions that are not over, the oldest first; some may be revoked."""
        return tuple(one for one in self._held(person)[0].live if now < one.expires)

    def end(self, session: str, now: float) -> None:
        """End a session, everywhere."""
        self._revocations.revoke(Ended.SESSION, session, now)
        self._change(_person(session), lambda held: _without(held, session))

    def _with(self, held: _Held, session: Session, now: float) -> _Held:
        gone = {one.id for one in self._surplus(held, now)}
        live = [one for one in held.live if now < one.expires and one.id not in gone]
        key = session.login.key
        keys = [one for one in held.keys if one != key]
        session = msgspec.structs.replace(session, new_key=key not in held.keys)
        return _Held(live=(*live, session), keys=(*keys, key)[-KEYS_KNOWN:])

    def _surplus(self, held: _Held, now: float) -> tuple[Session, ...]:
        """Return the sessions that have to end so that there is room for one more."""
        live = [one for one in held.live if now < one.expires]
        return tuple(live[: max(0, len(live) - self._at_once + 1)])

    def _held(self, person: str) -> tuple[_Held, int]:
        kept = self._documents.get(_KIND, person)
        return (load(kept.value, _Held, name="sessions"), kept.version) if kept is not None else (_Held(), 0)

    def _change(self, person: str, change: Callable[[_Held], _Held]) -> _Held:
        """Change a person's sessions; return them as they were before."""
        for _ in range(TRIES):
            held, version = self._held(person)
            try:
                self._documents.put(_KIND, person, msgspec.json.encode(change(held)), expect=version)
            except Conflict:
                continue
            return held
        raise Conflict("the sessions changed too often meanwhile", hint="try again")


def _person(session: str) -> str:
    return session.partition("~")[0]


def _without(held: _Held, session: str) -> _Held:
    return msgspec.structs.replace(held, live=tuple(one for one in held.live if one.id != session))


def _touched(held: _Held, session: str, now: float) -> _Held:
    live = tuple(_later(one, now) if one.id == session else one for one in held.live)
    return msgspec.structs.replace(held, live=live)


def _later(session: Session, now: float) -> Session:
    login = msgspec.structs.replace(session.login, touched=max(now, session.login.touched))
    return msgspec.structs.replace(session, login=login)
