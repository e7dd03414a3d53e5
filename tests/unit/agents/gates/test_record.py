"""Deeds as an incident's record has them, and nothing that was only planned."""

import pytest
from msgspec.structs import replace

from tests.unit.explain.subjects import HOST, OUTSIDE, action, incident
from vedette.agents.gates.exhibits import Deed
from vedette.agents.gates.record import deeds, mended
from vedette.core.actions import ActionKind, ActionState
from vedette.core.attacks import Part
from vedette.core.clocks import Duty, DutyState
from vedette.core.incidents import EntityState, Incident, Standing, Status
from vedette.core.patches import Author, Gate, Outcome, Patch, Replacement, Rung, Trial, Tried

BARE = Incident(id="INC-1", title="t")


@pytest.mark.parametrize("state", list(ActionState))
def test_only_what_was_done_and_still_holds_is_a_deed(state: ActionState) -> None:
    acted = replace(BARE, actions=(action(ActionKind.ISOLATE_HOST, HOST, state),))
    held = (Deed(state="isolated", objects=frozenset((HOST.name,))),)
    assert deeds(acted) == (held if state in {ActionState.DONE, ActionState.VERIFIED} else ())


@pytest.mark.parametrize("kind", list(ActionKind))
def test_every_kind_of_action_has_its_word(kind: ActionKind) -> None:
    (deed,) = deeds(replace(BARE, actions=(action(kind, OUTSIDE, ActionState.DONE),)))
    assert deed.objects == {OUTSIDE.name}


def test_an_incident_is_as_far_as_its_status() -> None:
    found = {status: {one.state for one in deeds(replace(BARE, status=status))} for status in Status}
    assert found[Status.ANALYSED] == set()
    assert found[Status.CONTAINED] == {"contained"}
    assert found[Status.CLOSED] == {"contained", "eradicated", "recovered"}


def test_what_stands_contained_and_who_was_told() -> None:
    entity = EntityState(entity=HOST, part=Part.VICTIM, standing=Standing.CONTAINED)
    duty = Duty(id="d", name="n", whom="w", law="l", trigger="t", state=DutyState.TOLD)
    assert deeds(replace(BARE, entities=(entity,), duties=(duty,))) == (
        Deed(state="contained", objects=frozenset((HOST.name,))),
        Deed(state="told", objects=frozenset()),
    )
    assert deeds(incident()) is not None


def test_a_file_is_fixed_when_a_person_approved_what_passed() -> None:
    patch = Patch(
        finding="f",
        rule="r",
        author=Author.MODEL,
        by="m",
        says="s",
        replacements=(Replacement(path="a.py", before="x", after="y"),),
    )
    passed = Tried(
        patch=patch, trials=(Trial(gate=Gate.G2, outcome=Outcome.PASSED, why=""),), rung=Rung.HUMAN_APPROVED
    )
    assert mended(passed, "A.py") == (Deed(state="fixed", objects=frozenset(("a.py",))),)
    assert mended(replace(passed, rung=Rung.TESTS_PASS), "a.py") == ()
    assert mended(replace(passed, trials=()), "a.py") == ()
