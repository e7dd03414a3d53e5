"""Whether an organisation is what it says: called back on a number found elsewhere, looked up in registers.

Somebody may write in the name of a hospital from a look-alike domain, or be made to. So a reviewer, who
belongs to neither, finds the number in a register, calls it, and asks; and looks up whether the organisation
stands where it says. What is kept is a proof of the organisation, as of people; of the number a salted
digest, for a month.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from enum import StrEnum
from typing import Final

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.proofing import DAY, LIFE, Method, Proof, Says
from vedette.access.identity.register import Register, fresh
from vedette.core.errors import BadInput, Refused
from vedette.core.guessable import DIGEST

CALL_KEPT: Final = 30 * DAY
"""Seconds in which a second reviewer can compare the number they found."""
_REASON: Final = 2000


class Place(StrEnum):
    """Where something about an organisation is found that it did not send itself."""

    FIRST = "first"
    """The Forum of Incident Response and Security Teams: its list of members."""
    TRUSTED_INTRODUCER = "trusted-introducer"
    """The European register of response teams."""
    REGULATOR = "regulator"
    """A national authority's list: of health, energy, water, finance, or of NIS2 entities."""
    COMPANY_REGISTER = "company-register"


class Answered(StrEnum):
    """What came of a call."""

    CONFIRMED = "confirmed"
    """Whoever answered for the organisation stands by what is asked in its name."""
    DENIED = "denied"
    """They know nothing of it."""
    NOBODY = "nobody"
    """Nobody who can say was reached."""


SECTOR_PLACES: Final = frozenset((Place.FIRST, Place.TRUSTED_INTRODUCER, Place.REGULATOR))
"""Where it also says that an organisation runs something essential, or is a response team."""


class Call(Struct, frozen=True, kw_only=True):
    """A call that was made, for a month."""

    id: str
    org: str
    place: Place
    number: str
    """Digest of the number, with the salt of the organisation."""
    answered: Answered
    reviewer: str
    at: float


class Salt(Struct, frozen=True, kw_only=True):
    """What numbers of an organisation are digested with, for a month."""

    id: str
    """The organisation."""
    salt: str
    made: float


class Calls:
    """Calls that were made. Documents in and out; pure of time."""

    def __init__(self, documents: Documents) -> None:
        self._calls = Register(documents, "call-back", Call, lambda one: [f"org:{one.org}"])
        self._salts = Register(documents, "call-back-salt", Salt)

    def salt(self, org: str, now: float) -> str:
        """Return what to digest numbers of an organisation with."""
        found = self._salts.find(org)
        if found is None:
            found = self._salts.add(Salt(id=org, salt=secrets.token_hex(16), made=now))
        return found.salt

    def of(self, org: str, now: float) -> list[Call]:
        """Return the calls to an organisation that can still be compared, the oldest first."""
        found = (one for one in self._calls.tagged(f"org:{org}") if now < one.at + CALL_KEPT)
        return sorted(found, key=lambda one: (one.at, one.id))

    def note(self, call: Call) -> bool:
        """Note a call; tell whether everybody who called lately found the same number."""
        others = self.of(call.org, call.at)
        self._calls.add(call)
        return {one.number for one in others} <= {call.number}

    def sweep(self, now: float) -> int:
        """Forget calls that are a month old, and salts nothing is digested with; return how many."""
        old = [one.id for one in self._calls.all() if now >= one.at + CALL_KEPT]
        gone = sum(self._calls.remove(one) for one in old)
        spare = [
            one.id for one in self._salts.all() if now >= one.made + CALL_KEPT and not self.of(one.id, now)
        ]
        return gone + sum(self._salts.remove(one) for one in spare)


class Seen(Struct, frozen=True, kw_only=True):
    """What a reviewer says they did."""

    org: str
    reviewer: str
    orgs: tuple[str, ...]
    """All organisations the reviewer belongs to."""
    reason: str
    """Where it was found and what was seen, in words; only the digest is kept."""
    own_way: bool
    """Whether the reviewer found it on their own, by nothing the organisation or the applicant gave."""


def called(
    seen: Seen, place: Place, number: str, answered: Answered, now: float
) -> tuple[Call, Proof | None]:
    """Return the call, and what it proves: nothing, unless somebody who can say stood by it.

    Raises:
        BadInput: there is no digest, or no reason, or the number came from whoever has to be checked.
        Refused: the reviewer belongs to the organisation.

    """
    _check(seen)
    if DIGEST.fullmatch(number) is None:
        raise BadInput("the number's digest is missing", hint="vedette access call-back computes it")
    call = Call(
        id=fresh("c"),
        org=seen.org,
        place=place,
        number=number,
        answered=answered,
        reviewer=seen.reviewer,
        at=now,
    )
    if answered is not Answered.CONFIRMED:
        return call, None
    return call, _proof(seen, Method.CALL_BACK, place, (Says.REACHED,), now)


def looked_up(seen: Seen, place: Place, now: float) -> Proof:
    """Return what it proves that an organisation stands in a register.

    Raises:
        BadInput, Refused: as for a call.

    """
    _check(seen)
    says = (Says.REGISTERED, Says.SECTOR) if place in SECTOR_PLACES else (Says.REGISTERED,)
    return _proof(seen, Method.REGISTER, place, says, now)


def letter(seen: Seen, document: str, now: float) -> Proof:
    """Return what a letter proves that a regulator or a national CERT signed; its digest goes in.

    Raises:
        BadInput, Refused: as for a call.

    """
    _check(seen)
    if DIGEST.fullmatch(document) is None:
        raise BadInput("the letter's digest is missing", hint="give SHA-256 of the file, in hex")
    return _proof(seen, Method.LETTER, f"letter {document}", (Says.SECTOR,), now)


def _check(seen: Seen) -> None:
    if not 0 < len(seen.reason.strip()) <= _REASON:
        raise BadInput(
            "it is not said what was seen", hint=f"say where and what, in 1 to {_REASON} characters"
        )
    if not seen.own_way:
        raise BadInput(
            "what the organisation gave itself shows nothing of it", hint="find number and entry on your own"
        )
    if not seen.orgs or seen.org in seen.orgs:
        raise Refused(
            "only a reviewer of another organisation may do this", hint="ask a reviewer who belongs elsewhere"
        )


def _proof(seen: Seen, method: Method, place: str, says: tuple[Says, ...], now: float) -> Proof:
    record = [seen.org, seen.reviewer, method, place, seen.reason.strip(), now]
    return Proof(
        level=0,
        method=method,
        provider=str(place),
        digest=hashlib.sha256(json.dumps(record).encode()).hexdigest(),
        verified_at=now,
        expires_at=now + LIFE[0],
        reviewers=(seen.reviewer,),
        says=says,
    )
