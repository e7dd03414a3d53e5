"""What each person, organisation, capability and asset may use up: reserved before, settled after.

`Memory` is the fake that ships; `store` has the real one, on SQLite and PostgreSQL. One suite runs over all.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence

from vedette.core.budgets import (
    Budgets,
    Cap,
    Charge,
    Exceeded,
    Hold,
    Period,
    Reservation,
    charges,
    exceeded,
    hold_of,
    holds,
    late,
    made,
)

__all__ = ["Budgets", "Cap", "Charge", "Exceeded", "Hold", "Memory", "Period", "Reservation", "account"]


def account(kind: str, name: str, *, of: str = "") -> str:
    """Name an account: of a person, org, capability or asset; `of` narrows it, as to one class of risk."""
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in (kind, name, of) if part)


class Memory:
    """Budgets in this process: forgets when it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._open: dict[str, Reservation] = {}
        self._lapsed: dict[str, Reservation] = {}

    def reserve(
        self, caps: Sequence[Cap], amount: int, *, now: float, until: float, name: str = ""
    ) -> Reservation | Exceeded:
        """Hold an amount back on all accounts, or on none."""
        held = holds(caps, amount, now, until)
        with self._lock:
            self._lapse(now)
            used = [self._used[hold.account, hold.start] for hold in held]
            if (full := exceeded(held, used, amount)) is not None:
                return full
            reservation = made(held, amount, until, name)
            self._open[reservation.id] = reservation
            self._add(held, amount)
            return reservation

    def settle(self, reservation: str, used: int) -> bool:
        """Charge what was used."""
        with self._lock:
            if (known := self._open.pop(reservation, None)) is not None:
                self._add(known.holds, min(max(used, 0), known.amount) - known.amount)
                return True
            if (known := self._lapsed.pop(reservation, None)) is not None:
                charge = min(max(used, 0), known.amount)
                for hold in known.holds:
                    place = (hold.account, hold.start)
                    self._used[place] = late(self._used[place], hold.limit, charge)
            return False

    def release(self, reservation: str) -> bool:
        """Give everything back."""
        return self.settle(reservation, 0)

    def charge(self, caps: Sequence[Cap], amount: int, *, now: float) -> Charge | Exceeded:
        """Use an amount up on all accounts, or on none."""
        held = self.reserve(caps, amount, now=now, until=now + 1)
        if isinstance(held, Exceeded):
            return held
        self.settle(held.id, amount)
        return Charge(amount=amount, holds=held.holds)

    def charge_each(self, wanted: Sequence[tuple[Cap, int]], *, now: float) -> tuple[Charge, ...] | Exceeded:
        """Use an amount of its own up on each account, or nothing on any."""
        each = charges(wanted, now)
        with self._lock:
            self._lapse(now)
            for one in each:
                used = [self._used[hold.account, hold.start] for hold in one.holds]
                if (full := exceeded(one.holds, used, one.amount)) is not None:
                    return full
            for one in each:
                self._add(one.holds, one.amount)
        return each

    def refund(self, charge: Charge) -> None:
        """Give a charge back."""
        with self._lock:
            self._add(charge.holds, -charge.amount)

    def used(self, cap: Cap, now: float) -> int:
        """Return what was used or is held back."""
        hold = hold_of(cap, now)
        with self._lock:
            self._lapse(now)
            return self._used[hold.account, hold.start]

    def _add(self, held: Sequence[Hold], amount: int) -> None:
        for hold in held:
            self._used[hold.account, hold.start] += amount

    def _lapse(self, now: float) -> None:
        for one in [one for one in self._open.values() if one.until <= now]:
            self._lapsed[one.id] = self._open.pop(one.id)
            self._add(one.holds, -one.amount)
