"""Steps: ordered by urgency, traces before what destroys them, and commands only of plain names."""

import pytest

from vedette.explain.facts.item import Item
from vedette.explain.facts.situations import order
from vedette.explain.telling.advice import advice, command, decisions, donts, every_step, plan

SOON = ("PT15M", "PT1H", "PT4H", "PT24H", "P1D", "P3D", "P7D", "P30D")


def item(**names: tuple[str, ...]) -> Item:
    return Item(kind="finding", ref="f", situation="guessed", names=names)


@pytest.mark.parametrize("situation", order())
def test_every_situation_has_steps_the_most_urgent_first(situation: str) -> None:
    steps = plan(situation)
    assert steps
    assert set(steps) <= set(every_step())
    urgency = [SOON.index(advice(step).within) for step in steps]
    assert urgency == sorted(urgency)


@pytest.mark.parametrize("situation", order())
def test_what_destroys_traces_comes_after_they_are_kept(situation: str) -> None:
    steps = plan(situation)
    destroying = [at for at, step in enumerate(steps) if advice(step).destroys]
    if destroying:
        kept = [at for at, step in enumerate(steps) if step in {"keep_evidence", "keep_copy"}]
        assert kept
        assert min(kept) < min(destroying)


def test_what_must_not_be_done_and_what_is_to_be_decided_follow_from_the_steps() -> None:
    assert donts("ransomware")[:2] == ("power", "pay")
    assert decisions("ransomware") == ("isolate", "report")
    assert donts("thing_fine") == ("panic",)
    assert decisions("thing_fine") == ("nothing",)
    assert "panic" not in donts("data_leaving")


def test_a_command_is_given_for_a_plain_address() -> None:
    typed = command("block_attacker", item(attackers=("evil.example", "203.0.113.9")))
    assert typed[-2:] == ("203.0.113.9", "drop")


@pytest.mark.parametrize(
    "name", ["a; rm -rf /", "$(x)", "-rf", "a b", "..", "ö", "x\n", "", "a" * 80, "`x`", "203.0.113.9; x"]
)
def test_a_name_that_could_be_more_than_a_name_is_never_typed(name: str) -> None:
    assert command("block_attacker", item(attackers=(name,))) == ()
    assert command("keep_copy", item(files=(name,))) == ()


def test_most_steps_need_no_command() -> None:
    assert command("call_help", item(attackers=("203.0.113.9",))) == ()
