"""Budgets in a database: no race, and no crash, lets anybody pass a cap.

One statement adds to every account that has room, and all of them must have. On SQLite that does not wait for
the disk: each account has a ceiling, raised ahead of what is used in a change that does wait. What a
power cut may have lost lies below the ceilings, so the first to open the file after one charges up to there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec

from vedette.core.budgets import (
    Cap,
    Charge,
    Exceeded,
    Hold,
    Reservation,
    charges,
    exceeded,
    hold_of,
    holds,
    late,
    made,
)
from vedette.core.errors import Unavailable
from vedette.store.engine import Row, Run
from vedette.store.sql import Database

_STEPS: Final = (
    """
    create table budgets (
      account text not null, start bigint not null, used bigint not null, cap bigint not null,
      ceiling bigint not null, primary key (account, start));
    create table reservations (
      id text primary key, lapses double precision not null, lapsed bigint not null,
      amount bigint not null, holds bytea not null);
    create index reservations_open on reservations (lapses) where lapsed = 0;
    create table budgets_boot (one bigint primary key, boot text not null)
    """,
)
_ADD: Final = (
    "insert into budgets (account, start, used, cap, ceiling) values {rows} on conflict (account, start)"
    " do update set used = budgets.used + excluded.used, cap = excluded.cap"
    " where budgets.used + excluded.used <= excluded.cap{more} returning account, start, used, ceiling"
)
_BELOW: Final = " and budgets.used + excluded.used <= budgets.ceiling"
_OPEN: Final = "insert into reservations values (?, ?, 0, ?, ?)"
_GIVE_BACK: Final = "update budgets set used = used - ? where account = ? and start = ?"
_RAISE: Final = "update budgets set ceiling = ? where account = ? and start = ? and ceiling < ?"
_USED: Final = "select used from budgets where account = ? and start = ?"
_LAPSE: Final = "update reservations set lapsed = 1 where lapsed = 0 and lapses <= ? returning amount, holds"
_PARTS: Final = 32
"""A power cut costs an account at most this part of its limit."""
_LAPSE_EACH: Final = 256
"""Reservations from one look for lapsed ones to the next; there is one as well when an account seems full."""
_DAY: Final = 86_400
_KEEP_LAPSED: Final = 7 * _DAY
_KEEP_ACCOUNTS: Final = 92 * _DAY
_ROUNDS: Final = 5
_HOLDS: Final = msgspec.json.Decoder(tuple[Hold, ...])


class _Full(Exception):
    """An account has no room."""


class _AboveCeiling(Exception):
    """What is added would be lost in a power cut, and nobody would know."""


class SqlBudgets:
    """The `Budgets` of the service."""

    def __init__(self, base: Database, boot: str = "") -> None:
        """Make or update the tables; `boot` names this start of the machine, if the database is a file on it.

        Raises:
            Unavailable: the database does not answer, or a newer program made the tables.

        """
        self._base = base
        self._calls = itertools.count(1)
        base.upgrade("budgets", _STEPS)
        if boot:
            base.change(lambda run: _recover(run, boot))

    def reserve(
        self, caps: Sequence[Cap], amount: int, *, now: float, until: float, name: str = ""
    ) -> Reservation | Exceeded:
        """Hold an amount back on all accounts, or on none.

        Raises:
            BadInput: there is no cap, or the amount, a limit or the time makes no sense.
            Unavailable: the database does not answer; nothing is held back.

        """
        reservation = made(holds(caps, amount, now, until), amount, until, name)
        if next(self._calls) % _LAPSE_EACH == 0:
            self.lapse(now)
        for _ in range(_ROUNDS):
            if self._held(reservation):
                return reservation
            if not self.lapse(now) and (full := self._exceeded(reservation)) is not None:
                return full
        raise _crowded()

    def settle(self, reservation: str, used: int) -> bool:
        """Charge what was used, at most what was reserved; tell if it was still held."""

        def work(run: Run, *, durable: bool) -> bool:
            rows = run(
                "delete from reservations where id = ? returning amount, holds, lapsed", (reservation,)
            )
            if not rows:
                return False
            amount, held, lapsed = rows[0]
            charge = min(max(used, 0), amount)
            if not lapsed:
                _give_back(run, _HOLDS.decode(held), amount - charge)
            elif durable:
                _charge_late(run, _HOLDS.decode(held), charge)
            else:
                raise _AboveCeiling
            return not lapsed

        try:
            return self._base.change(lambda run: work(run, durable=False), rowwise=True, durable=False)
        except _AboveCeiling:
            return self._base.change(lambda run: work(run, durable=True), rowwise=True)

    def release(self, reservation: str) -> bool:
        """Give everything back: nothing was used."""
        return self.settle(reservation, 0)

    def charge(self, caps: Sequence[Cap], amount: int, *, now: float) -> Charge | Exceeded:
        """Use an amount up on all accounts, or on none: one statement, where it is one account.

        Raises:
            BadInput: there is no cap, or the amount, a limit or the time makes no sense.
            Unavailable: the database does not answer; nothing is used up.

        """
        charge = Charge(amount=amount, holds=holds(caps, amount, now, now + 1))
        for _ in range(_ROUNDS):
            if self._charged(charge):
                return charge
            if not self.lapse(now) and (full := self._exceeded(charge)) is not None:
                return full
        raise _crowded()

    def charge_each(self, wanted: Sequence[tuple[Cap, int]], *, now: float) -> tuple[Charge, ...] | Exceeded:
        """Use an amount of its own up on each account, or nothing on any: one statement, where all have room.

        Raises:
            BadInput: there is no account, one stands there twice, or an amount or limit makes no sense.
            Unavailable: the database does not answer; something may be used up.

        """
        each = charges(wanted, now)
        added = self._added(each)
        done = [one for one in each if one.holds[0].account in added]
        for (cap, amount), one in zip(wanted, each, strict=True):
            if one.holds[0].account in added:
                continue
            got = self.charge((cap,), amount, now=now)
            if isinstance(got, Exceeded):
                for charge in done:
                    self.refund(charge)
                return got
            done.append(got)
        return each

    def _added(self, each: Sequence[Charge]) -> set[str]:
        """Add to all accounts that have room below their ceilings; return which those were."""
        fit = sorted(
            ((one.holds[0], one.amount) for one in each if one.amount <= one.holds[0].limit),
            key=lambda pair: pair[0].account,
        )
        if not fit:
            return set()
        rows = self._base.single(*_statement(fit, _BELOW), durable=False)
        if any(used > ceiling for _, _, used, ceiling in rows):  # new accounts, as in `_charged`
            held = tuple(hold for hold, _ in fit)
            self._base.change(lambda run: _raise_ceilings(run, held, rows), rowwise=True)
        return {row[0] for row in rows}

    def refund(self, charge: Charge) -> None:
        """Give a charge back: one statement, where it is one account."""
        if charge.amount and len(charge.holds) == 1:
            hold = charge.holds[0]
            self._base.single(_GIVE_BACK, (charge.amount, hold.account, hold.start), durable=False)
            return
        self._base.change(
            lambda run: _give_back(run, charge.holds, charge.amount), rowwise=True, durable=False
        )

    def used(self, cap: Cap, now: float) -> int:
        """Return what was used or is held back on an account in the current period."""
        self.lapse(now)
        return self._used(hold_of(cap, now))

    def lapse(self, now: float) -> int:
        """Give back what nobody settled in time; return how many reservations that were."""
        if not self._base.read("select 1 from reservations where lapsed = 0 and lapses <= ? limit 1", (now,)):
            return 0
        return self._base.change(lambda run: _lapse(run, now), rowwise=True, durable=False)

    def _charged(self, charge: Charge) -> bool:
        if len(charge.holds) == 1 and charge.amount <= charge.holds[0].limit:
            sql, args = _adding(charge, _BELOW)
            rows = self._base.single(sql, args, durable=False)
            if rows and rows[0][2] <= rows[0][3]:
                return True
            if rows:  # a new account, which has no ceiling yet: what was added is kept, and so is the rule
                self._base.change(lambda run: _raise_ceilings(run, charge.holds, rows), rowwise=True)
                return True
        return self._held(charge)

    def _held(self, wanted: Charge | Reservation) -> bool:
        if any(wanted.amount > hold.limit for hold in wanted.holds):
            return False
        try:
            self._base.change(lambda run: _hold(run, wanted, durable=False), rowwise=True, durable=False)
        except _AboveCeiling:
            return self._held_durably(wanted)
        except _Full:
            return False
        return True

    def _held_durably(self, wanted: Charge | Reservation) -> bool:
        try:
            self._base.change(lambda run: _hold(run, wanted, durable=True), rowwise=True)
        except _Full:
            return False
        return True

    def _exceeded(self, wanted: Charge | Reservation) -> Exceeded | None:
        used = [self._used(hold) for hold in wanted.holds]
        return exceeded(wanted.holds, used, wanted.amount)

    def _used(self, hold: Hold) -> int:
        rows = self._base.read(_USED, (hold.account, hold.start))
        return int(rows[0][0]) if rows else 0


def _adding(wanted: Charge | Reservation, more: str = "") -> tuple[str, list[str | int]]:
    """Return the statement that adds to all accounts which have room; and, with `more`, which meet that."""
    return _statement([(one, wanted.amount) for one in wanted.holds], more)


def _statement(each: Sequence[tuple[Hold, int]], more: str) -> tuple[str, list[str | int]]:
    sql = _ADD.format(rows=", ".join(["(?, ?, ?, ?, -1)"] * len(each)), more=more)
    return sql, [part for one, amount in each for part in (one.account, one.start, amount, one.limit)]


def _hold(run: Run, wanted: Charge | Reservation, *, durable: bool) -> None:
    held = wanted.holds
    rows = run(*_adding(wanted))
    if len(rows) < len(held):
        raise _Full
    if any(used > ceiling for _, _, used, ceiling in rows):
        if not durable:
            raise _AboveCeiling
        _raise_ceilings(run, held, rows)
    if isinstance(wanted, Reservation):
        run(_OPEN, (wanted.id, wanted.until, wanted.amount, msgspec.json.encode(held)))


def _raise_ceilings(run: Run, held: tuple[Hold, ...], rows: list[Row]) -> None:
    limits = {hold.account: hold.limit for hold in held}
    for account, start, used, ceiling in sorted(rows):
        if used > ceiling:
            limit = limits[account]
            raised = max(used, min(limit, used + limit // _PARTS))
            run(_RAISE, (raised, account, start, raised))


def _give_back(run: Run, held: tuple[Hold, ...], amount: int) -> None:
    if amount:
        for hold in held:
            run(_GIVE_BACK, (amount, hold.account, hold.start))


def _charge_late(run: Run, held: tuple[Hold, ...], amount: int) -> None:
    for hold in held:
        place = (hold.account, hold.start)
        rows = run("update budgets set used = used where account = ? and start = ? returning used", place)
        for (used,) in rows:  # one, or none if it is long ago
            charged = late(used, hold.limit, amount)
            run("update budgets set used = ? where account = ? and start = ?", (charged, *place))
            run(_RAISE, (charged, *place, charged))


def _lapse(run: Run, now: float) -> int:
    rows = run(_LAPSE, (now,))
    back: defaultdict[tuple[str, int], int] = defaultdict(int)
    for amount, held in rows:
        for hold in _HOLDS.decode(held):
            back[hold.account, hold.start] += amount
    for place in sorted(back):  # in the order everybody takes
        run(_GIVE_BACK, (back[place], *place))
    run("delete from reservations where lapsed = 1 and lapses <= ?", (now - _KEEP_LAPSED,))
    run("delete from budgets where start < ?", (int(now) - _KEEP_ACCOUNTS,))
    return len(rows)


def _recover(run: Run, boot: str) -> None:
    """After the machine went down: charge what may have been lost, and what nobody is left to settle."""
    if run("select 1 from budgets_boot where boot = ?", (boot,)):
        return
    run("update budgets set used = ceiling where used < ceiling")
    run("delete from reservations")
    run(
        "insert into budgets_boot values (1, ?) on conflict (one) do update set boot = excluded.boot", (boot,)
    )


def _crowded() -> Unavailable:
    return Unavailable("too many use the same budget at once", hint="try again in a moment")
