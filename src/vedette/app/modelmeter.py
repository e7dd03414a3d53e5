"""What one person may use of a named model a day: counted in full beforehand, and the rest given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from vedette.access.nouns import Subject
from vedette.app.clock import Clock
from vedette.core.budgets import Budgets, Cap, Charge, Exceeded
from vedette.core.dialogue import Usage
from vedette.core.errors import LimitHit
from vedette.models.attachments import Prices
from vedette.models.profiles import Profile

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
        """Count the most that a question can come to as used: one request, its tokens, its money.

        What dies before it is settled stays counted: somebody may have to pay for it.

        Raises:
            Spent: less than that is left; nothing was counted.

        """
        now = self.clock.now().timestamp()
        wanted = (
            ("requests", 1, profile.budget.requests),
            ("tokens", most.prompt + most.completion, profile.budget.tokens),
            ("money", _cost(price, most), int(profile.budget.money * _BILLION)),
        )
        caps = {
            unit: (Cap(account=f"model-{unit}:{profile.name}:{who.id}", limit=limit), amount)
            for unit, amount, limit in wanted
            if amount
        }
        got = self.budgets.charge_each(tuple(caps.values()), now=now)
        if isinstance(got, Exceeded):
            unit = next(unit for unit, (cap, _) in caps.items() if cap.account == got.account)
            raise Spent(profile.name, got, _WORDS[unit], now)
        return Reserved(self.budgets, dict(zip(caps, got, strict=True)), price)


_WORDS: Final = {"requests": "requests", "tokens": "tokens", "money": "billionths of a unit of money"}


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was counted for one question."""

    budgets: Budgets
    held: dict[str, Charge]
    price: Prices | None

    def settle(self, usage: Usage) -> None:
        """Give back what it did not come to."""
        used = {"requests": 1, "tokens": usage.prompt + usage.completion, "money": _cost(self.price, usage)}
        for unit, one in self.held.items():
            if (rest := one.amount - max(0, used[unit])) > 0:
                self.budgets.refund(Charge(amount=rest, holds=one.holds))

    def release(self) -> None:
        """Give everything back: nobody was asked."""
        for one in self.held.values():
            self.budgets.refund(one)


def _cost(price: Prices | None, usage: Usage) -> int:
    return 0 if price is None else price.cost(usage)
