import socket
import time

from vedette.models.watch import Watch, Watched


def never() -> bool:
    return False


def test_a_call_is_hung_up_when_its_time_is_over_and_not_before() -> None:
    end = time.monotonic() + 0.4
    watch, call = Watch(), Watched(end, never)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch.begin(call)
        watch.connected(call, ours)
        theirs.settimeout(20)
        assert theirs.recv(1) == b""
        assert 0 <= time.monotonic() - end < 10
        assert call.why == "its time was over"
        watch.end(call)


def test_one_that_ended_is_left_alone() -> None:
    watch, call = Watch(), Watched(time.monotonic() + 1, never)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch.begin(call)
        watch.connected(call, ours)
        watch.end(call)
        time.sleep(1.2)
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"


def test_whoever_fails_to_say_whether_they_wait_harms_nobody_else() -> None:
    def broken() -> bool:
        raise RuntimeError("gone")

    watch = Watch()
    first, second = Watched(time.monotonic() + 60, broken), Watched(time.monotonic() + 60, lambda: True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch.begin(first)
        watch.begin(second)
        watch.connected(second, ours)
        theirs.settimeout(20)
        assert theirs.recv(1) == b""
        assert second.why == "nobody waits for it any more"
        watch.end(first)
        watch.end(second)


def test_sleep_ends_with_the_time_there_is() -> None:
    call = Watched(time.monotonic() + 0.2, never)
    began = time.monotonic()
    call.sleep(30)
    assert time.monotonic() - began < 20
    assert call.why
    assert call.left() <= 0
