"""Our own playbooks: whole, followable to the end either way, and written so that a person can do it."""

import itertools
import json
from typing import Any

import msgspec
import pytest

from vedette.core.actions import ActionKind
from vedette.core.errors import BadInput
from vedette.respond.playbooks.authored import EXTENSION, names, ours, script
from vedette.respond.playbooks.nouns import ActionStep, If, Playbook, While
from vedette.respond.playbooks.reading import read
from vedette.respond.playbooks.running import Outcome, StepState, standing

EVERY = names()
ASKED = {
    "ransomware", "business-email-compromise", "web-shell", "stolen-credentials", "insider-exfiltration",
    "malicious-package", "exposed-secret", "denial-of-service", "ot-intrusion", "lost-device",
}  # fmt: skip


def test_there_is_one_for_each_kind_of_incident() -> None:
    assert set(EVERY) >= ASKED


@pytest.mark.parametrize("name", EVERY)
def test_it_is_a_playbook_anybody_can_read_back(name: str) -> None:
    data = msgspec.json.encode(ours(name))
    assert read(data, name) == ours(name)
    assert json.loads(data)["spec_version"] == "cacao-2.0"


@pytest.mark.parametrize("name", EVERY)
def test_every_step_that_is_written_is_used_and_says_who_and_how_to_know(name: str) -> None:
    used = set(_named(script(name).flow))
    assert used == set(script(name).step) | set(script(name).question)
    for step in script(name).step.values():
        assert step.check.endswith("."), step
        assert not step.do.endswith("."), step
        assert len(step.do.split()) <= 26, step


@pytest.mark.parametrize("name", EVERY)
def test_actions_are_such_that_exist_and_what_they_are_done_to_is_asked_for(name: str) -> None:
    for step in script(name).step.values():
        if step.action:
            assert step.action in set(ActionKind)
            assert step.target in script(name).need


@pytest.mark.parametrize("name", EVERY)
def test_evidence_is_kept_before_anything_is_rebuilt(name: str) -> None:
    order = [one for one in _named(script(name).flow) if one in script(name).step]
    keeps = [
        at for at, one in enumerate(order) if script(name).step[one].activity == "analyze-collected-data"
    ]
    undone = [at for at, one in enumerate(order) if script(name).step[one].activity == "revert-system"]
    assert not undone or (keeps and min(keeps) < min(undone))


@pytest.mark.parametrize("name", EVERY)
def test_whatever_is_answered_it_comes_to_its_end(name: str) -> None:
    playbook = ours(name)
    asked = [key for key, step in playbook.workflow.items() if isinstance(step, If)]
    for answers in itertools.islice(itertools.product(("true", "false"), repeat=len(asked)), 64):
        outcomes = gone_through(playbook, dict(zip(asked, answers, strict=True)))
        assert standing(playbook, outcomes, {}).ended


def gone_through(playbook: Playbook, answers: dict[str, str]) -> list[Outcome]:
    """Do every step as it comes up; go round each loop once."""
    outcomes: list[Outcome] = []
    rounds: set[str] = set()
    while ready := standing(playbook, outcomes, {}).ready:
        key = ready[0].step
        said = answers.get(key, "")
        if isinstance(playbook.workflow[key], While):
            said = "false" if key in rounds else "true"
            rounds.add(key)
        outcomes.append(Outcome(key, StepState.DONE, said))
        assert len(outcomes) < 100
    return outcomes


@pytest.mark.parametrize("name", EVERY)
def test_what_we_say_beside_the_standard_stands_in_an_extension(name: str) -> None:
    playbook = ours(name)
    assert set(playbook.extension_definitions) == {EXTENSION}
    acts = [step for step in playbook.workflow.values() if isinstance(step, ActionStep)]
    assert all(set(step.step_extensions) == {EXTENSION} for step in acts)
    assert any(step.step_extensions[EXTENSION].get("action") for step in acts)


def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="no playbook of ours"):
        ours("nothing")


def _named(flow: Any) -> list[str]:  # noqa: ANN401  TOML: names and tables of names
    found: list[str] = []
    for item in flow:
        if isinstance(item, str):
            found.append(item)
            continue
        found += [item[key] for key in ("ask", "again") if key in item]
        for key in ("yes", "no", "do"):
            found += _named(item.get(key, ()))
        for branch in item.get("both", ()):
            found += _named(branch)
    return found
