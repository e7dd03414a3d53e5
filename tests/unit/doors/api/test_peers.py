"""Who waits at which connection: heard when something comes, when it is over, or when the bell rings."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from vedette.app.steps import TICK, Hearing
from vedette.doors.api.peers import Peers

Pair = tuple[socket.socket, socket.socket]


def never() -> bool:
    return False


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def hearing(line: socket.socket, over: Callable[[], bool] = never, *, writing: bool = False) -> Hearing:
    return Hearing(line, writing, over)


def test_who_can_go_on_is_told_once(pair: Pair) -> None:
    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0]), "reads")
    assert (peers.heard(patient=False), len(peers)) == ([], 1)
    pair[1].sendall(b"x")
    assert (peers.heard(patient=True), len(peers)) == (["reads"], 0)
    assert peers.heard(patient=False) == []


def test_what_can_be_written_to_is_told_at_once(pair: Pair) -> None:
    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0], writing=True), "writes")
    assert peers.heard(patient=True) == ["writes"]


def test_a_connection_that_ends_is_heard(pair: Pair) -> None:
    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0]), "reads")
    pair[1].close()
    assert peers.heard(patient=True) == ["reads"]


def test_who_need_wait_no_longer_is_told_within_a_tick(pair: Pair) -> None:
    gone = threading.Event()
    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0], gone.is_set), "reads")
    assert peers.heard(patient=True) == []
    gone.set()
    told = [peers.heard(patient=True) for _ in range(3)]  # each waits a tick, at most
    assert [one for one in told if one] == [["reads"]]


def test_nobody_looks_at_all_of_them_more_often_than_that(pair: Pair) -> None:
    asked, now = [0], [0.0]

    def over() -> bool:
        asked[0] += 1
        return False

    peers: Peers[str] = Peers(lambda: now[0])
    peers.add(hearing(pair[0], over), "reads")
    for _ in range(100):
        now[0] += TICK / 10
        peers.heard(patient=False)
    assert 9 <= asked[0] <= 10


def test_one_that_cannot_say_whether_it_is_over_is_waited_for(pair: Pair) -> None:
    def fails() -> bool:
        raise KeyError

    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0], fails), "reads")
    time.sleep(2 * TICK)
    assert peers.heard(patient=False) == []


def test_the_bell_wakes_whoever_listens_and_may_be_rung_too_often(pair: Pair) -> None:
    peers: Peers[str] = Peers()
    peers.add(hearing(pair[0]), "reads")
    for _ in range(100_000):
        peers.ring()
    for _ in range(100):
        began = time.monotonic()
        assert peers.heard(patient=True) == []
        if time.monotonic() - began >= TICK / 2:
            break
    else:
        pytest.fail("it rings for ever")


def test_what_is_no_connection_cannot_be_listened_at() -> None:
    closed = socket.socket()
    closed.close()
    with pytest.raises((OSError, ValueError)):
        Peers[str]().add(hearing(closed), "reads")


def test_who_cannot_be_listened_at_does_not_wait() -> None:
    peers: Peers[str] = Peers()
    closed = socket.socket()
    closed.close()
    with pytest.raises(ValueError, match="negative"):
        peers.add(hearing(closed), "reads")
    assert len(peers) == 0
