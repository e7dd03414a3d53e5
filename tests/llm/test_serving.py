"""The real loading path, the real runtime, the real wire: asked, streamed, stopped, killed."""

from __future__ import annotations

import os
import signal
import threading
import time

import msgspec
import pytest

from tests.llm.conftest import House, cpu
from vedette.app.backendlocal import LocalModel
from vedette.core.dialogue import Ask, Ending, Message, Speaker, Tool
from vedette.core.errors import LimitHit, Unavailable
from vedette.models.compatible import gather
from vedette.models.dialect import Dialect

pytestmark = [pytest.mark.llm, pytest.mark.timeout(1800)]
TEXTS = {
    "prose": "The auditors examined the unusual configuration of our servers, and found nothing. " * 8,
    "source": "def find(request, db):\n    return db.execute('SELECT 1', (request.args['q'],))\n" * 8,
    "hexadecimal": "deadbeef0123456789abcdef" * 20,
    "German": "Die Überprüfung der Zugriffsberechtigungen dauerte länger als erwartet. " * 8,
    "Chinese": "系统管理员发现了可疑的登录活动。" * 10,
    "log": "2026-11-29T06:37:15Z sshd[1234]: Failed password for admin from 203.0.113.7 port 512\n" * 8,
    "emoji": "🚨🔥😀" * 20,
    "signs": "!@#$%^&*()_+{}|:<>?" * 10,
    "blanks": " \n" * 200 + "x",
}
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "mark": {"type": "string", "enum": ["zx-41"]}},
    "required": ["city", "mark"],
    "additionalProperties": False,
}


def asked(text: str, **more: object) -> Ask:
    ask = Ask(messages=(Message(speaker=Speaker.USER, text=text),), most=48, seconds=900)
    return msgspec.structs.replace(ask, **more)


def test_it_answers_whole_and_streamed_alike_and_says_what_that_cost(house: House, model: LocalModel) -> None:
    began, used = time.monotonic(), cpu(model.pid())
    whole = model.answer(asked("Name three fruits."))
    streamed = gather(model.stream(asked("Name three fruits.")))
    assert whole.text == streamed.text != ""
    assert (whole.ending, streamed.ending) == (Ending.STOP, Ending.STOP)
    assert whole.usage.completion == streamed.usage.completion > 0
    assert not whole.usage.estimated
    assert not streamed.usage.estimated
    seconds, cost = time.monotonic() - began, cpu(model.pid()) - used
    house.note("answer and stream", seconds=round(seconds, 1), cpu=round(cost, 1), said=whole.text[:80])


def test_a_schema_holds_it(model: LocalModel) -> None:
    reply = model.answer(asked("What is the capital of Japan? Say it in JSON.", schema=CITY))
    found = msgspec.json.decode(reply.text, type=dict[str, str])
    assert sorted(found) == ["city", "mark"]
    assert found["mark"] == "zx-41"


def test_tools_by_actions_are_called(house: House, model: LocalModel) -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "string"}},
        "required": ["id"],
        "additionalProperties": False,
    }
    tool = Tool(name="look_up", does="Say what is known about one CVE, CWE or ATT&CK id.", schema=schema)
    spoken = model.speaking(Dialect(tools="actions"))
    reply = spoken.answer(asked("What is CVE-2021-44228?", tools=(tool,), tool_choice="required"))
    assert [one.name for one in reply.calls] == ["look_up"]
    assert msgspec.json.decode(reply.calls[0].arguments).keys() == {"id"}
    house.note("tool call", arguments=reply.calls[0].arguments)


@pytest.mark.parametrize("kind", TEXTS)
def test_our_guess_of_its_tokens_is_rather_too_many(house: House, model: LocalModel, kind: str) -> None:
    ask = asked(TEXTS[kind], most=1)
    usage = model.answer(ask).usage
    ratio = model.size(ask) / usage.prompt
    house.note(f"tokens of {kind}", real=usage.prompt, guessed=model.size(ask), ratio=round(ratio, 2))
    assert 0.95 <= ratio <= 3.5


def test_what_does_not_fit_is_said(model: LocalModel) -> None:
    with pytest.raises(LimitHit, match="exceeds the available context size"):
        model.answer(asked("word " * 9000))


def test_nobody_who_left_is_computed_for(model: LocalModel) -> None:
    gone = threading.Event()
    threading.Timer(1.5, gone.set).start()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="nobody waits"):
        list(model.stream(asked("Count from 1 to 1000, one number a line.", most=4000), gone.is_set))
    assert time.monotonic() - began < 15
    time.sleep(2)
    used = cpu(model.pid())
    time.sleep(2)
    assert cpu(model.pid()) - used < 1, "it goes on computing"


def test_a_process_that_dies_begins_again(model: LocalModel) -> None:
    first = model.pid()
    os.kill(first, signal.SIGKILL)
    time.sleep(0.5)
    assert model.answer(asked("Reply with one word: ready")).text
    assert model.pid() != first
