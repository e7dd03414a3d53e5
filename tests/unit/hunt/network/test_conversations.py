from collections import Counter

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.capture import Capture, read_frames
from vedette.hunt.network.conversations import FORGOTTEN

REQUEST = b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n"


def read(frames: list[wire.Timed], limit: int, held: int) -> tuple[Counter[str | None], Counter[str], int]:
    told = Counter[str]()

    def skip(why: str, _: int, times: int) -> None:
        told[why] += times

    capture = Capture(0, skip)
    capture.conversations.limit, capture.conversations.held_limit = limit, held
    windows = read_frames(wire.source_of(wire.pcap(frames)).open(), skip, 5000)
    found = [event for part in capture.parts(windows) for event in part]
    return Counter(one.action for one in found), told, len(list(capture.conversations.end_all()))


def talks(count: int, *parts: bytes) -> list[wire.Timed]:
    made: list[wire.Timed] = []
    for number in range(count):
        made += (
            wire.Talk(port=20_000 + number, time=wire.START + number * 100_000).opened().say(*parts).frames
        )
    return made


def test_only_so_many_are_read_at_once_and_none_is_lost() -> None:
    counts, told, left = read(talks(500, REQUEST % 1), 100, 1 << 30)
    assert counts == {actions.HTTP: 500, actions.CONNECTION: 500}
    assert 400 <= told[FORGOTTEN] <= 500
    assert left == 0


def test_only_so_many_bytes_are_held() -> None:
    counts, told, _ = read(talks(100, b"GET / HTTP/1.1\r\n" + b"X: y" * 300), 1000, 20_000)
    assert counts == {actions.HTTP: 100, actions.CONNECTION: 100}
    assert told[FORGOTTEN] > 0


def test_nothing_is_left_when_flows_have_ended() -> None:
    counts, told, left = read(talks(50, REQUEST % 1, REQUEST % 2), 1000, 1 << 30)
    assert counts[actions.HTTP] == 100
    assert not told
    assert left == 0


def test_one_flow_may_change_its_language() -> None:
    hello = wire.record(wire.hello("inner.example"))
    connect = b"CONNECT inner.example:443 HTTP/1.1\r\nHost: inner.example:443\r\n\r\n"
    talk = wire.Talk(other=3128).opened().say(connect).hear(b"HTTP/1.1 200 OK\r\n\r\n").say(hello)
    found = wire.events(talk.frames)
    assert {one.action: one.domain for one in found} == {
        actions.HTTP: "inner.example", actions.TLS: "inner.example", actions.CONNECTION: None,
    }  # fmt: skip


def test_whoever_speaks_first_is_not_always_the_client() -> None:
    talk = wire.Talk().hear(b"x" * 20).say(REQUEST % 7)
    (event,) = [one for one in wire.events(talk.frames) if one.action == actions.HTTP]
    assert (event.source_ip, event.destination_ip) == (wire.CLIENT, wire.SERVER)
