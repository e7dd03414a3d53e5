"""The parts of access a service is made of, put together once: who is who, what was granted to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from vedette.access.budgets import Budgets
from vedette.access.documents import Documents
from vedette.access.identity.agents import Agents
from vedette.access.identity.attestation import roots
from vedette.access.identity.enrolment import Enrolment
from vedette.access.identity.members import Role
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import End, People
from vedette.access.identity.proofing import Proofs as Proved
from vedette.access.identity.recovery import Recovery
from vedette.access.identity.relying import Relying
from vedette.access.identity.seats import Seats
from vedette.access.identity.subjects import Subjects
from vedette.access.identity.subjects import Tiers as Tier_of
from vedette.access.monitor import thresholds
from vedette.access.monitor.measures import Measures
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.appointments import Appointments
from vedette.access.programme.approvals import Approvals
from vedette.access.programme.breakglass import BreakGlass
from vedette.access.programme.founding import Foundings
from vedette.access.programme.tiers import Tiers
from vedette.access.programme.ties import Ties
from vedette.access.safeguards.held import HeldTexts, Thresholds
from vedette.access.safeguards.sealing import seal_in
from vedette.access.safeguards.taints import Taints
from vedette.access.scope.assets import Assets
from vedette.access.scope.nameservers import Server, Several
from vedette.access.scope.ports import Found, Ports, Resolver, Texts
from vedette.access.scope.proofs import Proofs
from vedette.access.scope.web import Https
from vedette.access.tokens import keys
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.keys import SigningKeys
from vedette.access.tokens.presented import Authenticator
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Sessions
from vedette.access.tokens.stepup import StepUp
from vedette.app.alerts import Alerts
from vedette.app.appealing import Appealing
from vedette.app.appointing import Appointing
from vedette.app.bonds import Bonds, enough
from vedette.app.ceremonies import Ceremonies
from vedette.app.clock import SYSTEM, Clock
from vedette.app.directory import Directory
from vedette.app.emergencies import Emergencies
from vedette.app.evidences import Evidences, providers
from vedette.app.inservice import InService
from vedette.app.jobboard import JobBoard
from vedette.app.keeper import Keeper
from vedette.app.mirrors import Mirrors
from vedette.app.programme import Programme
from vedette.app.revoking import Revocation
from vedette.app.safeguards import Safeguards
from vedette.app.watch import Watch
from vedette.core.errors import BadInput, Unavailable
from vedette.core.settings import Settings

_DNS_PORT: Final = 53
LOOKING: Final = 240.0
"""Seconds after which no more proofs are looked at again in one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What an operator chose for a service."""

    settings: Settings
    url: str
    """Its public address: https://vedette.example.org."""
    database: str = ""
    """postgresql://…; without, files in the data folder."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Folders jobs may look into, by name."""
    nameservers: tuple[str, ...] = ()
    """address[:port] of at least three, for proofs of scope."""
    repositories: Mapping[str, Path] = field(default_factory=dict)
    """Mirrors of repositories on this machine, by host/path, for proofs of scope."""
    providers: Path | None = None
    """The file that lists OpenID providers whose word counts as evidence."""
    issuers: Path | None = None
    """The file that lists issuers whose credentials (SD-JWT VC) count as proofs."""
    makers: Path | None = None
    """The file with certificates of makers of passkeys: with one, T3 and T4 need a passkey of theirs."""
    keep_days: int = 30
    """How long reports of jobs are kept; with 0, an hour."""
    loopback_allowed: bool = False
    """Whether this machine's own addresses can be in scope: for labs and tests."""
    watching: Path | None = None
    """The file with the operator's own thresholds of watching, over those that ship."""
    clock: Clock = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All of it, over one store of documents."""

    chosen: Serving
    documents: Documents
    revocations: Revocations
    people: People
    agents: Agents
    seats: Seats
    passkeys: Passkeys
    recovery: Recovery
    enrolment: Enrolment
    subjects: Subjects
    sessions: Sessions
    alerts: Alerts
    signing: SigningKeys
    tokens: AccessTokens
    authenticator: Authenticator
    stepup: StepUp
    ties: Ties
    applications: Applications
    appointments: Appointments
    founding: Foundings
    approvals: Approvals
    glass: BreakGlass
    taints: Taints
    measures: Measures
    held: HeldTexts
    evidences: Evidences
    tiers: Tiers
    assets: Assets
    proofs: Proofs

    @classmethod
    def made(cls, chosen: Serving, documents: Documents, recent: Documents) -> Parts:
        """Make them; `recent` is read for who asks, with every request.

        Raises:
            BadInput: the address or a name server makes no sense.
            Unavailable: the signing key cannot be had.

        """
        revocations, alerts, measures = Revocations(documents), Alerts(documents), Measures(documents)
        end = revocations.revoke
        people, agents = People(documents, end), Agents(documents, end, alerts.agent_came)
        relying, makers = _relying(chosen.url), roots(chosen.makers)
        passkeys, recovery = Passkeys(documents, relying, makers), Recovery(documents)
        signing, bonds = _signing(chosen), _bonds(documents, end, measures)
        tokens, tiers = AccessTokens(signing, chosen.url), Tiers(recent, _bonds(recent, end, measures))
        assets = Assets(documents, loopback_allowed=chosen.loopback_allowed)
        return cls(
            chosen=chosen,
            documents=documents,
            revocations=revocations,
            people=people,
            agents=agents,
            seats=Seats(documents, people, end),
            passkeys=passkeys,
            recovery=recovery,
            enrolment=Enrolment(documents, people, passkeys, recovery),
            subjects=_subjects(recent, end, _held_to(tiers.tier_of, Passkeys(recent, relying, makers))),
            sessions=Sessions(documents, revocations, began=alerts.session_began),
            alerts=alerts,
            signing=signing,
            tokens=tokens,
            authenticator=Authenticator(tokens, documents, revocations),
            stepup=StepUp(documents, passkeys.touch),
            ties=bonds,
            applications=Applications(documents, bonds),
            appointments=Appointments(documents, bonds),
            founding=bonds.founding,
            approvals=Approvals(documents),
            glass=BreakGlass(documents, bonds.orgs),
            taints=Taints(recent),
            measures=measures,
            held=HeldTexts(documents, seal_in(_held_key(chosen)), bonds.orgs),
            evidences=Evidences(documents, providers(chosen.providers), chosen.clock),
            tiers=tiers,
            assets=assets,
            proofs=Proofs(documents, assets, _ports(chosen), bonds.orgs),
        )

    def ceremonies(self) -> Ceremonies:
        """Return what happens at the door."""
        return Ceremonies(
            documents=self.documents,
            people=self.people,
            passkeys=self.passkeys,
            recovery=self.recovery,
            enrolment=self.enrolment,
            subjects=self.subjects,
            sessions=self.sessions,
            tokens=self.tokens,
            authenticator=self.authenticator,
            alerts=self.alerts,
            clock=self.chosen.clock,
            page=self.chosen.url,
        )

    def around(self, budgets: Budgets, keeper: Keeper, watch: Watch) -> InService:
        """Return what surrounds a request."""
        return InService(
            documents=self.documents,
            assets=self.assets,
            stepup=self.stepup,
            approvals=self.approvals,
            glass=self.glass,
            budgets=budgets,
            ledger_state=keeper.state,
            policy_age=keeper.policy_age,
            taints=self.taints,
            safeguards=self.safeguards(),
            since=self.tiers.since,
            rests=self.applications.rests,
            watch=watch,
            clock=self.chosen.clock,
        )

    def safeguards(self) -> Safeguards:
        """Return what reads texts, and lets one request wait for a person."""
        said = thresholds.load(self.chosen.watching).m2
        limits = Thresholds(prohibited=said.prohibited, review=said.review, approval=said.approval)
        return Safeguards(held=self.held, clock=self.chosen.clock, limits=limits)

    def programme(self, around: InService, board: JobBoard, appealing: Appealing) -> Programme:
        """Return the programme's use cases."""
        return Programme(
            documents=self.documents,
            people=self.people,
            agents=self.agents,
            seats=self.seats,
            passkeys=self.passkeys,
            enrolment=self.enrolment,
            applications=self.applications,
            appointments=self.appointments,
            founding=self.founding,
            approvals=self.approvals,
            appealing=appealing,
            sessions=self.sessions,
            revocations=self.revocations,
            tokens=self.tokens,
            stepup=self.stepup,
            evidences=self.evidences,
            around=around,
            ceremonies=self.ceremonies(),
            clock=self.chosen.clock,
            page=self.chosen.url,
            revocation=Revocation(
                people=self.people,
                seats=self.seats,
                sessions=self.sessions,
                applications=self.applications,
                appointments=self.appointments,
                stop_jobs=board.stop_all_of,
            ),
        )

    def appointing(self) -> Appointing:
        """Return the use cases about offices."""
        return Appointing(
            people=self.people,
            appointments=self.appointments,
            founding=self.founding,
            clock=self.chosen.clock,
        )

    def directory(self) -> Directory:
        """Return the use cases about who is here."""
        return Directory(
            people=self.people,
            passkeys=self.passkeys,
            sessions=self.sessions,
            seats=self.seats,
            tiers=self.tiers,
            taints=self.taints,
            founding=self.founding,
            clock=self.chosen.clock,
        )

    def emergencies(self) -> Emergencies:
        """Return the use cases of break-glass."""
        return Emergencies(self.glass, self.assets, self.chosen.clock)

    def chores(self) -> tuple[Callable[[float], object], ...]:
        """Return what has to be done now and then: forgetting what is over, looking at proofs again."""

        def look_again(now: float) -> None:
            for asset in self.proofs.due(now):
                if self.chosen.clock.now().timestamp() - now > LOOKING:  # the rest with the next round
                    return
                self.proofs.recheck(asset, now)

        swept = (
            self.passkeys,
            self.enrolment,
            self.stepup,
            self.revocations,
            self.evidences,
            self.taints,
            self.held,
        )
        return (*(one.sweep for one in swept), look_again, self.founding.open)

    def found(self, now: float) -> None:
        """Note since when the programme is being founded: since it had its first operator."""
        operators = [one.made for one in self.people.all() if Role.OPERATOR in one.roles]
        self.founding.begin(min(operators, default=now))


def _signing(chosen: Serving) -> SigningKeys:
    path = chosen.settings.data_dir / "service" / "tokens.key"
    return keys.create(path, chosen.clock.now().timestamp())


def _relying(url: str) -> Relying:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"{url[:200]!r} is no public address", hint="like https://vedette.example.org")
    return Relying(id=parts.hostname, name="Vedette", origins=(f"{parts.scheme}://{parts.netloc}",))


def _held_key(chosen: Serving) -> Path:
    return chosen.settings.data_dir / "service" / "held.key"


def _bonds(documents: Documents, end: End, measures: Measures) -> Bonds:
    people = People(documents, end)
    founding = Foundings(documents, lambda now: enough(people, now))
    return Bonds(people, Proved(documents), founding, measures.suspended)


def _subjects(recent: Documents, end: End, tier_of: Tier_of) -> Subjects:
    return Subjects(recent, People(recent, end), Agents(recent, end), tier_of)


def _held_to(tier_of: Tier_of, passkeys: Passkeys) -> Tier_of:
    """Hold people to T2 while a passkey of theirs is of no maker that counts, where the operator asks."""

    def held(person: str, now: float, orgs: frozenset[str]) -> Tier:
        tier = tier_of(person, now, orgs)
        if tier <= Tier.T2 or not passkeys.asks_makers or passkeys.attested(person):
            return tier
        return Tier.T2

    return held


def _ports(chosen: Serving) -> Ports:
    mirrors = Mirrors.of(chosen.repositories, chosen.settings.limits)
    return Ports(resolver=_resolver(chosen.nameservers), web=Https(), repository=mirrors.open)


def _resolver(listed: tuple[str, ...]) -> Resolver:
    if not listed:
        return _NoNames()
    servers = []
    for one in listed:
        address, _, port = one.rpartition(":") if one.count(":") == 1 else (one, "", "")
        if not _is_address(address) or (port and not port.isdecimal()):
            raise BadInput(f"{one!r} is no name server", hint="give its address, or address:port; no name")
        servers.append(Server(address=address, port=int(port) if port else _DNS_PORT))
    return Several(servers)


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


class _NoNames:
    """Stands where no name servers were chosen: proofs that need some say so."""

    def txt(self, name: str) -> Texts:
        """Refuse."""
        raise self._none(name)

    def addresses(self, name: str) -> Found:
        """Refuse."""
        raise self._none(name)

    def _none(self, name: str) -> Unavailable:
        return Unavailable(
            f"{name}: no name servers were chosen to ask",
            hint="the operator gives three or more: vedette serve --nameserver",
        )
