"""A whole service in this process, at a time the test sets, and people who use it."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import pytest

from tests.authenticator import Authenticator, Holder, Maker
from tests.toys import NOON
from tests.warm import warm
from vedette.access.identity.consents import Voice
from vedette.access.identity.proofing import Method, Proof, Proofs, Says
from vedette.access.nouns import Decision
from vedette.access.tokens.presented import Presented
from vedette.app import programme_answers as answers
from vedette.app import programme_requests as asked
from vedette.app import wiring
from vedette.app.asking import Countable, Request
from vedette.app.callers import Caller
from vedette.app.clock import Clock
from vedette.app.directory_answers import SeatTold
from vedette.app.directory_requests import AddSeat
from vedette.app.gate import Denied, Gate, Result
from vedette.app.keeper import Keeper
from vedette.app.parts import Serving
from vedette.app.service import ServiceApp
from vedette.app.serving import build_service
from vedette.ledger.entries import Entry, entry_of

R = TypeVar("R", bound=Countable)
T = TypeVar("T")
URL = "https://vedette.example"
DAY = 86_400.0


@dataclass
class House:
    """A service, and its clock. Its keeper does its chores when told to, not once in a second of ours."""

    folder: Path
    more: Mapping[str, Any] = field(default_factory=dict)
    now: float = field(default_factory=NOON.timestamp)

    def __post_init__(self) -> None:
        with patch.object(Keeper, "_run_chores", lambda _: None):
            self.service: ServiceApp = build_service(self.chosen())

    def __setattr__(self, name: str, value: object) -> None:
        """Where the time is set, the keeper was just there: by itself it comes once in a second of ours."""
        super().__setattr__(name, value)
        if name == "now" and "service" in self.__dict__:
            keeper = self.service.keeper
            keeper._signed = keeper._policy_seen = self.now  # noqa: SLF001

    def chores(self) -> None:
        """Do what the keeper does at times."""
        keeper = self.service.keeper
        keeper._do(keeper._chores)  # noqa: SLF001
        assert not any(keeper._undone.values())  # noqa: SLF001

    def alone(self) -> None:
        """Have the keeper do nothing more by itself: what is over stays until the test has it forgotten."""
        keeper = self.service.keeper
        keeper._stop.set()  # noqa: SLF001
        for thread in (keeper._thread, keeper._beside):  # noqa: SLF001
            thread.join()

    def chosen(self) -> Serving:
        environ = {"VEDETTE_DATA_DIR": str(self.folder / "data"), "VEDETTE_CACHE_DIR": warm()}
        clock = Clock(now=lambda: datetime.fromtimestamp(self.now, UTC))
        return Serving(settings=wiring.chosen(environ), url=URL, clock=clock, **self.more)

    def operator(self) -> Member:
        return self.enrolled(self.service.first_link()).sign_in("operations")

    def enrolled(self, link: str) -> Member:
        made = Member(self)
        made.enrol(link)
        return made

    def entries(self, start: int = 0) -> list[Entry]:
        ledger = self.service.book.ledger
        return [entry_of(leaf) for leaf in ledger.entries(start, ledger.size())]


class Member:
    """Somebody with passkeys and a key of their own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.keys = Authenticator(origin=URL)
        self.holder = Holder()
        self.session = ""
        self.token = ""

    def at(self, house: House) -> Member:
        """The same somebody, with the same keys, at another house."""
        made = copy.copy(self)
        made.house, made.keys = (
            house,
            replace(self.keys, passkeys=[replace(one) for one in self.keys.passkeys]),
        )
        return made

    def enrol_with(self, link: str, makers: Sequence[Maker | None]) -> None:
        """Make a passkey of each maker, or of none anybody knows."""
        secret = link.partition("#enrol=")[2]
        door = self.house.service.ceremonies
        for maker in makers:
            self.keys.maker = maker
            options = json.dumps(door.enrol_start(secret)["options"])
            secret = door.enrol_finish(secret, json.loads(self.keys.create(options)), "key")["link"]

    def enrol(self, link: str) -> None:
        secret = link.partition("#enrol=")[2]
        door = self.house.service.ceremonies
        while secret:
            options = json.dumps(door.enrol_start(secret)["options"])
            done = door.enrol_finish(secret, json.loads(self.keys.create(options)), "key")
            secret = done["link"]

    def sign_in(self, purpose: str = "own_code", org: str = "") -> Member:
        door = self.house.service.ceremonies
        credential = json.loads(self.keys.get(json.dumps(door.login_start()["options"])))
        said = door.login_finish(self.shown(), credential, purpose, org)
        self.session, self.token = said["session"], said["token"]
        return self

    def refresh(self) -> Member:
        self.token = self.house.service.ceremonies.refresh(self.shown(), self.session)["token"]
        return self

    def headers(self, token: str = "") -> dict[str, str]:
        made = {"dpop": self.holder.proof("POST", f"{URL}/x", self.house.now, token or None)}
        return made | ({"authorization": f"DPoP {token}"} if token else {})

    def shown(self) -> Presented:
        return self.house.service.shown("POST", f"{URL}/x", self.headers())

    def caller(self, token: str = "") -> Caller:
        return self.house.service.authenticate("POST", f"{URL}/x", self.headers(token or self.token))

    def run(self, capability: str, request: Request[R], gate: Gate | None = None) -> Result[R]:
        return (gate or self.house.service.gate).run(self.caller(), capability, request)

    def ask(self, capability: str, request: Request[R]) -> R:
        """Ask, and touch the key if that is what is missing."""
        try:
            return self.run(capability, request).value
        except Denied as refused:
            if "touch" not in refused.told:
                raise
            self.touch(refused.told["touch"])
            return self.run(capability, request).value

    def touch(self, challenge: str) -> answers.Touched:
        wanted = self.run("identity.challenge", asked.ShowTouch(challenge=challenge)).value
        assertion = json.loads(self.keys.get(json.dumps(wanted.options), self.keys.passkeys[-1]))
        request = asked.Touch(challenge=challenge, assertion=assertion)
        return self.run("identity.touch", request).value

    def refused(self, capability: str, request: Request[Any], gate: Gate | None = None) -> Denied:
        with pytest.raises(Denied) as caught:
            self.run(capability, request, gate)
        return caught.value

    def joined(self, name: str, org: str, *roles: str, team: str = "", admin: bool = False) -> Member:
        """Somebody this operator invites, enrolled and signed in."""
        wish = asked.Invite(name=name, org=org, team=team, roles=roles, admin=admin)
        return self.house.enrolled(self.ask("identity.invite", wish).link).sign_in()

    @property
    def id(self) -> str:
        return self.caller().subject.id


@contextmanager
def house(folder: Path, **more: Any) -> Iterator[House]:  # noqa: ANN401 - what an operator chose
    """A service that is up until the test is over."""
    made = House(folder, more)
    try:
        yield made
    finally:
        made.service.close()


@contextmanager
def again(cast: T, folder: Path) -> Iterator[T]:
    """The same people in a copy of their house, whose service is down: they come together once for many."""
    old = next(one for one in vars(cast).values() if isinstance(one, House))
    shutil.copytree(old.folder, folder)
    place = House(folder, old.more, old.now)
    made = copy.copy(cast)
    for name, value in vars(cast).items():
        moved: Any = [one.at(place) for one in value] if name == "reviewers" else value
        if isinstance(value, House | Member):
            moved = place if isinstance(value, House) else value.at(place)
        setattr(made, name, moved)
    try:
        yield made
    finally:
        place.service.close()


def raised(who: Member, reviewer: Member, tier: int = 1) -> answers.Application:
    """Have somebody's application for a tier granted."""
    wish = asked.Apply(tier=tier, statement="I look after it")
    case = who.ask("access.apply", wish)
    return reviewer.ask("access.review", asked.Review(application=case.id, approve=True, reasons="known"))


def seated(operator: Member, wish: AddSeat) -> SeatTold:
    """Have an operator ask for a seat, and all agree whose word it takes."""
    made = operator.ask("seats.add", wish)
    for one in made.waits:
        voice = Voice(f"an {one}", one == "admin", one == "reviewer", frozenset({"somewhere else"}))
        operator.house.service.parts.seats.agree(made.id, voice, operator.house.now)
    return made


def prove(who: Member) -> None:
    """Put proofs on record of somebody and their organisation, as if reviewers had seen and called them."""
    place, subject = who.house, who.caller().subject
    proofs = Proofs(place.service.parts.documents)
    for whom, level, method, says in (
        (subject.id, 2, Method.VIDEO, (Says.IDENTITY,)),
        (subject.org, 0, Method.CALL_BACK, (Says.REACHED,)),
        (subject.org, 0, Method.LETTER, (Says.SECTOR,)),
    ):
        proof = Proof(
            level=level,
            method=method,
            provider="vedette",
            digest=hashlib.sha256(f"{whom} {method}".encode()).hexdigest(),
            verified_at=place.now,
            expires_at=place.now + 300 * DAY,
            says=says,
        )
        proofs.keep(whom, proof, place.now)


def promoted(
    who: Member, operator: Member, reviewers: Sequence[Member], tier: int = 3
) -> answers.Application:
    """Take somebody up to a tier, as it should be done: proved, sponsored, and reviewed by others."""
    prove(who)
    case = raised(who, reviewers[0], 2)
    org = who.caller().subject.org
    name = who.house.service.parts.people.organisation(org).name
    sponsor = operator.joined(f"Sponsor of {name}", name, admin=True)
    prove(sponsor)
    raised(sponsor, reviewers[0], 2)
    for step in range(3, tier + 1):
        case = who.ask("access.apply", asked.Apply(tier=step, statement="I look after it"))
        sponsor.ask("access.sponsor", asked.Sponsor(application=case.id, reasons="one of us"))
        for one in reviewers[:2]:
            review = asked.Review(application=case.id, approve=True, reasons="known")
            case = one.ask("access.review", review)
    return case


def codes(decision: Decision) -> set[str]:
    return {one.code for one in decision.remedies}
