"""An answer of a server, heard without a thread where that can be: what is counted and written is alike."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.app.test_modeluse import ASK, House
from tests.unit.models.stubserver import Asked, message, whole
from tests.unit.models.talking import talking
from vedette.app.callers import owner
from vedette.app.clock import SYSTEM
from vedette.app.jobs import Job
from vedette.app.model_answers import Conversation
from vedette.app.model_requests import UseModel
from vedette.app.modelchoice import served
from vedette.app.steps import Steps, Where, driven
from vedette.core.budgets import Cap
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.core.errors import Unavailable


def waits(steps: Steps[Any]) -> tuple[list[Where], Any]:
    """Drive a run; tell for what it waited, and what it came to."""
    seen: list[Where] = []
    came: Any = None
    while True:
        try:
            wait = steps.send(came)
        except StopIteration as end:
            return seen, end.value
        seen.append(wait.where)
        came = wait.wait()


def test_a_server_is_asked_without_a_thread_once_there_is_a_connection() -> None:
    with talking(whole(message("Hello"))) as (model, stub):
        house = House(behind=model, known=True)
        gate = house.gate()
        first, _ = waits(served(gate, owner(), "vedette-open", ASK))
        second, result = waits(served(gate, owner(), "vedette-open", ASK))
        assert result.value.reply.text == "Hello"
        assert (stub.connections, len(stub.asked)) == (1, 2)
    assert Where.ELSEWHERE in first
    assert Where.ELSEWHERE not in second
    assert Where.LINE in second
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) == 20, "settled by what it cost"


LONG = UseModel(ask=Ask(messages=(Message(speaker=Speaker.USER, text="a" * 10**5),)))


@pytest.mark.parametrize(
    ("house", "request_", "job"),
    [
        (House(), ASK, None),
        (
            House(known=True),
            LONG,
            None,
        ),
        (House(known=True), ASK, Conversation(lambda _: None)),
    ],
    ids=["nobody looked", "long", "streamed"],
)
def test_what_takes_long_is_left_to_a_thread(
    house: House, request_: UseModel, job: Conversation | None
) -> None:
    with talking(whole(message("Hello"))) as (model, _):
        house.behind = model
        model.answer(ASK.ask)
        steps = served(house.gate(), owner(), "vedette-open", request_, job)
        places, came = [], None
        for _ in range(3):
            wait = steps.send(came)
            places.append(wait.where)
            if wait.where is Where.ELSEWHERE:
                break
            came = wait.wait()
        steps.close()
    assert places[-1] is Where.ELSEWHERE


def test_whoever_leaves_while_the_server_works_has_paid_in_full_and_is_on_the_record() -> None:
    house = House(known=True)
    with talking(never_again(whole(message("Hello")))) as (model, _):
        house.behind = model
        model.answer(ASK.ask)
        job = Job()
        threading.Timer(0.2, job.cancel).start()
        with pytest.raises(Unavailable, match="nobody waits"):
            driven(served(house.gate(), owner(), "vedette-open", ASK, job))
    tokens = Cap(account=f"model-tokens:vedette-open:{owner().subject.id}", limit=10**9)
    assert house.budgets.used(tokens, SYSTEM.now().timestamp()) > ASK.ask.most
    assert [end.how for _, _, end in house.record.entries if end] == ["failed"]


def never_again(first: bytes) -> Callable[[Asked, socket.socket], bool]:
    """Answer the first, and keep all others waiting."""

    def handle(_: Asked, line: socket.socket) -> bool:
        if not seen:
            seen.append(line)
            line.sendall(first)
            return True
        line.settimeout(8)
        assert not line.recv(1), "whoever waited hung up"
        return False

    seen: list[socket.socket] = []
    return handle
