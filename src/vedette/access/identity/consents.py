"""Whose word a seat takes: whoever lends their name agrees, and nobody seats others alone.

An operator asks for a seat. Somebody who speaks for the organisation that is to answer for it agrees; from
class C2 on, where a seat reaches what that organisation has proved, a reviewer of another one does too. While
the programme is being founded nobody may be there yet to agree: then a seat stands without, and says so.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec.structs import replace

from vedette.access.identity.members import Seat
from vedette.access.nouns import Risk
from vedette.core.errors import Refused

ADMIN: Final = "admin"
"""Of the organisation that answers for it."""
REVIEWER: Final = "reviewer"
"""Of an organisation that has no part in it."""
_LOW: Final = frozenset({Risk.C0, Risk.C1})
"""Classes a seat gives no more in than any member has."""


class Voice(NamedTuple):
    """Somebody who agrees, as they are when they do."""

    person: str
    speaks: bool
    """Whether they act for the organisation that answers for the seat, and speak for it."""
    reviewer: bool
    houses: frozenset[str]
    """Every organisation they belong to or act for."""


class Around(NamedTuple):
    """What there is when a seat is asked for."""

    founding: bool
    """Whether the programme is being founded."""
    admins: frozenset[str]
    """Who speaks for the organisation that is to answer for it, beside whoever asks and whoever is to sit."""
    speaks: bool
    """Whether whoever asks speaks for it themselves, and acts for it."""


def asked(seat: Seat, around: Around) -> Seat:
    """Return a seat with those it waits for; `founding` says that it would wait for more otherwise."""
    admin = () if around.speaks else (ADMIN,)
    full = (*admin, *(() if seat.cap in _LOW else (REVIEWER,)))
    if not around.founding:
        return replace(seat, waits=full)
    waits = admin if around.admins else ()
    return replace(seat, waits=waits, founding=waits != full)


def agreed(seat: Seat, voice: Voice, now: float) -> Seat:
    """Return a seat with one word more.

    Raises:
        Refused: it is over, or does not wait for them; or they asked, sit in it, or agreed before.

    """
    if seat.removed or now >= seat.expires:
        raise Refused("the seat is over", hint="let an operator ask for a new one")
    if voice.person in {seat.asked_by, seat.person, *seat.agreed_by}:
        raise Refused(
            "whoever asked for a seat, is to sit in it, or agreed before has no voice", hint="ask another"
        )
    part = _part(seat, voice)
    if not part:
        raise Refused(f"this seat does not wait for you: {_waits(seat)}", hint="list them: seats")
    left = tuple(one for one in seat.waits if one != part)
    return replace(seat, waits=left, agreed_by=(*seat.agreed_by, voice.person))


def may(seat: Seat, voice: Voice) -> bool:
    """Tell whether a seat waits for somebody."""
    return voice.person not in {seat.asked_by, seat.person, *seat.agreed_by} and bool(_part(seat, voice))


def _part(seat: Seat, voice: Voice) -> str:
    """Return which of the words it waits for somebody can give."""
    if ADMIN in seat.waits and voice.speaks:
        return ADMIN
    apart = not voice.houses & {seat.sponsor, seat.vendor, *seat.asked_from}
    return REVIEWER if REVIEWER in seat.waits and voice.reviewer and apart and voice.houses else ""


def _waits(seat: Seat) -> str:
    words = {ADMIN: "somebody who speaks for its sponsor", REVIEWER: "a reviewer of another organisation"}
    return "it waits for " + " and ".join(words[one] for one in seat.waits) if seat.waits else "it stands"
