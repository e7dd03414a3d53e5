import struct

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions


def talk() -> wire.Talk:
    return wire.Talk(other=9)


S, SA, A, F, R = wire.SYN, wire.SYN | wire.ACK, wire.ACK, wire.FIN | wire.ACK, wire.RST


@pytest.mark.parametrize(
    ("said", "state", "outcome"),
    [
        ([(0, S)], "S0", "failure"),
        ([(0, S), (1, R | A)], "REJ", "failure"),
        ([(0, S), (1, SA), (0, A)], "S1", "success"),
        ([(0, S), (1, SA), (0, A), (0, F), (1, F)], "SF", "success"),
        ([(0, S), (1, SA), (0, A), (0, F)], "S2", None),
        ([(0, S), (1, SA), (0, A), (1, F)], "S3", None),
        ([(0, S), (1, SA), (0, A), (0, R)], "RSTO", None),
        ([(0, S), (1, SA), (0, A), (1, R)], "RSTR", None),
        ([(0, S), (0, R)], "RSTOS0", "failure"),
        ([(0, S), (0, F)], "SH", "failure"),
        ([(1, SA), (1, F)], "SHR", None),
        ([(1, SA), (1, R)], "RSTRH", None),
        ([(0, A), (1, A)], "OTH", None),
    ],
)
def test_how_a_connection_went(said: list[tuple[int, int]], state: str, outcome: str | None) -> None:
    made = talk()
    for way, flags in said:
        made.packet(way, flags)
    (flow,) = wire.events(made.frames)
    assert (flow.fields["conn_state"], flow.outcome) == (state, outcome)
    assert flow.source_ip == wire.CLIENT


def test_datagrams_that_are_answered_and_those_that_are_not() -> None:
    there = (wire.START, wire.udp(wire.CLIENT, 5000, wire.SERVER, 9999, b"x"))
    back = (wire.START + 1, wire.udp(wire.SERVER, 9999, wire.CLIENT, 5000, b"yy"))
    assert [one.fields["conn_state"] for one in wire.events([there])] == ["S0"]
    (flow,) = wire.events([there, back])
    assert (flow.fields["conn_state"], flow.bytes_out, flow.bytes_in) == ("SF", 1, 2)


def ping(kind: int, source: str, destination: str) -> bytes:
    return wire.ethernet(wire.ip(source, destination, 1, struct.pack(">BBHI", kind, 0, 0, 1)))


def test_an_echo_and_its_answer_are_one_flow_without_ports() -> None:
    (flow,) = wire.events(
        [(wire.START, ping(8, "10.0.0.9", "10.0.0.1")), (wire.START + 9, ping(0, "10.0.0.1", "10.0.0.9"))]
    )
    assert (flow.transport, flow.source_ip, flow.source_port, flow.packets) == ("icmp", "10.0.0.9", None, 2)
    assert (flow.fields["id.orig_p"], flow.fields["id.resp_p"]) == (8, 0)


def test_what_is_spoken_is_named() -> None:
    frames = wire.Talk().opened().say(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").frames
    (flow,) = wire.events(frames, actions.CONNECTION)
    assert (flow.protocol, flow.fields["service"]) == ("http", "http")
    (flow,) = wire.events(talk().opened().say(b"hm, something else").frames)
    assert (flow.protocol, flow.fields["service"]) == (None, None)


@pytest.mark.parametrize(
    ("words", "service"),
    [(b"NICK abc\r\nUSER a b c :d\r\n", "irc"), (b"NICKEL 5\r\n", None), (b"USER anonymous\r\n", None)],
)
def test_a_chat_is_recognised_at_any_port(words: bytes, service: str | None) -> None:
    made = wire.Talk(other=4975).opened().hear(b":irc.example NOTICE AUTH :hello\r\n").say(words)
    (flow,) = wire.events(made.frames)
    assert (flow.protocol, flow.fields["service"]) == (service, service)
