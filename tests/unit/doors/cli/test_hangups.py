import socket
import time
from contextlib import suppress

from vedette.doors.cli.hangups import Hangups


def closed(line: socket.socket) -> bool:
    line.settimeout(5)
    return line.recv(1) == b""


def test_who_hangs_up_is_hung_up_for() -> None:
    hangups = Hangups()
    (client, ours), (upstream, service) = socket.socketpair(), socket.socketpair()
    with client, ours, upstream, service:
        with hangups.watched(ours, upstream):
            client.sendall(b"more to say")
            time.sleep(0.6)
            service.setblocking(False)  # noqa: FBT003
            with suppress(BlockingIOError):
                assert service.recv(1) != b"", "somebody who speaks has not hung up"
            client.close()
            assert closed(service)
        hangups.close()


def test_nobody_is_hung_up_for_when_it_is_over() -> None:
    hangups = Hangups()
    (client, ours), (upstream, service) = socket.socketpair(), socket.socketpair()
    with client, ours, upstream, service:
        with hangups.watched(ours, upstream):
            pass
        client.close()
        time.sleep(0.6)
        upstream.sendall(b"x")
        assert service.recv(1) == b"x"
        hangups.close()
