from __future__ import annotations

import os
import socket
import subprocess  # noqa: TID251  what must not work
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.scale.crew import Bounds, Crew


def answers(
    task: Callable[[bytes], bytes], given: Iterable[bytes], bounds: Bounds | None = None, width: int = 2
) -> list[bytes | VedetteError]:
    crew = Crew(task, bounds or Bounds(seconds=20), width)
    found = dict(crew.run(given, lambda: None))
    return [found[number] for number in sorted(found)]


def shout(given: bytes) -> bytes:
    return given.upper()


def die(given: bytes) -> bytes:
    if given == b"die":
        os.kill(os.getpid(), 9)
    return given


def wait(given: bytes) -> bytes:
    if given == b"wait":
        time.sleep(60)
    return given


def grow(given: bytes) -> bytes:
    return bytes(int(given))


def refuse(given: bytes) -> bytes:
    raise BadInput(f"no {given.decode()}", hint="give something else")


def run(given: bytes) -> bytes:
    subprocess.run([given.decode()], check=False)  # noqa: S603
    return b"ran"


def call(given: bytes) -> bytes:
    with socket.socket() as one:
        one.connect((given.decode(), 9))
    return b"called"


def test_every_task_is_answered() -> None:
    assert answers(shout, [b"a", b"b", b"c", b"d", b"e"]) == [b"A", b"B", b"C", b"D", b"E"]


def test_no_task_is_no_answer() -> None:
    assert answers(shout, []) == []


def test_a_task_that_kills_its_worker_is_one_failure_and_nothing_else_is_lost() -> None:
    first, second, third = answers(die, [b"a", b"die", b"b"])
    assert (first, third) == (b"a", b"b")
    assert isinstance(second, Unavailable)
    assert "SIGKILL" in str(second)


def test_a_task_that_takes_too_long_is_stopped_and_the_next_goes_on() -> None:
    first, second = answers(wait, [b"wait", b"b"], Bounds(seconds=0.5), width=1)
    assert isinstance(first, LimitHit)
    assert second == b"b"


def test_a_task_that_takes_too_much_memory_is_one_failure() -> None:
    first, second = answers(grow, [str(900 * MIB).encode(), b"3"], Bounds(memory=800 * MIB), width=1)
    assert isinstance(first, LimitHit)
    assert second == bytes(3)


def test_an_error_of_ours_comes_back_as_it_was() -> None:
    (error,) = answers(refuse, [b"bread"])
    assert isinstance(error, BadInput)
    assert (str(error), error.hint) == ("no bread", "give something else")


@pytest.mark.parametrize(("task", "given"), [(run, b"true"), (call, b"127.0.0.1")])
def test_no_worker_starts_a_program_or_opens_a_connection(
    task: Callable[[bytes], bytes], given: bytes
) -> None:
    (error,) = answers(task, [given])
    assert isinstance(error, Unavailable)
    assert "PermissionError" in str(error)


def test_whoever_looks_can_stop_it_all() -> None:
    def look() -> None:
        raise BadInput("stop", hint="")

    with pytest.raises(BadInput, match="stop"):
        list(Crew(wait, Bounds(), 1).run([b"wait"], look))


def much(given: bytes) -> bytes:
    return given * 1000


def test_what_is_sent_may_be_larger_than_a_pipe_holds() -> None:
    large = bytes(range(256)) * 4096
    assert answers(shout, [large, b"a"]) == [large.upper(), b"A"]
    assert answers(much, [b"12345" * 1000]) == [b"12345" * 1_000_000]


def opened() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def inherited(given: bytes) -> bytes:
    del given
    time.sleep(0.3)  # until both are there
    return str(opened()).encode()


def test_workers_have_their_own_pipes_only_and_none_is_left_when_all_is_done() -> None:
    before = opened()
    first, second = answers(inherited, [b"a", b"b"])
    assert first == second
    assert opened() == before


def asks(given: bytes) -> bytes:
    return given + os.read(0, 10)


def test_nothing_comes_to_a_worker_from_the_keyboard() -> None:
    assert answers(asks, [b"a"]) == [b"a"]
