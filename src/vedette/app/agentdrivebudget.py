"""What a run of an agent may use up: estimated and held back before each call, charged after it.

Two bounds at once. The *allowance* is the run's own, and its books are its journal. *Accounts* are shared
with other runs (a person's day, a profile's month) and kept by `core.budgets`, whose every change is one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final, Protocol

from msgspec import Meta, Struct

from vedette.app.clock import SYSTEM, Clock
from vedette.core.budgets import Budgets, Cap, Exceeded
from vedette.core.dialogue import Usage

EVENTS: Final = (80, 90, 100)
"""Per cent of a bound at which whoever waits is told."""
_GRACE: Final = 60.0
Amount = Annotated[int, Meta(ge=0)]


class Unit(StrEnum):
    """What is counted."""

    REQUESTS = "requests"
    TOKENS = "tokens"
    SECONDS = "seconds"
    MONEY = "money"


class Allowance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one run may use; none of it is carried over to another."""

    requests: Amount = 100
    tokens: Amount = 200_000
    """Of prompts and answers together."""
    seconds: Annotated[float, Meta(ge=0)] = 1800.0
    """Spent on the run's steps, over all processes it took."""
    money: Amount | None = None
    """Billionths of the currency of the prices; None: no bound."""


class Priced(Protocol):
    """What tokens cost, as the prices of a back-end say."""

    def cost(self, usage: Usage) -> int:
        """Return what an answer costs, in billionths of the currency: whole, so that sums are exact."""
        ...


class Free:
    """What costs nothing: a machine of one's own."""

    def cost(self, usage: Usage) -> int:
        """Return nothing."""
        del usage
        return 0


class Spent(Struct, frozen=True, kw_only=True):
    """What a run has used, or what a call is going to."""

    requests: Amount = 0
    tokens: Amount = 0
    seconds: float = 0.0
    money: Amount = 0

    def __add__(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(
            requests=self.requests + other.requests,
            tokens=self.tokens + other.tokens,
            seconds=round(self.seconds + other.seconds, 4),
            money=self.money + other.money,
        )

    def of(self, unit: Unit) -> float:
        """Return the amount of one unit."""
        amount: float = getattr(self, unit.value)
        return amount


class Exhausted(Struct, frozen=True, kw_only=True):
    """Why nothing more is asked in this run."""

    unit: Unit
    why: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts shared with other runs: of each unit but seconds, the caps a call counts against."""

    budgets: Budgets
    caps: Mapping[Unit, tuple[Cap, ...]]

    def reserve(self, name: str, wanted: Spent, now: float, seconds: float) -> Exhausted | None:
        """Hold an amount back on all accounts under a name of the caller's, or nothing on any.

        It stays held until it is settled, or all its accounts are full again: a run that was killed and is
        never taken up again has used up what its last call was estimated at.
        """
        taken: list[Unit] = []
        for unit, caps in self._counted():
            until = max(now + seconds + _GRACE, *(float(one.period.span(now)[1]) for one in caps))
            answer = self.budgets.reserve(
                caps, int(wanted.of(unit)), now=now, until=until, name=f"{name}/{unit}"
            )
            if isinstance(answer, Exceeded):
                for one in taken:
                    self.budgets.release(f"{name}/{one}")
                return Exhausted(
                    unit=unit,
                    why=f"{answer.account} has {answer.left} of {answer.limit} {unit} left; this needs "
                    f"{int(wanted.of(unit))}",
                )
            taken.append(unit)
        return None

    def settle(self, name: str, used: Spent) -> None:
        """Charge what was used, and give the rest back; twice is like once, and so is what was never held."""
        for unit, _ in self._counted():
            self.budgets.settle(f"{name}/{unit}", int(used.of(unit)))

    def _counted(self) -> Iterator[tuple[Unit, tuple[Cap, ...]]]:
        for unit in (Unit.REQUESTS, Unit.TOKENS, Unit.MONEY):
            if caps := self.caps.get(unit, ()):
                yield unit, caps


@dataclass(slots=True)
class Budget:
    """The bounds of one run, and what it has used of them. Belongs to the one thread that drives the run."""

    allowance: Allowance = field(default_factory=Allowance)
    price: Priced = field(default_factory=Free)
    accounts: Accounts | None = None
    clock: Clock = SYSTEM
    spent: Spent = field(default_factory=Spent)
    exhausted: Exhausted | None = None
    """Set once something ran out: nothing is asked after that."""

    def wanted(self, prompt: int, most: int) -> Spent:
        """Estimate a call: its prompt's tokens and the most the answer may have."""
        return Spent(
            requests=1,
            tokens=prompt + most,
            money=self.price.cost(Usage(prompt=prompt, completion=most)),
        )

    def used(self, usage: Usage) -> Spent:
        """Return what a call came to, without its time."""
        return Spent(requests=1, tokens=usage.prompt + usage.completion, money=self.price.cost(usage))

    def since(self, began: float) -> Spent:
        """Return the time since a moment of the clock's `seconds`."""
        return Spent(seconds=round(self.clock.seconds() - began, 4))

    def room(self, wanted: Spent) -> Exhausted | None:
        """Tell what of the run's own allowance a call would pass, if anything; that ends the asking."""
        for unit in Unit:
            limit = self._limit(unit)
            left = None if limit is None else limit - self.spent.of(unit)
            if left is not None and (wanted.of(unit) > left or (unit is Unit.SECONDS and not left > 0)):
                why = f"{_shown(max(0, left))} of {_shown(limit or 0)} {unit} left: too few for the next call"
                self.exhausted = Exhausted(unit=unit, why=why)
                return self.exhausted
        return None

    def reserve(self, name: str, wanted: Spent, seconds: float) -> Exhausted | None:
        """Hold a call back on the shared accounts."""
        if self.accounts is not None:
            self.exhausted = self.accounts.reserve(
                name, wanted, self.clock.now().timestamp(), min(seconds, self.seconds_left)
            )
        return self.exhausted

    def settle(self, name: str, used: Spent) -> None:
        """Charge the shared accounts; the run's own books are `charge`."""
        if self.accounts is not None:
            self.accounts.settle(name, used)

    def charge(self, used: Spent) -> Iterator[str]:
        """Add to what the run has used; yield a sentence for each of 80, 90 and 100 % this reached."""
        before, self.spent = self.spent, self.spent + used
        for unit in Unit:
            limit = self._limit(unit)
            if limit:
                was, now = (100 * one.of(unit) / limit for one in (before, self.spent))
                reached = [part for part in EVENTS if was < part <= now]
                if reached:
                    yield f"{reached[-1]} % of the run's {unit} are used: {_shown(self.spent.of(unit))}"

    @property
    def seconds_left(self) -> float:
        """Of the run's own allowance."""
        return max(0.0, self.allowance.seconds - self.spent.seconds)

    def _limit(self, unit: Unit) -> float | None:
        limit: float | None = getattr(self.allowance, unit.value)
        return limit


def _shown(amount: float) -> str:
    return f"{amount:.1f}" if amount % 1 else f"{amount:.0f}"


__all__ = ["Accounts", "Allowance", "Budget", "Exhausted", "Free", "Priced", "Spent", "Unit"]
