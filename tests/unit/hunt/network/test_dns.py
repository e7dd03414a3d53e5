import struct

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.event import Event


def told(records: list[tuple[int, bytes]], kind: int = 1) -> Event:
    (event,) = wire.events(
        wire.lookup(wire.question("a.example", kind), wire.answer("a.example", records, kind)), actions.DNS
    )
    return event


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        (1, bytes((192, 0, 2, 9)), "192.0.2.9"),
        (28, wire.packed("2001:db8::9"), "2001:db8::9"),
        (5, wire.name("b.example"), "b.example"),
        (5, b"\x01b\xc0\x0e", "b.example"),
        (2, wire.name("ns.example"), "ns.example"),
        (12, wire.name("host.example"), "host.example"),
        (15, b"\x00\x0a" + wire.name("mx.example"), "mx.example"),
        (33, bytes(6) + wire.name("srv.example"), "srv.example"),
        (6, wire.name("soa.example") + wire.name("hostmaster") + bytes(20), "soa.example"),
        (16, b"\x05hello\x06 world", "hello world"),
        (16, b"\x02\xff\xfe", "\\xff\\xfe"),
    ],
)
def test_each_sort_of_record_is_told_as_text(kind: int, data: bytes, text: str) -> None:
    event = told([(kind, data)])
    assert event.answers == (text,)
    assert event.fields["answers"] == text


def test_several_answers_keep_their_order() -> None:
    records = [(5, b"\x01b\xc0\x0e"), (1, bytes((1, 2, 3, 4))), (99, b"??"), (1, bytes((5, 6, 7, 8)))]
    event = told(records)
    assert event.answers == ("b.example", "1.2.3.4", "5.6.7.8")
    assert event.fields["answers"] == ["b.example", "1.2.3.4", "5.6.7.8"]
    assert (event.response, event.query_type, event.domain) == ("NOERROR", "A", "a.example")


@pytest.mark.parametrize(
    ("kind", "data"), [(1, b"123"), (28, b"123"), (5, b"\xc0\xff"), (5, b"\x09ab"), (250, b"x")]
)
def test_a_record_that_makes_no_sense_is_left_out(kind: int, data: bytes) -> None:
    assert told([(kind, data), (1, bytes((1, 2, 3, 4)))]).answers == ("1.2.3.4",)


def test_more_answers_claimed_than_there_are() -> None:
    reply = bytearray(wire.answer("a.example", [(1, bytes((1, 2, 3, 4)))]))
    reply[6:8] = b"\xff\xff"
    (event,) = wire.events(wire.lookup(wire.question("a.example"), bytes(reply)), actions.DNS)
    assert event.answers == ("1.2.3.4",)


def test_very_many_answers_are_cut() -> None:
    assert len(told([(1, bytes((1, 2, 3, one % 250))) for one in range(200)]).answers or ()) == 32


@pytest.mark.parametrize(
    "message",
    [
        b"\0" * 11,
        struct.pack(">HHHHHH", 1, 0, 1, 0, 0, 0),
        struct.pack(">HHHHHH", 1, 0, 1, 0, 0, 0) + b"\xc0\x0c\0\1\0\1",
        struct.pack(">HHHHHH", 1, 0, 1, 0, 0, 0) + wire.name("a.b") + b"\0",
        struct.pack(">HHHHHH", 1, 0x7800, 1, 0, 0, 0) + wire.name("a.b") + b"\0\1\0\1",
        struct.pack(">HHHHHH", 1, 0, 0, 0, 0, 0) + b"nothing was asked",
    ],
)
def test_what_is_no_message_is_counted(message: bytes) -> None:
    found, skips = wire.read(wire.pcap(wire.lookup(message, None)))
    assert [one.action for one in found] == [actions.CONNECTION]
    assert wire.reasons(skips) == ["a packet on a DNS port that is no DNS message (record 1)"]


def test_of_many_that_are_no_messages_the_first_is_named() -> None:
    frames = [one for number in range(30) for one in wire.lookup(b"\0" * 11, None, 40_000 + number)]
    _, skips = wire.read(wire.pcap(frames))
    why = "a packet on a DNS port that is no DNS message (30 records, the first is number 1)"
    assert wire.reasons(skips) == [why]


def test_names_of_netbios_are_told_in_plain_words() -> None:
    coded = "".join(chr(65 + (one >> 4)) + chr(65 + (one & 15)) for one in b"WORKGROUP      \x1c")
    (event,) = wire.events(wire.lookup(wire.question(coded, 32), None, other=137), actions.DNS)
    assert (event.protocol, event.domain, event.query_type) == ("netbios-ns", "workgroup", "NB")


def test_types_without_a_name_have_their_number() -> None:
    (event,) = wire.events(wire.lookup(wire.question("a.example", 12345), None), actions.DNS)
    assert event.query_type == "TYPE12345"


def test_an_announcement_without_a_question_is_named_by_its_first_record() -> None:
    record = (
        wire.name("printer._ipp.local") + struct.pack(">HHIH", 12, 0x8001, 120, 13) + wire.name("laser.local")
    )
    message = struct.pack(">HHHHHH", 0, 0x8400, 0, 1, 0, 0) + record
    frame = wire.udp("10.0.0.9", 5353, "224.0.0.251", 5353, message)
    (event,) = wire.events([(wire.START, frame)], actions.DNS)
    assert (event.domain, event.query_type, event.protocol) == ("printer._ipp.local", "PTR", "mdns")
    assert event.answers == ("laser.local",)
    assert event.fields["query"] == "printer._ipp.local"
