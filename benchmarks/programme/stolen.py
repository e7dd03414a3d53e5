"""What a stolen token is worth, with real signatures; and what two reviewers can do together."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.programme.population import House, Panel, person
from benchmarks.programme.shelf import Shelf
from benchmarks.programme.world import BEGIN, World
from tests.authenticator import Holder
from vedette.access.identity.members import Membership
from vedette.access.nouns import Purpose, Subject, Tier
from vedette.access.programme.applications import Said
from vedette.access.programme.criteria import Want
from vedette.access.programme.records import Act
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.dpop import Request
from vedette.access.tokens.keys import create
from vedette.access.tokens.presented import Authenticator, Presented
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Login, Sessions
from vedette.core.errors import VedetteError

ISSUER: Final = "https://programme.example"
ASK: Final = Request("POST", f"{ISSUER}/v1/jobs")
ROUNDS: Final = 200


class Thefts(NamedTuple):
    """Tries with what was stolen, and how many were let in."""

    tries: int
    accepted: int


def tried() -> Thefts:
    """Try a stolen token in every way that needs no key of its owner's."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf()
        tokens, revocations = AccessTokens(create(Path(folder) / "k", BEGIN), ISSUER), Revocations(shelf)
        door, owner = Authenticator(tokens, shelf, revocations), Holder("ES256")
        login = Login(person="p-1", key=owner.thumbprint, purpose=Purpose.RESEARCH, touched=BEGIN)
        token = tokens.issue(Sessions(shelf, revocations).start(login, BEGIN).session.claims(), BEGIN).token
        seen = owner.proof(ASK.method, ASK.url, BEGIN, token)
        door.authenticate(Presented((f"DPoP {token}",), (seen,), ASK), BEGIN)  # its owner comes in
        tries = [shown for _ in range(ROUNDS) for shown in _tries(token, seen)]
        return Thefts(len(tries), sum(_let_in(door, shown) for shown in tries))


def _tries(token: str, seen: str) -> Iterator[Presented]:
    """Return what a thief can show: the token, a proof that was used, proofs by keys of their own."""
    thief = Holder("ES256")
    yield Presented((f"DPoP {token}",), (), ASK)
    yield Presented((f"Bearer {token}",), (), ASK)
    yield Presented((f"DPoP {token}",), (seen,), ASK)
    yield Presented((f"DPoP {token}",), (thief.proof(ASK.method, ASK.url, BEGIN, token),), ASK)
    yield Presented((f"DPoP {token}",), (thief.proof("GET", ASK.url, BEGIN, token), seen), ASK)
    place = secrets.randbelow(len(token))
    other = "A" if token[place] != "A" else "B"
    bent = token[:place] + other + token[place + 1 :]
    yield Presented((f"DPoP {bent}",), (thief.proof(ASK.method, ASK.url, BEGIN, bent),), ASK)


def _let_in(door: Authenticator, shown: Presented) -> bool:
    try:
        door.authenticate(shown, BEGIN)
    except VedetteError:
        return False
    return True


def colluded(world: World, panel: Panel, house: House) -> bool:
    """Let two reviewers do all they can to have somebody of a house at T3 who has no sponsor."""
    made = world.parts.people.add("Friend", world.now)
    world.parts.people.join(made.id, Membership(org=house.id))
    friend = person(made.id, house.id)
    pair = panel.chance.sample(panel.people, 2)
    for tier in (Tier.T1, Tier.T2, Tier.T3):
        case = _applied(world, friend, tier)
        for act in (Act.APPROVE, Act.SPONSOR, Act.OVERTURN, Act.CONFIRM, Act.AUDIT):
            for one in (*pair, *pair, friend):
                _done(world, one, case, act)
    return world.parts.applications.tier(made.id, world.now) >= Tier.T3


def _applied(world: World, friend: Subject, tier: Tier) -> str:
    try:
        return world.parts.applications.apply(friend, Want(tier=tier), statement="a friend", now=world.now).id
    except VedetteError:
        return ""


def _done(world: World, one: Subject, case: str, act: Act) -> None:
    try:
        world.parts.applications.act(one, case, act, Said(reason="a friend", now=world.now))
    except VedetteError:
        return
