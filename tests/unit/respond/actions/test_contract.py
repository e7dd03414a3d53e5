import json

import pytest

from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput, LimitHit
from vedette.respond.actions.contract import ANSWER_MOST, Answer, Ask, understood, written


def test_an_ask_is_one_flat_object() -> None:
    target = Entity(EntityKind.ADDRESS, "203.0.113.7")
    ask = Ask(ask="undo", id="s-1", kind=ActionKind.BLOCK_ADDRESS, target=target, before="x")
    assert json.loads(written(ask)) == {
        "vedette": 1,
        "ask": "undo",
        "id": "s-1",
        "kind": "block-address",
        "target": {"kind": "address", "name": "203.0.113.7"},
        "parameters": {},
        "before": "x",
    }


def test_an_answer_may_be_short() -> None:
    assert understood(b'{"ok":true}', "w") == Answer(ok=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ok",
        b"{}",
        b'{"ok":1}',
        b'{"ok":true,"more":1}',
        b'{"ok":true,"said":"' + b"a" * 2001 + b'"}',
        b"[" * 10_000,
        b"\xff",
        b'{"ok":true}{"ok":true}',
    ],
)
def test_what_is_not_as_agreed_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="fw"):
        understood(data, "fw")


def test_an_answer_has_a_bound() -> None:
    with pytest.raises(LimitHit):
        understood(b" " * (ANSWER_MOST + 1), "fw")
