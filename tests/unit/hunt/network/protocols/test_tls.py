import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from tests.unit.hunt.network.protocols.test_certificates import made
from vedette.hunt import actions
from vedette.hunt.event import Event

RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
VERSION_13 = wire.extension(43, b"\x03\x04")


def shown(talk: wire.Talk, step: int = 1 << 20) -> list[Event]:
    return wire.events(talk.frames, actions.TLS, step)


def began(*parts: bytes) -> wire.Talk:
    return wire.Talk(other=443).opened().say(*parts)


def certified(data: bytes) -> bytes:
    return wire.handshake(11, (len(data) + 3).to_bytes(3, "big") + len(data).to_bytes(3, "big") + data)


@pytest.mark.parametrize("step", [1, 1 << 20])
@pytest.mark.parametrize("together", [True, False])
def test_a_handshake_is_one_event_with_the_certificate(step: int, together: bool) -> None:  # noqa: FBT001
    messages = [wire.server_hello(), certified(made()), wire.handshake(14, b"")]
    records = [wire.record(b"".join(messages))] if together else [wire.record(one) for one in messages]
    talk = began(wire.record(wire.hello())).hear(*wire.split(b"".join(records), 60, 200))
    found = wire.events(talk.frames, step=step)
    (event,) = [one for one in found if one.action == actions.TLS]
    assert event.domain == event.fields["server_name"] == "example.com"
    assert event.fields["version"] == "TLSv12"
    assert event.fields["cipher"] == "0xc02b"
    assert event.fields["subject"] == "CN=www.example.com,O=Example"
    (certificate,) = [one for one in found if one.logsource.service == "x509"]
    assert certificate.fields["certificate.serial"] == "8BB00EE"


def test_newer_versions_say_so_in_an_extension() -> None:
    talk = began(wire.record(wire.hello())).hear(wire.record(wire.server_hello(0x1301, VERSION_13)))
    (event,) = shown(talk)
    assert (event.fields["version"], event.fields["established"]) == ("TLSv13", True)


def test_a_client_asked_to_say_hello_again_is_one_handshake() -> None:
    talk = began(wire.record(wire.hello())).hear(wire.record(wire.server_hello(0x1301, VERSION_13, RETRY)))
    talk.say(wire.record(b"\x01", 20) + wire.record(wire.hello())).hear(wire.record(wire.server_hello()))
    (event,) = shown(talk)
    assert event.domain == "example.com"
    assert event.record == 4


def test_a_hello_nobody_answers_is_told() -> None:
    (event,) = shown(began(wire.record(wire.hello("lonely.example"))))
    assert (event.domain, event.fields["established"]) == ("lonely.example", False)


def test_a_hello_in_several_records() -> None:
    parts = wire.split(wire.hello(), 20, 50)
    (event,) = shown(began(b"".join(wire.record(one) for one in parts)))
    assert event.domain == "example.com"


def test_tls_begun_later_in_a_connection_is_seen() -> None:
    talk = (
        wire.Talk(other=5432)
        .opened()
        .say(b"\0\0\0\x08\x04\xd2\x16\x2f")
        .hear(b"S")
        .say(wire.record(wire.hello()))
    )
    assert [one.domain for one in shown(talk)] == ["example.com"]


def test_the_server_that_speaks_first_is_still_the_server() -> None:
    talk = wire.Talk(other=443).hear(b"x" * 9).say(wire.record(wire.hello()))
    assert [one.source_ip for one in shown(talk)] == [wire.CLIENT]


def test_what_only_looks_like_tls_says_nothing() -> None:
    for data in (
        b"\x16\x03\x01\xff\xff\x01" + bytes(50),
        b"\x16\x03\x01\0\x06\x01\xff\xff\xff\0\0",
        b"\x16\x03\x01\0\0\x01",
    ):
        assert all(one.domain is None for one in shown(began(data)))


@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_hello_is_survived(data: bytes, at: int) -> None:
    hello = wire.record(wire.hello())
    wire.events(began(hello[:at] + data + hello[at:]).hear(wire.record(wire.server_hello()) + data).frames)


def test_alpn_is_told() -> None:
    alpn = wire.extension(16, struct.pack(">H", 12) + b"\x02h2\x08http/1.1")
    talk = began(wire.record(wire.hello(more=alpn)))
    talk.hear(wire.record(wire.server_hello(0x1301, VERSION_13 + wire.extension(16, b"\0\x03\x02h2"))))
    (event,) = shown(talk)
    assert event.fields["client_alpn"] == ["h2", "http/1.1"]
    assert event.fields["next_protocol"] == "h2"
