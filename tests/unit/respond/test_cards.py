"""A card says how an incident stands, and what it is compared by."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.respond.samples import HOST, OUTSIDE, attack, empty, finding
from vedette.core.attacks import Part
from vedette.core.clocks import Duty, DutyState
from vedette.core.incidents import EntityState, Task, TaskState
from vedette.respond.cards import card_of


def test_it_counts_what_is_to_be_done_and_when_the_next_is_due() -> None:
    tasks = (
        Task(id="1", text="a", due="2026-03-05T08:00:00Z"),
        Task(id="2", text="b", due="2026-03-04T08:00:00Z", state=TaskState.DOING),
        Task(id="3", text="c", due="2026-03-01T08:00:00Z", state=TaskState.DONE),
    )
    card = card_of(replace(empty(), tasks=tasks))
    assert (card.tasks, card.due) == (2, "2026-03-04T08:00:00Z")


def test_it_has_attackers_apart_from_those_who_were_hit_and_techniques() -> None:
    one = finding("1", "2026-03-03T08:00:00Z")
    states = (EntityState(entity=OUTSIDE, part=Part.ATTACKER), EntityState(entity=HOST, part=Part.VICTIM))
    duty = Duty(id="gdpr-33", name="", whom="", law="", trigger="", state=DutyState.TOLD, ended="x", due="y")
    card = card_of(replace(empty(), entities=states, attacks=(attack(one),), findings=(one,), duties=(duty,)))
    assert (card.attackers, card.hit) == (("address 203.0.113.9",), ("host ws01",))
    assert (card.techniques, card.rules) == (("T1110",), ("pattern:logins",))
    assert (card.duties[0].id, card.duties[0].ended) == ("gdpr-33", "x")
