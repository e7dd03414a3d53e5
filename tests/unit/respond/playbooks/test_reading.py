"""A stranger's playbook: read where one can get through it, refused in words where not."""

import contextlib
import json
import random
from typing import Any

import msgspec
import pytest

from vedette.core.errors import BadInput
from vedette.respond.playbooks.authored import identifier, ours
from vedette.respond.playbooks.reading import LARGEST, read

GOOD = msgspec.json.encode(ours("ransomware"))


def changed(**fields: Any) -> bytes:  # noqa: ANN401  any JSON
    return json.dumps(json.loads(GOOD) | fields).encode()


def without(prefix: str) -> bytes:
    made = json.loads(GOOD)
    key = next(key for key in made["workflow"] if key.startswith(prefix))
    del made["workflow"][key]
    return json.dumps(made).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a CACAO"),
        (b"[]", "not a CACAO"),
        (b"\xff\xfe", "not a CACAO"),
        (b'{"type": "playbook"}', "not a CACAO"),
        (changed(type="bundle"), "not a playbook of"),
        (changed(spec_version="cacao-1.1"), "not a playbook of"),
        (changed(id="ransomware"), "id is no identifier"),
        (changed(created="yesterday"), "created is no time"),
        (changed(modified="2020-01-01T00:00:00.000Z"), "modified before"),
        (changed(workflow_start=identifier("start", "gone")), "names no start step"),
        (changed(workflow_exception=identifier("action", "gone")), "workflow_exception names no step"),
        (changed(playbook_variables={"host": {"type": "string"}}), "no name of a variable"),
        (changed(agent_definitions={}), "done by nobody"),
        (without("action--"), "is not there"),
        (without("end--"), "is not there"),
        (b"[" * 100_000, "nested deeper"),
        (b" " * (LARGEST + 1), "larger than"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read(data)


def step(key: str, **fields: Any) -> bytes:  # noqa: ANN401  any JSON
    made = json.loads(GOOD)
    found = next(name for name in made["workflow"] if name.startswith(key))
    made["workflow"][found] |= fields
    return json.dumps(made).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (step("if-condition--", condition="1 = 1"), "condition"),
        (step("if-condition--", condition="__import__('os')"), "condition"),
        (step("action--", commands=[]), "says nothing to do"),
        (step("action--", on_success=identifier("end", "x")), "has both"),
        (step("end--", on_completion=identifier("end", "x")), "is not there"),
        (step("parallel--", next_steps=[]), "fewer than two"),
    ],
)
def test_a_step_that_makes_no_sense_is_named(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read(data)


def test_what_others_add_is_left_alone() -> None:
    assert read(changed(x_vendor={"score": 3}, signatures=[{"type": "jss"}])).name


def test_a_step_nothing_leads_to_is_named() -> None:
    made = json.loads(GOOD)
    made["workflow"][identifier("end", "island")] = {"type": "end"}
    with pytest.raises(BadInput, match="nothing leads to"):
        read(json.dumps(made).encode())


def test_mutated_playbooks_are_read_or_refused() -> None:
    chance = random.Random(7)  # noqa: S311  a seed, so that it can be done again
    for _ in range(300):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(40)]
                case _:
                    data[at:at] = data[at : at + chance.randrange(200)]
        with contextlib.suppress(BadInput):
            assert read(bytes(data)).workflow
