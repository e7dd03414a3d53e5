"""What somebody may still use up: caps on accounts, amounts held back before and charged after.

The contract, and its sums. Lies here because `access` needs it and `store` has it, and neither knows the
other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol

from msgspec import Struct

from vedette.core.errors import BadInput

_HOUR: Final = 3600
MOST: Final = 1 << 53
"""The largest amount or limit: any larger, and some program that reads it would round it."""


class Period(StrEnum):
    """How long a limit is for. Periods begin with the clock's, in UTC, and nothing is carried over."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def span(self, now: float) -> tuple[int, int]:
        """Return when the period around a moment began and when the next begins: seconds since the epoch."""
        return _span(self, int(now // _HOUR))


@lru_cache(maxsize=64)
def _span(period: Period, hour: int) -> tuple[int, int]:
    """Return the span around an hour since the epoch; kept, for each request asks for that of now."""
    moment = datetime.fromtimestamp(hour * _HOUR, UTC)
    if period is Period.HOUR:
        return _seconds(moment), _seconds(moment + timedelta(hours=1))
    moment = moment.replace(hour=0)
    if period is Period.DAY:
        return _seconds(moment), _seconds(moment + timedelta(days=1))
    first = moment.replace(day=1)
    return _seconds(first), _seconds((first + timedelta(days=31)).replace(day=1))


class Cap(Struct, frozen=True, kw_only=True):
    """How much may go through one account in one period."""

    account: str
    limit: int
    period: Period = Period.DAY


class Hold(Struct, frozen=True, array_like=True):
    """One account's part in a reservation."""

    account: str
    """Of one period's length: the same account by day and by month are two."""
    start: int
    refills: int
    limit: int


class Reservation(Struct, frozen=True, kw_only=True):
    """An amount held back on several accounts."""

    id: str
    amount: int
    holds: tuple[Hold, ...]
    until: float
    """When it is given back unless it was settled: after the end of whatever it is for."""


class Charge(Struct, frozen=True, kw_only=True):
    """An amount that was used up on several accounts at once."""

    amount: int
    holds: tuple[Hold, ...]


class Exceeded(Struct, frozen=True, kw_only=True):
    """Why nothing was held back."""

    account: str
    limit: int
    left: int
    refills: float
    """Seconds since the epoch: when the account is full again."""


class Budgets(Protocol):
    """Accounts of what was used. Every call is one transaction, and safe between threads and processes."""

    def reserve(
        self, caps: Sequence[Cap], amount: int, *, now: float, until: float, name: str = ""
    ) -> Reservation | Exceeded:
        """Hold an amount back on the accounts of all caps, or on none.

        `name` is the caller's own for it, never used before: who writes that down first can settle after a
        crash.

        Raises:
            BadInput: there is no cap, or the amount, a limit or the time makes no sense.

        """
        ...

    def settle(self, reservation: str, used: int) -> bool:
        """Charge what was used, at most what was reserved, and give the rest back; tell if it was still held.

        When it had lapsed already, what was used is charged as far as there is room. Twice is like once.
        """
        ...

    def release(self, reservation: str) -> bool:
        """Give everything back: nothing was used."""
        ...

    def charge(self, caps: Sequence[Cap], amount: int, *, now: float) -> Charge | Exceeded:
        """Use an amount up on the accounts of all caps, or on none: for what is over before it could lapse.

        It costs a fraction of `reserve` and `settle`. Whoever is killed in between has used it up.

        Raises:
            BadInput: there is no cap, or the amount, a limit or the time makes no sense.

        """
        ...

    def charge_each(self, wanted: Sequence[tuple[Cap, int]], *, now: float) -> tuple[Charge, ...] | Exceeded:
        """Use an amount of its own up on each account, or nothing on any; no account stands there twice.

        Where one is full, others may have been charged for a moment. Whoever is killed then has used that up.

        Raises:
            BadInput: there is no account, one stands there twice, or an amount or limit makes no sense.

        """
        ...

    def refund(self, charge: Charge) -> None:
        """Give a charge back, once: nothing came of it."""
        ...

    def used(self, cap: Cap, now: float) -> int:
        """Return what was used or is held back on an account in the current period."""
        ...


def holds(caps: Iterable[Cap], amount: int, now: float, until: float) -> tuple[Hold, ...]:
    """Return what a reservation touches, in the one order everybody takes, the lowest limit of each account.

    Raises:
        BadInput: there is no cap, or the amount, a limit or the time makes no sense.

    """
    found: dict[str, Hold] = {}
    for cap in caps:
        hold = hold_of(cap, now)
        known = found.get(hold.account)
        if known is None or hold.limit < known.limit:
            found[hold.account] = hold
    if not found or not 0 <= amount <= MOST or not now < until:
        raise BadInput(
            f"cannot reserve {amount} on {len(found)} accounts for {until - now:.0f} seconds",
            hint="reserve a whole number, on at least one account, until some time from now",
        )
    return tuple(found[account] for account in sorted(found))


def charges(wanted: Iterable[tuple[Cap, int]], now: float) -> tuple[Charge, ...]:
    """Return what charges of an account each touch.

    Raises:
        BadInput: there is none, an account stands there twice, or an amount or limit makes no sense.

    """
    each = tuple(Charge(amount=one, holds=holds((cap,), one, now, now + 1)) for cap, one in wanted)
    if not each or len({one.holds[0].account for one in each}) != len(each):
        raise BadInput(f"cannot charge {len(each)} accounts", hint="name each account once, and at least one")
    return each


def hold_of(cap: Cap, now: float) -> Hold:
    """Return the account of a cap as it is in the current period.

    Raises:
        BadInput: the limit makes no sense.

    """
    if not 0 <= cap.limit <= MOST:
        raise BadInput(f"{cap.account}: a limit of {cap.limit}", hint="give a whole number, 0 or more")
    start, refills = cap.period.span(now)
    return Hold(f"{cap.account}/{cap.period}", start, refills, cap.limit)


def made(held: tuple[Hold, ...], amount: int, until: float, name: str = "") -> Reservation:
    """Give a reservation its name."""
    return Reservation(id=name or secrets.token_hex(16), amount=amount, holds=held, until=until)


def exceeded(held: Sequence[Hold], used: Sequence[int], amount: int) -> Exceeded | None:
    """Return the account that stands in the way for the longest, if one does."""
    spent = dict(zip(held, used, strict=True))
    full = [hold for hold in held if spent[hold] + amount > hold.limit]
    if not full:
        return None
    hold = max(full, key=lambda one: (one.refills, -one.start))
    return Exceeded(
        account=hold.account.rpartition("/")[0],
        limit=hold.limit,
        left=max(0, hold.limit - spent[hold]),
        refills=hold.refills,
    )


def late(used: int, limit: int, amount: int) -> int:
    """Return what an account stands at after a charge that comes too late: never beyond its limit by it."""
    return max(used, min(limit, used + amount))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
