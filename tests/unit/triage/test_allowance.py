"""What is used up is used up: each bound by itself, and none of them silently."""

import pytest

from vedette.core.errors import LimitHit
from vedette.core.limits import MIB
from vedette.triage.allowance import Allowance, Bounds


def test_one_thing_may_not_be_too_large() -> None:
    allowance = Allowance(Bounds(sample_bytes=10))
    allowance.take_bytes(10)
    with pytest.raises(LimitHit, match="larger than 10"):
        allowance.take_bytes(11)


def test_all_together_may_not_be_too_large() -> None:
    allowance = Allowance(Bounds(total_bytes=15))
    allowance.take_bytes(10)
    with pytest.raises(LimitHit, match="more than 15 bytes"):
        allowance.take_bytes(10)


def test_growth_counts_beyond_the_first_mib() -> None:
    allowance = Allowance(Bounds(ratio=10))
    allowance.take_bytes(MIB, packed=1)
    with pytest.raises(LimitHit, match="10-fold"):
        allowance.take_bytes(MIB + 1, packed=1000)
    allowance.take_bytes(MIB + 1, packed=MIB)


@pytest.mark.parametrize(
    ("bounds", "take"),
    [
        (Bounds(samples=2), "take_sample"),
        (Bounds(layers=2), "take_layer"),
        (Bounds(fuel=2), "burn"),
    ],
)
def test_counts_end(bounds: Bounds, take: str) -> None:
    allowance = Allowance(bounds)
    getattr(allowance, take)()
    getattr(allowance, take)()
    with pytest.raises(LimitHit):
        getattr(allowance, take)()
