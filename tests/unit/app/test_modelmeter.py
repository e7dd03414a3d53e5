"""What one person may use of a model a day: exact, whatever dies on the way."""

from __future__ import annotations

from vedette.access.budgets import Memory
from vedette.app.callers import owner
from vedette.app.clock import SYSTEM
from vedette.app.modelmeter import Meter
from vedette.core.budgets import Cap
from vedette.core.dialogue import Usage
from vedette.models.profiles import profile


def test_what_dies_before_it_is_settled_stays_counted_and_what_is_settled_is_exact() -> None:
    budgets, one, who = Memory(), profile("vedette-open"), owner().subject
    now, tokens = SYSTEM.now().timestamp(), Cap(account=f"model-tokens:{one.name}:{who.id}", limit=10**9)
    meter, most = Meter(budgets, SYSTEM), Usage(prompt=10, completion=90)
    meter.reserve(who, one, most, None)
    assert budgets.used(tokens, now) == 100, "nobody came back"
    meter.reserve(who, one, most, None).settle(Usage(prompt=10, completion=5))
    assert budgets.used(tokens, now) == 115
    meter.reserve(who, one, most, None).settle(Usage(prompt=10, completion=500))
    assert budgets.used(tokens, now) == 215, (
        "a back-end that counts otherwise charges no more than was put aside"
    )
    meter.reserve(who, one, most, None).release()
    assert budgets.used(tokens, now) == 215
    assert budgets.used(Cap(account=f"model-requests:{one.name}:{who.id}", limit=10**9), now) == 3
