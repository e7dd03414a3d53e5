"""Facts, and what flows into them."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.core.nouns import ByteRange
from vedette.triage.fact import Act, Fact
from vedette.triage.facts.commands.told import Told

FACT = Fact(act=Act.RUNS_CODE, place=ByteRange(offset=0, length=1), quote="x")
LONG = 100_000


def test_the_same_is_the_same_and_what_flows_in_makes_a_difference() -> None:
    assert len({FACT, replace(FACT), replace(FACT, inputs=(FACT,))}) == 2


def test_no_way_is_too_long_to_be_looked_up() -> None:
    fact, told = FACT, Told(act=Act.RUNS_CODE)
    for _ in range(LONG):
        fact, told = replace(FACT, inputs=(fact,)), Told(act=Act.RUNS_CODE, inputs=(told,))
    assert hash(fact) == hash(FACT)
    assert hash(told) == hash(Told(act=Act.RUNS_CODE))
