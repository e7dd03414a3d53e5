"""How somebody comes in: enrolling, signing in, fresh tokens, letting a program in.

What happens here ends in a session or in nothing; whatever a session does passes the gate.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.enrolment import Enrolment
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.recovery import Recovery
from vedette.access.identity.subjects import Entry, Subjects
from vedette.access.nouns import Purpose
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.presented import Authenticator, Presented
from vedette.access.tokens.sessions import Login, Sessions, Started
from vedette.app.alerts import Alerts, What
from vedette.app.callers import Caller
from vedette.app.clock import Clock
from vedette.app.strangers import Strangers
from vedette.core.errors import BadInput, LimitHit, Refused

DEVICE_LASTS: Final = 600.0
"""Seconds a program's code can be let in."""
POLL_EVERY: Final = 2
"""Seconds between two looks whether it was."""
MORE_KEYS: Final = 900.0
"""Seconds in which a second key may be made right after the first."""
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_DEVICE: Final = "device"


class Device(Struct, frozen=True, kw_only=True):
    """A program that waits to be let in."""

    code: str
    key: str
    """Thumbprint of its key."""
    purpose: Purpose
    expires: float
    session: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremonies:
    """Everything that happens at the door."""

    documents: Documents
    people: People
    passkeys: Passkeys
    recovery: Recovery
    enrolment: Enrolment
    subjects: Subjects
    sessions: Sessions
    tokens: AccessTokens
    authenticator: Authenticator
    alerts: Alerts
    clock: Clock
    page: str
    """Where people sign in."""
    strangers: Strangers = field(default_factory=Strangers)

    def enrol_start(self, link: str) -> dict[str, Any]:
        """Return options to make a passkey with."""
        return {"options": msgspec.json.decode(self.enrolment.begin(link, self._now()))}

    def enrol_finish(self, link: str, credential: dict[str, Any], name: str) -> dict[str, Any]:
        """Register a passkey; while the account needs another way in, return a link to make one with."""
        now = self._now()
        done = self.enrolment.finish(link, msgspec.json.encode(credential), name, now)
        again = "" if done.complete else self.enrolment.invite(done.passkey.person, now, lasting=MORE_KEYS)
        return {"complete": done.complete, "link": again}

    def enrol_recovery(self, link: str) -> dict[str, Any]:
        """Seal a recovery code for whom a link is for, who has made a passkey already; it is shown once.

        Using it takes both: nobody who lost their key can look up what their account is called.
        """
        now = self._now()
        person = self.enrolment.person_of(link, now)
        if not self.passkeys.of(person):
            raise Refused("there is no passkey yet", hint="make one first: a code only helps to make another")
        return {"code": self.recovery.seal(person, now), "person": person}

    def recover(self, person: str, code: str) -> dict[str, Any]:
        """Use up a recovery code, which ends every session; return a link to make a new passkey with."""
        now = self._now()
        try:
            link = self.enrolment.recover(person, code, now)
        except (Unauthenticated, LimitHit):
            if self.people.find(person) is not None:
                self.alerts.refused(person, What.CODE_REFUSED, now)
            raise
        for one in self.sessions.of(person, now):
            self.sessions.end(one.id, now)
        return {"link": link}

    def login_start(self, network: str = "") -> dict[str, Any]:
        """Return options to touch a passkey with.

        Raises:
            TooMany: that network, or all, have asked for too much in this minute.

        """
        self.strangers.take(network, self._now())
        return {"options": msgspec.json.decode(self.passkeys.ask_to_log_in(self._now()))}

    def login_finish(
        self, shown: Presented, credential: dict[str, Any], purpose: str, org: str, seat: str = ""
    ) -> dict[str, Any]:
        """Begin a session, bound to the key the request was signed with; in a seat, if one is named.

        `new_keys` counts the person's other sessions that began with a key they had never used before.
        """
        now = self._now()
        proof = self.authenticator.key_of(shown, now)
        answer = msgspec.json.encode(credential)
        try:
            touched = self.passkeys.log_in(answer, now)
        except Unauthenticated:
            if person := self.passkeys.whose(answer):
                self.alerts.refused(person, What.LOGIN_REFUSED, now)
            raise
        if not self.enrolment.complete(touched.person):
            raise Refused(
                "the account has one way in only",
                hint="make a second passkey or a recovery code: ask for a new link",
            )
        entry = Entry(seat=seat) if seat else Entry(org=org or self._home(touched.person))
        login = self.subjects.login(
            touched.person, proof.thumbprint, entry, touched=touched.at, purpose=_purpose(purpose)
        )
        session = self._begin(login, now).session
        others = [one for one in self.sessions.of(touched.person, now) if one.id != session.id]
        return self._token(session.id, proof.thumbprint) | {"new_keys": sum(one.new_key for one in others)}

    def service(self, shown: Presented, seat: str, purpose: str) -> dict[str, Any]:
        """Begin a session of a service that shows the key of its seat: nobody touches anything."""
        now = self._now()
        proof = self.authenticator.key_of(shown, now)
        login = self.subjects.service_login(seat, proof.thumbprint, now, purpose=_purpose(purpose))
        return self._token(self._begin(login, now).session.id, proof.thumbprint)

    def refresh(self, shown: Presented, session: str) -> dict[str, Any]:
        """Return a fresh token to whoever holds the session's key."""
        proof = self.authenticator.key_of(shown, self._now())
        return self._token(session, proof.thumbprint)

    def device(self, shown: Presented, purpose: str, network: str = "") -> dict[str, Any]:
        """Give a program a code that a person can let in.

        Raises:
            TooMany: that network, or all, have asked for too much in this minute.

        """
        now = self._now()
        self.strangers.take(network, now)
        proof = self.authenticator.key_of(shown, now)
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        ident = secrets.token_urlsafe(24)
        made = Device(code=code, key=proof.thumbprint, purpose=_purpose(purpose), expires=now + DEVICE_LASTS)
        self.documents.put(_DEVICE, ident, msgspec.json.encode(made), expect=0, tags=(code,))
        return {
            "device": ident,
            "code": code,
            "page": self.page,
            "seconds": DEVICE_LASTS,
            "interval": POLL_EVERY,
        }

    def poll(self, shown: Presented, device: str) -> dict[str, Any]:
        """Tell a program whether it was let in; whoever shows another key learns nothing."""
        now = self._now()
        proof = self.authenticator.key_of(shown, now)
        kept = self.documents.get(_DEVICE, device)
        found = None if kept is None else msgspec.json.decode(kept.value, type=Device)
        if found is None or found.key != proof.thumbprint or found.expires <= now:
            raise BadInput("no such program waits", hint="begin again: vedette login")
        if found.session:
            self.documents.delete(_DEVICE, device)
        return {"session": found.session, "name": found.name}

    def connect(self, caller: Caller, code: str) -> str:
        """Let a program in as the caller; return the thumbprint of its key.

        Raises:
            BadInput: no program waits with that code.

        """
        now = self._now()
        waiting = self.documents.tagged(_DEVICE, code.strip().upper())
        found = None if len(waiting) != 1 else msgspec.json.decode(waiting[0].value, type=Device)
        if found is None or found.session or found.expires <= now:
            raise BadInput("no program waits with that code", hint="read it again, or begin again")
        subject = caller.subject
        login = self.subjects.login(
            subject.id, found.key, Entry(org=subject.org), touched=subject.auth_time, purpose=found.purpose
        )
        session = self._begin(login, now).session
        made = msgspec.structs.replace(found, session=session.id, name=self.people.get(subject.id).name)
        kept = waiting[0]
        self.documents.put(
            _DEVICE, kept.key, msgspec.json.encode(made), expect=kept.version, tags=(found.code,)
        )
        return found.key

    def _begin(self, login: Login, now: float) -> Started:
        """Begin a session that ends with what it stands on."""
        return self.sessions.start(login, now, lasting=self.subjects.stays(login, now))

    def _token(self, session: str, key: str) -> dict[str, Any]:
        now = self._now()
        live = self.sessions.refresh(session, key, now)
        issued = self.tokens.issue(live.claims(), now)
        return {"token": issued.token, "expires": issued.expires, "session": live.id}

    def _home(self, person: str) -> str:
        """Return the organisation somebody belongs to, where that is one."""
        memberships = self.people.get(person).memberships
        return memberships[0].org if len(memberships) == 1 else ""

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError as error:
        raise BadInput(f"no such purpose: {text[:40]!r}", hint=f"one of {', '.join(Purpose)}") from error
