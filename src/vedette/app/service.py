"""A running service, as its doors see it: who asks, the gate, the jobs, and what happens before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims
from vedette.access.tokens.dpop import Request
from vedette.access.tokens.presented import Presented
from vedette.app.bookkeeping import key_of
from vedette.app.callers import Caller
from vedette.app.ceremonies import Ceremonies
from vedette.app.explaining import may
from vedette.app.gate import Gate, Result
from vedette.app.jobboard import JobBoard
from vedette.app.jobs import Job
from vedette.app.keeper import Keeper
from vedette.app.ledgers import Book
from vedette.app.model_answers import Spoken
from vedette.app.model_requests import UseModel
from vedette.app.modelchoice import served, served_or_lower
from vedette.app.parts import Parts
from vedette.app.publicpages import PublicPages
from vedette.app.steps import Steps
from vedette.app.watching import Watched
from vedette.core.errors import VedetteError


class Sample(NamedTuple):
    """One number an operator may watch."""

    name: str
    help: str
    labels: Mapping[str, str]
    value: float


@dataclass(slots=True)
class ServiceApp:
    """Everything one server process holds."""

    gate: Gate
    jobs: JobBoard
    parts: Parts
    keeper: Keeper
    book: Book
    closing: contextlib.ExitStack
    watched: Watched
    pages: PublicPages
    ceremonies: Ceremonies = field(init=False)

    def __post_init__(self) -> None:
        self.ceremonies = self.parts.ceremonies()

    def start(self) -> None:
        """Begin to keep the ledger and to work on jobs.

        Raises:
            Unavailable: the ledger cannot be written, or another server has these jobs.

        """
        self.jobs.start()
        self.keeper.start()

    def first_link(self) -> str:
        """Return the operator's one-time enrolment link, or nothing once an operator has a passkey."""
        secret = self.parts.enrolment.first(self._now())
        return f"{self.parts.chosen.url}/#enrol={secret}" if secret else ""

    def may(self, caller: Caller, capability: str) -> bool:
        """Tell whether somebody could use a capability now, without doing anything."""
        return may(self.gate, caller, capability)

    def spoken(
        self, caller: Caller, wanted: str, request: UseModel, job: Job, *, lower: bool = False
    ) -> Steps[Result[Spoken]]:
        """Have a named model answer; with `lower` a weaker one where this one may not be used.

        Raises:
            Denied, BadInput, Unavailable: as `modelchoice.served`.

        """
        return (served_or_lower if lower else served)(self.gate, caller, wanted, request, job)

    def authenticate(self, method: str, url: str, headers: Mapping[str, str], network: str = "") -> Caller:
        """Say who asks; `network` is where it came from, truncated to a /24 or a /48.

        Raises:
            Unauthenticated: nobody we know.

        """
        now = self._now()
        claims = self.parts.authenticator.authenticate(self.shown(method, url, headers), now)
        return self._caller(claims, now, network)

    def shown(self, method: str, url: str, headers: Mapping[str, str]) -> Presented:
        """Return what came with a request that says who asks."""
        return Presented(
            authorization=[headers["authorization"]] if "authorization" in headers else [],
            proofs=[headers["dpop"]] if "dpop" in headers else [],
            request=Request(method, url),
        )

    def holds(self, caller: Caller) -> bool:
        """Tell whether what somebody showed a while ago is still good."""
        if caller.claims is None:
            return False
        try:
            self.parts.revocations.check(caller.claims, self._now())
            return not self._caller(caller.claims, self._now()).suspended
        except Unauthenticated:
            return False

    def ready(self) -> list[str]:
        """Say what is wrong; nothing when all is well."""
        wrong = [self.keeper.trouble()] if self.keeper.trouble() else []
        try:
            self.parts.documents.get("ready", "ready")
        except VedetteError as error:
            wrong.append(str(error))
        return wrong

    def counters(self) -> Iterable[Sample]:
        """Return the numbers operators may watch."""
        yield Sample("vedette_ledger_entries_total", "entries of the ledger", {}, self.book.ledger.size())

    def checkpoint(self) -> bytes:
        """Return where the ledger stands, signed: anyone may have it."""
        note = self.keeper.latest()
        return b"" if note is None else note.text()

    def ledger_key(self) -> bytes:
        """Return the ledger's public key, as signed notes write it: to be kept by whoever verifies."""
        return f"{key_of(self.book).public.text()}\n".encode()

    def close(self) -> None:
        """Let go of everything."""
        self.jobs.close()
        self.watched.tick(self._now())
        self.keeper.close()
        self.pages.transparency.close()
        self.closing.close()

    def _caller(self, claims: Claims, now: float, network: str = "") -> Caller:
        asker = self.parts.subjects.subject_for(claims, now)
        subject = asker.subject
        if asker.team:
            subject = msgspec.structs.replace(subject, roles=(*subject.roles, f"team:{asker.team}"))
        self.parts.tiers.note(subject.id, now)
        self.parts.alerts.came(subject.id, subject.org, network, now)
        whose = (subject.org, claims.via)  # a vendor's person works in its name, too
        suspended = asker.suspended or any(self.watched.suspended(subject.id, one, now) for one in whose)
        caller = Caller(subject=subject, bound=True, purpose=claims.purpose, claims=claims)
        return msgspec.structs.replace(caller, cap=asker.cap, suspended=suspended, network=network)

    def _now(self) -> float:
        return self.parts.chosen.clock.now().timestamp()
