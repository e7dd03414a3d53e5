from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from vedette.agents.effects import Consult, NoAnswer, Steps
from vedette.agents.loop import Looped, Setting, Stop, action_of, loop, schema_of
from vedette.core.dialogue import Ending, ModelRole, Reply


class Look(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag="look"):
    symbol: str
    near: Literal["here", "there"] = "here"


class Done(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="action", tag="done"):
    pass


SETTING: Setting[Look | Done] = Setting(
    role=ModelRole.DRAFTER, system="s", opening="o", kinds=(Look, Done), steps=4
)


def act(action: Look | Done) -> Steps[str | None]:
    yield from ()
    return f"seen {action.symbol}" if isinstance(action, Look) else None


def run(answers: Iterable[Reply | NoAnswer | str]) -> tuple[Looped, list[Consult]]:
    """Drive the loop by hand with the answers of a script; the last one again and again."""
    given_ = [Reply(text=one) if isinstance(one, str) else one for one in answers]
    asked: list[Consult] = []
    steps = loop(SETTING, act)
    answer: Reply | NoAnswer | None = None
    while True:
        try:
            effect = steps.send(answer)
        except StopIteration as end:
            return end.value, asked
        assert isinstance(effect, Consult)
        asked.append(effect)
        answer = given_.pop(0) if len(given_) > 1 else given_[0]


def look(symbol: str) -> str:
    return msgspec.json.encode(Look(symbol=symbol)).decode()


DONE = '{"action": "done"}'


def test_it_goes_on_until_it_is_done() -> None:
    looped, asked = run([look("a"), look("b"), DONE])
    assert looped == Looped(stop=Stop.DONE, turns=3)
    assert [one.text for one in asked[-1].ask.messages][-1] == "seen b"
    assert asked[0].role is ModelRole.DRAFTER


def test_it_has_so_many_turns() -> None:
    looped, asked = run([look(str(n)) for n in range(9)])
    assert (looped.stop, len(asked)) == (Stop.STEPS, 4)


def test_the_same_action_twice_ends_it() -> None:
    looped, _ = run([look("a"), look("b"), look("a")])
    assert (looped.stop, looped.turns) == (Stop.REPEATED, 3)


def test_what_is_no_action_is_told_so_once() -> None:
    looped, asked = run(["hello", DONE])
    assert looped.stop is Stop.DONE
    assert "not one of the actions" in asked[1].ask.messages[-1].text
    looped, asked = run(["hello"])
    assert (looped.stop, len(asked)) == (Stop.MALFORMED, 2)


@pytest.mark.parametrize(
    ("answer", "stop"),
    [
        (NoAnswer(why="late"), Stop.SILENT),
        (NoAnswer(why="budget", spent=True), Stop.SPENT),
        (Reply(text="no", ending=Ending.REFUSED), Stop.REFUSED),
        (Reply(text=DONE, ending=Ending.LENGTH), Stop.MALFORMED),
        (Reply(text='{"action": "done", "more": 1}'), Stop.MALFORMED),
        (Reply(text='{"action": "delete"}'), Stop.MALFORMED),
        (Reply(text='{"action": "look", "symbol": 7}'), Stop.MALFORMED),
    ],
)
def test_anything_else_is_inconclusive(answer: Reply | NoAnswer, stop: Stop) -> None:
    looped, _ = run([answer])
    assert looped.stop is stop
    assert not looped.stop.conclusive


def test_the_schema_needs_nothing_looked_up_and_is_what_is_read() -> None:
    schema = schema_of((Look, Done))
    assert "$ref" not in msgspec.json.encode(schema).decode()
    for text in (look("a"), DONE):
        jsonschema.validate(msgspec.json.decode(text), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"action": "look"}, schema)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    looped, _ = run([Reply(text=text)])
    assert looped.stop in set(Stop)
    assert isinstance(action_of((Look, Done), Reply(text=text)), str | Look | Done)
