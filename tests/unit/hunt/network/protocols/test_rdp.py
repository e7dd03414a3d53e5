from tests.unit.hunt.network import wire
from vedette.hunt import actions


def request(cookie: bytes) -> bytes:
    body = b"\xe0\0\0\0\0\0" + cookie
    return b"\x03\0" + (len(body) + 5).to_bytes(2, "big") + bytes((len(body),)) + body


def test_the_name_in_a_connection_request_is_somebody_trying_to_log_in() -> None:
    talk = wire.Talk(other=3389).opened().say(request(b"Cookie: mstshash=CORP\\Admin\r\n"))
    (event,) = wire.events(talk.frames, actions.LOGIN)
    assert (event.user, event.logon_type, event.outcome, event.protocol) == ("admin", 10, None, "rdp")


def test_a_request_without_a_name_is_only_a_connection() -> None:
    for data in (
        request(b"\x01\0\x08\0\x03\0\0\0"),
        request(b"Cookie: other\r\n"),
        request(b"Cookie: mstshash=")[:-3],
    ):
        assert wire.events(wire.Talk(other=3389).opened().say(data).frames, actions.LOGIN) == []
