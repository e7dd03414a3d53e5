"""What somebody should hear of their own account: a new key, a new network, a session, a login that failed.

Each is kept until it is a month old (where it came from) or thirteen (the rest): see `retention`.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Conflict, Documents
from vedette.access.identity.members import Agent
from vedette.access.programme.kept import Nouns
from vedette.access.tokens.sessions import Session
from vedette.core.errors import BadInput

ALERT: Final = "alert"
NETWORKS: Final = "networks"
NETWORKS_MAX: Final = 64
"""Networks remembered per person."""
NETWORK_LASTS: Final = 30 * 86_400.0
"""Seconds a network is remembered after it was last used."""
SESSIONS_TOLD: Final = 200
"""Sessions of a day that are told one by one; those after are one alert that says how many."""
_DAY: Final = 86_400.0
_HOUR: Final = 3600.0
_MEMO: Final = 8192


class What(StrEnum):
    """What happened."""

    SESSION = "session"
    """Somebody signed in, with a key used before."""
    NEW_KEY = "new_key"
    """Somebody signed in with a key never used by this account before."""
    NEW_NETWORK = "new_network"
    """The first use from a network in a month."""
    AGENT = "agent"
    """A program was let in to act for somebody, with a key of its own."""
    MEMBER = "member"
    """An operator let somebody into an organisation one speaks for."""
    LOGIN_REFUSED = "login_refused"
    """A passkey of this account was shown, and it did not get in."""
    CODE_REFUSED = "code_refused"
    """Somebody tried a recovery code, and it was none of this account."""


class Alert(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to hear of."""

    id: str
    person: str
    what: What
    at: float
    """Seconds since the epoch; of the last time."""
    times: int = 1
    """How often it happened that day."""
    org: str = ""
    """The organisation it was done for."""
    session: str = ""
    key: str = ""
    """Thumbprint."""
    purpose: str = ""
    network: str = ""
    """Truncated: a /24 or a /48."""
    name: str = ""
    """Of the agent."""
    seen: float = 0.0
    """When the person said that they know; 0 while they have not."""


class Networks(Struct, frozen=True, kw_only=True):
    """From where somebody came lately: network to when last."""

    person: str
    seen: dict[str, float] = {}


@dataclass(slots=True)
class Alerts:
    """All of them."""

    documents: Documents
    _lately: dict[tuple[str, str], float] = field(default_factory=dict)
    """Who came from where within the hour: most requests are nothing new."""
    _began: Counter[str] = field(default_factory=Counter)
    """How often who signed in today."""
    _today: int = 0

    def session_began(self, session: Session) -> None:
        """Note that somebody signed in; a script that does all day is one alert from some number on."""
        login = session.login
        if self._often(login.person, session.started):
            self.refused(login.person, What.NEW_KEY if session.new_key else What.SESSION, session.started)
            return
        self._add(
            Alert(
                id=secrets.token_hex(8),
                person=login.person,
                what=What.NEW_KEY if session.new_key else What.SESSION,
                at=session.started,
                org=login.org,
                session=session.id,
                key=login.key,
                purpose=login.purpose,
            )
        )

    def _often(self, person: str, now: float) -> bool:
        """Tell whether somebody signed in so often today, at this server, that no more are told singly."""
        day = int(now // _DAY)
        if day != self._today:
            self._today = day
            self._began.clear()
        self._began[person] += 1
        return self._began[person] > SESSIONS_TOLD

    def agent_came(self, agent: Agent) -> None:
        """Note that a program was let in."""
        ident = secrets.token_hex(8)
        self._add(
            Alert(
                id=ident, person=agent.person, what=What.AGENT, at=agent.made, key=agent.key, name=agent.name
            )
        )

    def let_in(self, admin: str, org: str, now: float) -> None:
        """Note, for somebody who speaks for an organisation, that an operator let another into it."""
        self._add(Alert(id=secrets.token_hex(8), person=admin, what=What.MEMBER, at=now, org=org))

    def refused(self, person: str, what: What, now: float) -> None:
        """Note that somebody did not get in; one alert a day, however often it is tried."""
        ident = f"{person}.{what}.{int(now // _DAY)}"
        made = Alert(id=ident, person=person, what=what, at=now)

        def work(known: Alert | None) -> Alert:
            return made if known is None else replace(known, at=now, times=known.times + 1, seen=0.0)

        with suppress(Conflict):
            self._nouns().change(ident, work)

    def came(self, person: str, org: str, network: str, now: float) -> None:
        """Note from where a request came; an alert where that is new. The first network of all is none."""
        if not network or 0 <= now - self._lately.get((person, network), -_HOUR) < _HOUR:
            return
        if len(self._lately) >= _MEMO:
            self._lately.clear()
        self._lately[person, network] = now
        with suppress(Conflict):  # nobody is kept out because it could not be noted
            if self._new(person, network, now):
                ident = secrets.token_hex(8)
                self._add(
                    Alert(id=ident, person=person, what=What.NEW_NETWORK, at=now, org=org, network=network)
                )

    def _new(self, person: str, network: str, now: float) -> bool:
        """Remember a network; tell whether it is not the first, and was not used in a month."""
        new = False

        def work(known: Networks | None) -> Networks:
            nonlocal new
            before = known or Networks(person=person)
            live = {one: at for one, at in before.seen.items() if now - at < NETWORK_LASTS}
            new = bool(before.seen) and network not in live
            latest = sorted((live | {network: now}).items(), key=lambda one: one[1])[-NETWORKS_MAX:]
            return Networks(person=person, seen=dict(latest))

        _networks(self.documents).change(person, work)
        return new

    def of(self, person: str) -> list[Alert]:
        """Return those of a person, the newest first."""
        return sorted(self._nouns().tagged(f"person:{person}"), key=lambda one: -one.at)

    def of_org(self, org: str) -> list[Alert]:
        """Return those about what was done for an organisation, the newest first."""
        return sorted(self._nouns().tagged(f"org:{org}"), key=lambda one: -one.at)

    def know(self, person: str, ident: str, now: float) -> Alert:
        """Note that the person knows.

        Raises:
            BadInput: they have no such alert.

        """

        def work(known: Alert | None) -> Alert:
            if known is None or known.person != person:
                raise BadInput("you have no such alert", hint="list them: vedette mine alerts")
            return replace(known, seen=known.seen or now)

        return self._nouns().change(ident, work)

    def sweep(self, now: float, kept: float) -> int:
        """Forget what is older than `kept` seconds, and networks after a month; return how many of both."""
        done = 0
        nouns = self._nouns()
        for one in self.documents.all(ALERT):
            alert = nouns.get(one.key)
            if alert is None:
                continue
            if now - alert.at >= kept:
                done += self.documents.delete(ALERT, one.key)
            elif alert.network and now - alert.at >= NETWORK_LASTS:
                nouns.change(one.key, _without_network)
                done += 1
        return done + self._forget_networks(now)

    def _forget_networks(self, now: float) -> int:
        nouns = _networks(self.documents)
        done = 0
        for one in self.documents.all(NETWORKS):
            known = nouns.get(one.key)
            if known is not None and all(now - at >= NETWORK_LASTS for at in known.seen.values()):
                done += self.documents.delete(NETWORKS, one.key)
        return done

    def _add(self, alert: Alert) -> None:
        with suppress(Conflict):
            self._nouns().change(alert.id, lambda _: alert)

    def _nouns(self) -> Nouns[Alert]:
        return Nouns(self.documents, ALERT, Alert, _tags)


def _without_network(known: Alert | None) -> Alert:
    if known is None:
        raise BadInput("the alert is gone", hint="nothing has to be done about it")
    return replace(known, network="")


def _networks(documents: Documents) -> Nouns[Networks]:
    return Nouns(documents, NETWORKS, Networks, lambda one: (f"person:{one.person}",))


def _tags(alert: Alert) -> Iterator[str]:
    yield f"person:{alert.person}"
    if alert.org:
        yield f"org:{alert.org}"
