import io
import random
from collections import Counter
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.network.formats import FORMATS, frames_at, read_capture, records_at
from vedette.hunt.source import Skips, Source

REQUEST = b"GET /a?b=c HTTP/1.1\r\nHost: Shop.example\r\nUser-Agent: curl/8\r\n\r\n"
REPLY = b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n"


def mixture() -> list[wire.Timed]:
    """A bit of everything, in order of time."""
    web = wire.Talk().opened().say(*wire.split(REQUEST, 10)).hear(REPLY).say(REQUEST).hear(REPLY).closed()
    hello = wire.record(wire.hello("secure.example"))
    tls = wire.Talk(port=50_001, other=443, client=wire.CLIENT_6, server=wire.SERVER_6).opened()
    tls.say(*wire.split(hello, 3, 30)).hear(wire.record(wire.server_hello())).closed()
    names = wire.lookup(
        wire.question("www.example.com"), wire.answer("www.example.com", [(1, bytes((1, 2, 3, 4)))])
    )
    alone = wire.lookup(wire.question("nobody.example", number=9), None, port=40_001)
    return sorted(web.frames + tls.frames + names + alone)


def shown(events: list[Event]) -> Counter[str]:
    return Counter(repr(one) for one in events)


def test_a_capture_becomes_a_flow_and_what_was_said_in_it() -> None:
    found = wire.events(mixture())
    assert Counter((one.action, one.protocol) for one in found) == {
        ("connection", "http"): 1, ("connection", "tls"): 1, ("connection", "dns"): 2,
        ("http", "http"): 2, ("tls", "tls"): 1, ("dns", "dns"): 2,
    }  # fmt: skip
    assert {one.source for one in found} == {3}


@pytest.mark.parametrize("step", [1, 7, 100, 1000])
def test_how_much_is_read_at_a_time_changes_nothing(step: int) -> None:
    frames = mixture()
    assert shown(wire.events(frames, step=step)) == shown(wire.events(frames))


@given(st.integers(1, 3000), st.randoms(use_true_random=False))
@settings(max_examples=FEW, deadline=None)
def test_nor_do_pieces_and_windows_of_any_size(step: int, chance: random.Random) -> None:
    pieces = sorted(chance.sample(range(1, len(REQUEST)), 3))
    talk = wire.Talk().opened().say(*wire.split(REQUEST, *pieces)).hear(*wire.split(REPLY, 5, 9)).closed()
    (http,) = wire.events(talk.frames, actions.HTTP, step=step)
    assert (http.domain, http.url, http.status, http.record) == ("shop.example", "/a?b=c", 404, 4)


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_kind_of_file_says_the_same(order: str) -> None:
    frames = mixture()
    whole = shown(wire.events(frames))
    for data in (
        wire.pcap(frames, order=order),
        wire.pcap(frames, order=order, nano=True),
        wire.pcap(frames, order=order, snap=0),
        wire.pcapng(frames, order),
    ):
        found, skips = wire.read(data)
        assert shown(found) == whole
        assert skips.total == 0


def test_formats_know_their_files_by_the_first_bytes() -> None:
    frames = mixture()
    by_name = {one.name: one for one in FORMATS}
    old, new = wire.pcap(frames), wire.pcapng(frames)
    assert by_name["pcap"].fits(old[:100], "x")
    assert by_name["pcapng"].fits(new[:100], "x")
    for no in (b"", b"\x0a\x0d\x0d\x0a", new, b"PK\3\4", b'{"a": 1}' * 9, old[:20]):
        assert not by_name["pcap"].fits(no, "a.pcap")
    for no in (b"", b"\x0a\x0d\x0d\x0a", old, b"\x0a\x0d\x0d\x0a" + bytes(30)):
        assert not by_name["pcapng"].fits(no, "a.pcapng")


def test_evidence_is_found_again_by_the_number_of_its_frame() -> None:
    frames = mixture()
    data = wire.pcap(frames)
    found, _ = wire.read(data)
    for event in found:
        again = records_at(wire.source_of(data), [event.record])
        assert repr(event) in map(repr, again[event.record])
        assert set(again) == {event.record}


def test_single_frames_are_read_again() -> None:
    frames = mixture()
    source = wire.source_of(wire.pcapng(frames))
    assert frames_at(source, [1, 5, 10_000]) == {1: frames[0][1], 5: frames[4][1]}
    assert frames_at(source, []) == {}


def test_what_is_no_capture_is_said_to_be_none() -> None:
    for data in (b"", b"x", b"no capture" * 100):
        found, skips = wire.read(data)
        assert not found
        assert wire.reasons(skips) == ["not a capture, or one nothing here reads"]


class _GivesWay(io.BytesIO):
    def readinto(self, place: Any) -> int:  # noqa: ANN401
        if self.tell() > 100:
            raise EOFError("compressed file ended before the end-of-stream marker")
        return super().readinto(place)


def test_a_file_that_gives_way_is_one_skip() -> None:
    data, skips = wire.pcap(mixture()), Skips()
    source = Source(number=0, name="a.gz", size=0, open=lambda: _GivesWay(data))
    list(read_capture(source, skips, 50))
    assert wire.reasons(skips) == ["the capture could not be read on: EOFError"]


class _Plain:
    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, 11))


def test_a_file_that_knows_only_read_is_read() -> None:
    data = wire.pcap(mixture())
    source = Source(number=3, name="a", size=0, open=lambda: nullcontext(_Plain(data)))  # type: ignore[arg-type,return-value]
    assert shown(list(read_capture(source, Skips()))) == shown(wire.read(data)[0])
