from __future__ import annotations

import gc
import socket
import threading
import time
import weakref

import pytest

from vedette.app.steps import Doing, Hearing, InSteps, Steps, Where, driven, worked


def fail() -> object:
    raise KeyError("it went wrong")


def test_what_a_run_waits_for_comes_back_to_it() -> None:
    def steps() -> Steps[list[object]]:
        return [(yield Doing(lambda: 1, brief=True)), (yield Doing(lambda: 2, brief=True))]

    assert driven(steps()) == [1, 2]


def test_what_went_wrong_is_told_to_the_run_which_may_go_on() -> None:
    def steps() -> Steps[str]:
        try:
            yield Doing(fail, brief=True)
        except KeyError:
            yield Doing(lambda: "written down", brief=True)
        return "all the same"

    assert driven(steps()) == "all the same"


def test_what_a_run_does_not_mend_reaches_whoever_drives_it() -> None:
    def steps() -> Steps[None]:
        yield Doing(fail, brief=True)

    with pytest.raises(KeyError):
        driven(steps())


def test_an_error_does_not_keep_what_it_met_alive() -> None:
    class Heavy:
        """Something one does not want to keep."""

    kept: list[weakref.ref[Heavy]] = []

    def steps() -> Steps[None]:
        heavy = Heavy()
        kept.append(weakref.ref(heavy))
        yield Doing(fail, brief=True)

    gc.disable()
    try:
        with pytest.raises(KeyError):
            driven(steps())
    finally:
        gc.enable()
    gc.collect(0)
    assert kept[0]() is None


def test_what_takes_long_is_done_elsewhere() -> None:
    assert [Doing(fail, brief=one).where for one in (True, False)] == [Where.HERE, Where.ELSEWHERE]


def test_work_in_steps_can_be_called_and_be_part_of_other_steps() -> None:
    def steps(one: int, other: int) -> Steps[int]:
        first: int = yield Doing(lambda: one, brief=True)
        second: int = yield Doing(lambda: other, brief=False)
        return first + second

    work = InSteps(steps)
    assert work(1, 2) == driven(worked(work, 1, 2, brief=True)) == 3
    assert next(worked(work, 1, 2, brief=False)).where is Where.HERE, "its steps say where"
    assert next(worked(lambda: 3, brief=False)).where is Where.ELSEWHERE
    assert driven(worked(lambda: 3, brief=False)) == 3


def test_who_listens_here_hears_what_comes_and_waits_no_longer_than_somebody_does() -> None:
    mine, theirs = socket.socketpair()
    with mine, theirs:
        threading.Timer(0.1, theirs.sendall, [b"x"]).start()
        Hearing(mine, writing=False, over=lambda: False).wait()
        assert mine.recv(1) == b"x"
        gone = threading.Event()
        threading.Timer(0.1, gone.set).start()
        began = time.monotonic()
        Hearing(mine, writing=False, over=gone.is_set).wait()
        assert time.monotonic() - began < 5
        Hearing(mine, writing=True, over=lambda: False).wait()
    assert Hearing(mine, writing=False, over=lambda: False).where is Where.LINE
