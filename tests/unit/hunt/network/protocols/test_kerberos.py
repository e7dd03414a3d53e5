import pytest

from tests.unit.hunt.network import wire
from tests.unit.hunt.network.protocols.test_certificates import der
from vedette.hunt import actions
from vedette.hunt.event import Event


def number(value: int) -> bytes:
    return der(2, value.to_bytes(2, "big").lstrip(b"\0") or b"\0")


def principal(*parts: str) -> bytes:
    return der(0x30, der(0xA0, number(1)), der(0xA1, der(0x30, *(der(0x1B, one.encode()) for one in parts))))


def request(
    tag: int = 0x6A, service: tuple[str, ...] = ("krbtgt", "CORP"), ciphers: tuple[int, ...] = (18, 23)
) -> bytes:
    body = der(
        0x30, der(0xA0, der(3, bytes(5))), der(0xA1, principal("Ann")), der(0xA2, der(0x1B, b"CORP")),
        der(0xA3, principal(*service)), der(0xA8, der(0x30, *map(number, ciphers))),
    )  # fmt: skip
    return der(tag, der(0x30, der(0xA1, number(5)), der(0xA2, number(10)), der(0xA4, body)))


def reply(tag: int = 0x6B, cipher: int = 23) -> bytes:
    sealed = der(0x30, der(0xA0, number(cipher)), der(0xA2, der(4, b"secret")))
    ticket = der(0x61, der(0x30, der(0xA0, number(5)), der(0xA1, der(0x1B, b"CORP")), der(0xA3, sealed)))
    return der(tag, der(0x30, der(0xA3, der(0x1B, b"CORP")), der(0xA4, principal("Ann")), der(0xA5, ticket)))


def error(code: int) -> bytes:
    return der(0x7E, der(0x30, der(0xA0, number(5)), der(0xA6, number(code))))


def over_tcp(*said: tuple[int, bytes]) -> list[Event]:
    talk = wire.Talk(other=88).opened()
    for way, data in said:
        sized = len(data).to_bytes(4, "big") + data
        for part in wire.split(sized, 6, 40):
            talk.hear(part) if way else talk.say(part)
    return wire.events(talk.frames, actions.TICKET)


def over_udp(asked: bytes, told: bytes | None) -> list[Event]:
    return wire.events(wire.lookup(asked, told, other=88), actions.TICKET)


def test_a_service_ticket_and_its_cipher() -> None:
    asked, told = request(0x6C, ("MSSQLSvc", "db1.corp:1433"), (23,)), reply(0x6D)
    for found in (over_tcp((0, asked), (1, told)), over_udp(asked, told)):
        (event,) = found
        assert (event.user, event.outcome, event.target_host) == ("ann", "success", "db1")
        assert event.fields["request_type"] == "TGS"
        assert event.fields["cipher"] == "rc4-hmac"
        assert event.fields["client"] == "Ann/CORP"
        assert event.fields["service"] == "MSSQLSvc/db1.corp:1433"
        assert event.fields["requested_ciphers"] == ["rc4-hmac"]


@pytest.mark.parametrize(
    ("code", "said", "outcome"),
    [
        (24, "KDC_ERR_PREAUTH_FAILED", "failure"),
        (6, "KDC_ERR_C_PRINCIPAL_UNKNOWN", "failure"),
        (25, "KDC_ERR_PREAUTH_REQUIRED", None),
        (99, "99", "failure"),
    ],
)
def test_what_was_refused_and_why(code: int, said: str, outcome: str | None) -> None:
    (event,) = over_tcp((0, request()), (1, error(code)))
    assert (event.response, event.outcome, event.fields["request_type"]) == (said, outcome, "AS")
    assert event.target_host is None


def test_a_request_nobody_answers() -> None:
    (event,) = over_udp(request(), None)
    assert (event.user, event.outcome) == ("ann", None)


@pytest.mark.parametrize("end", range(1, 150, 7))
def test_messages_cut_anywhere_are_survived(end: int) -> None:
    over_udp(request()[:end], reply()[:end])
