import os
import threading
import time
from collections.abc import Callable

import pytest

from tests.unit.scale import work
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB
from vedette.scale.processes import Bounds, Processes, Stopped, Work

BOUNDS = Bounds(seconds=30)


def run(one: Work, given: bytes = b"x", bounds: Bounds = BOUNDS) -> bytes:
    return Processes().run(one, given, bounds, lambda _: None, threading.Event())


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_work_answers_and_its_words_on_the_way_are_heard() -> None:
    heard: list[bytes] = []
    answer = Processes().run(work.shout, b"abc", BOUNDS, heard.append, threading.Event())
    assert (answer, heard) == (b"ABC", [b"half"])


@pytest.mark.parametrize(
    ("one", "error", "words"),
    [
        (work.complain, BadInput, "no use for x"),
        (work.stumble, Unavailable, "a fault in vedette: KeyError"),
        (work.object_to_all, Unavailable, "odd"),
        (work.die, Unavailable, "exit code 9"),
        (work.sink, BadInput, "nested too deeply"),
    ],
)
def test_work_that_fails_says_how(one: Work, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        run(one)


def test_work_cannot_take_more_memory_than_it_may() -> None:
    with pytest.raises(LimitHit, match="more memory"):
        run(work.devour, b"x", Bounds(seconds=30, memory=128 * MIB))


def _sleeping(stop: threading.Event, then: Callable[[], None], seconds: float) -> tuple[int, type[Exception]]:
    pids: list[int] = []

    def listen(word: bytes) -> None:
        pids.append(int(word))
        then()

    try:
        Processes().run(work.sleep, b"x", Bounds(seconds=seconds), listen, stop)
    except (LimitHit, Stopped) as error:
        return pids[0] if pids else 0, type(error)
    raise AssertionError


def test_work_that_is_to_stop_is_killed_soon() -> None:
    stop = threading.Event()
    began = time.monotonic()
    pid, error = _sleeping(stop, stop.set, 30)
    assert error is Stopped
    assert gone(pid)
    assert time.monotonic() - began < 10


def test_work_that_takes_too_long_is_killed() -> None:
    pid, error = _sleeping(threading.Event(), lambda: None, 3)
    assert error is LimitHit
    assert not pid or gone(pid)


def test_work_sees_no_settings_of_ours_and_yields_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_SERVE_DATABASE", "postgresql://user:secret@there/base")
    nice, *names = run(work.look_around).decode().split()
    assert int(nice) == min(os.nice(0) + 10, 19)
    assert not [one for one in names if one.startswith("VEDETTE")]
