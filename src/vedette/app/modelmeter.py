"""What one person may use of a named model a day: put aside before each question, settled by what it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from vedette.access.nouns import Subject
from vedette.app.clock import Clock
from vedette.core.budgets import Budgets, Cap, Charge, Exceeded, Reservation
from vedette.core.dialogue import Usage
from vedette.core.errors import LimitHit
from vedette.models.attachments import Prices
from vedette.models.profiles import Profile

_SLACK: Final = 60.0
"""Seconds beyond the end of a question that what was put aside for it waits to be settled."""
_BILLION: Final = 1_000_000_000


class Spent(LimitHit):
    """A budget of a named model is used up for now."""

    http_status: ClassVar[int] = 429

    def __init__(self, profile: str, full: Exceeded, unit: str, now: float) -> None:
        self.retry_after = max(1, int(full.refills - now) + 1)
        super().__init__(
            f"{profile}: {full.left:,} of {full.limit:,} {unit} are left for today, less than this needs",
            hint=f"ask for less, or again in {self.retry_after:,} seconds, when the day's budget is new",
        )


@dataclass(frozen=True, slots=True)
class Meter:
    """Keeps the accounts of one kind of caller's use of models."""

    budgets: Budgets
    clock: Clock

    def reserve(self, who: Subject, profile: Profile, most: Usage, price: Prices | None) -> Reserved:
        """Put aside the most that a question can come to: one request, its tokens, its money.

        Raises:
            Spent: less than that is left; nothing was put aside.

        """
        now = self.clock.now().timestamp()
        until = now + profile.budget.seconds + _SLACK
        asked = self._asked(who, profile, now)
        wanted = (
            ("tokens", most.prompt + most.completion, profile.budget.tokens),
            ("money", _cost(price, most), int(profile.budget.money * _BILLION)),
        )
        held: dict[str, Reservation] = {}
        for unit, amount, limit in wanted:
            if not amount:
                continue
            caps = (_cap(unit, who, profile, limit),)
            got = self.budgets.reserve(caps, amount, now=now, until=until)
            if isinstance(got, Exceeded):
                Reserved(self.budgets, asked, held, price).release()
                raise Spent(profile.name, got, _WORDS[unit], now)
            held[unit] = got
        return Reserved(self.budgets, asked, held, price)

    def _asked(self, who: Subject, profile: Profile, now: float) -> Charge:
        """Count the question itself: one is one, so that nothing has to be settled."""
        limit = profile.budget.requests
        got = self.budgets.charge((_cap("requests", who, profile, limit),), 1, now=now)
        if isinstance(got, Exceeded):
            raise Spent(profile.name, got, _WORDS["requests"], now)
        return got


def _cap(unit: str, who: Subject, profile: Profile, limit: int) -> Cap:
    return Cap(account=f"model-{unit}:{profile.name}:{who.id}", limit=limit)


_WORDS: Final = {"requests": "requests", "tokens": "tokens", "money": "billionths of a unit of money"}


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was put aside for one question."""

    budgets: Budgets
    asked: Charge
    held: dict[str, Reservation]
    price: Prices | None

    def settle(self, usage: Usage) -> None:
        """Charge what it came to, and give the rest back."""
        used = {"tokens": usage.prompt + usage.completion, "money": _cost(self.price, usage)}
        for unit, one in self.held.items():
            self.budgets.settle(one.id, used[unit])

    def release(self) -> None:
        """Give everything back: nobody was asked."""
        self.budgets.refund(self.asked)
        for one in self.held.values():
            self.budgets.release(one.id)


def _cost(price: Prices | None, usage: Usage) -> int:
    return 0 if price is None else price.cost(usage)
