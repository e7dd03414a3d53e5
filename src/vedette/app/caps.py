"""How much may be used: hard caps a day for a person, an organisation and a capability, by tier.

Counted in units: `Capability.estimate` of them a run.
"""

from __future__ import annotations

from typing import Any, Final

from vedette.access.budgets import Cap, Period, account
from vedette.access.nouns import Kind, Risk, Tier
from vedette.app.callers import Caller
from vedette.app.capability import Capability

OWN_AFFAIRS: Final = 100_000
"""Units a day for one's own access or office: apart from the rest, so that nobody is kept from appealing."""
A_PERSON: Final = {Tier.T0: 200, Tier.T1: 2_000, Tier.T2: 10_000, Tier.T3: 20_000, Tier.T4: 50_000}
"""Units a person may use a day."""
AN_ORGANISATION: Final = 200_000
"""Units all persons of one organisation may use a day."""
A_CAPABILITY: Final = {"C0": 20_000, "C1": 10_000, "C2": 2_000, "C3": 500, "C4": 50, "CX": 0}
"""Units one person may use a day on one capability of a class, whatever their tier."""
NEW_DAYS: Final = 30
"""Days in which a grant of T3 or T4 is new: given to an impostor, it does little harm before that shows."""
NEW_SHARE: Final = 10
"""While it is, one part in so many of what is grave (`NEW_HELD`) may be used."""
NEW_HELD: Final = frozenset((Risk.C3, Risk.C4))


def held(caller: Caller, capability: Capability[Any]) -> bool:
    """Tell whether it matters since when somebody has had their tier."""
    return capability.risk in NEW_HELD and caller.subject.tier >= Tier.T3


def is_new(since: float, now: float) -> bool:
    """Tell whether a grant that took effect at a time is new."""
    return now < since + NEW_DAYS * 86_400.0


def caps(caller: Caller, capability: Capability[Any], *, new: bool = False) -> tuple[Cap, ...]:
    """Return the caps a run counts against; none at home. `new`: the caller's tier was given lately."""
    subject = caller.subject
    if subject.kind is Kind.OWNER:
        return ()
    if capability.self_service or capability.role:
        own = account("person", subject.id, of="own affairs")
        return (Cap(account=own, limit=OWN_AFFAIRS, period=Period.DAY),)
    made = [
        Cap(account=account("person", subject.id), limit=A_PERSON[subject.tier], period=Period.DAY),
        Cap(
            account=account("capability", capability.id, of=subject.id),
            limit=A_CAPABILITY[capability.risk] // (NEW_SHARE if new and held(caller, capability) else 1),
            period=Period.DAY,
        ),
    ]
    if subject.org:
        made.append(Cap(account=account("org", subject.org), limit=AN_ORGANISATION, period=Period.DAY))
    return tuple(made)
