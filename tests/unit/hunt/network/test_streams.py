import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.network.streams import ahead

HELLO = wire.record(wire.hello("secure.example"))


def hellos(frames: list[wire.Timed], step: int = 1 << 20) -> list[str | None]:
    return [one.domain for one in wire.events(frames, actions.TLS, step)]


def said(*parts: bytes) -> list[wire.Timed]:
    return wire.Talk(other=443).opened().say(*parts).frames


def test_sequence_numbers_wrap() -> None:
    assert ahead(5, 0xFFFF_FFFE) == 7
    assert ahead(0xFFFF_FFFE, 5) == -7
    assert ahead(9, 9) == 0


@settings(max_examples=FEW)
@given(st.sets(st.integers(1, len(HELLO) - 1), max_size=6), st.integers(1, 400))
def test_a_message_may_come_in_any_pieces(places: set[int], step: int) -> None:
    assert hellos(said(*wire.split(HELLO, *sorted(places))), step) == ["secure.example"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=FEW)
def test_pieces_may_come_in_any_order_and_twice(chance: random.Random) -> None:
    places = sorted(chance.sample(range(8, len(HELLO)), 4))
    frames = said(*wire.split(HELLO, *places))
    first, rest = frames[:3], frames[3:]
    rest += chance.sample(rest, 2)
    chance.shuffle(rest)
    assert hellos(first + rest) == ["secure.example"]


def test_a_retransmitted_message_is_read_once() -> None:
    frames = said(HELLO)
    assert hellos([*frames, (frames[-1][0] + 9, frames[-1][1])]) == ["secure.example"]


def test_a_hole_gives_what_came_before_it() -> None:
    long = wire.record(wire.hello("secure.example", more=wire.extension(21, bytes(50))))
    parts = wire.split(long, len(long) - 4)
    frames = said(*parts)[:-1]
    assert hellos(frames) == ["secure.example"]
    assert hellos(said(HELLO[:40])) == []


def test_what_the_capture_cut_short_is_read_as_far_as_it_goes() -> None:
    long = wire.record(wire.hello("secure.example", more=wire.extension(21, bytes(700))))
    found, _ = wire.read(wire.pcap(said(long), snap=250))
    assert [one.domain for one in found if one.action == actions.TLS] == ["secure.example"]


def test_sequence_numbers_that_wrap_in_a_message() -> None:
    talk = wire.Talk(other=443, sequence=[0xFFFF_FFF0, 1]).opened().say(*wire.split(HELLO, 7, 20, 50))
    assert hellos(talk.frames) == ["secure.example"]


def test_an_endless_message_is_given_up() -> None:
    talk = wire.Talk().opened().say(b"GET / HTTP/1.1\r\n", *[b"X: " + b"y" * 1000 + b"\r\n"] * 200)
    assert [one.url for one in wire.events(talk.frames, actions.HTTP)] == ["/"]


def test_what_speaks_nothing_known_costs_nothing() -> None:
    assert len(wire.events(said(b"\x01", b"\x02\x03", b"\x04" * 50))) == 1


def test_many_tiny_pieces_of_a_long_message_are_not_looked_at_for_ever() -> None:
    talk = wire.Talk().opened().say(b"GET /a HTTP/1.1\r\nX: ", *[b"y"] * 4000)
    assert [one.url for one in wire.events(talk.frames, actions.HTTP)] == ["/a"]
    lines = wire.Talk(other=25).opened().say(b"A\n" * 20_000)
    assert len(wire.events(lines.frames)) == 1


def test_data_that_comes_with_the_opening_is_read() -> None:
    one, two = wire.split(HELLO, 30)
    talk = wire.Talk(other=443).packet(0, wire.SYN, one).packet(1, wire.SYN | wire.ACK).say(two)
    assert hellos(talk.frames) == ["secure.example"]
