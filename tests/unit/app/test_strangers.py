"""Strangers have a share of what may wait: their network's, and everybody's."""

import pytest

from vedette.app import strangers
from vedette.app.job_answers import TooMany
from vedette.app.strangers import Strangers

NOON = 1_800_000_000.0


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Strangers:
    monkeypatch.setattr(strangers, "A_NETWORK", 3)
    monkeypatch.setattr(strangers, "ALL", 7)
    return Strangers()


def test_a_network_uses_up_its_own_share_and_nobody_elses(few: Strangers) -> None:
    for _ in range(3):
        few.take("192.0.2.0/24", NOON)
    with pytest.raises(TooMany) as caught:
        few.take("192.0.2.0/24", NOON + 59)
    assert caught.value.http_status == 429
    few.take("198.51.100.0/24", NOON + 59)
    few.take("192.0.2.0/24", NOON + 60)


def test_all_networks_together_have_an_end(few: Strangers) -> None:
    for number in range(7):
        few.take(f"192.0.{number}.0/24", NOON)
    with pytest.raises(TooMany):
        few.take("203.0.113.0/24", NOON)
    few.take("203.0.113.0/24", NOON + 120)
