import pytest

from tests.unit.hunt.network import wire
from tests.unit.hunt.network.protocols.test_certificates import der
from tests.unit.hunt.network.protocols.test_ntlm import authenticate
from vedette.hunt import actions
from vedette.hunt.event import Event


def message(number: int, body: bytes) -> bytes:
    return der(0x30, der(2, bytes((number,))), body)


def bind(name: bytes, way: bytes) -> bytes:
    return der(0x60, der(2, b"\x03"), der(4, name), way)


def done(tag: int, code: int) -> bytes:
    return der(tag, der(10, bytes((code,))), der(4), der(4))


def search(base: bytes, what: bytes, *wanted: bytes) -> bytes:
    zero = der(2, b"\0")
    return der(0x63, der(4, base), der(10, b"\x02"), der(10, b"\0"), zero, zero, der(1, b"\0"), what,
               der(0x30, *(der(4, one) for one in wanted)))  # fmt: skip


def said(talk: wire.Talk) -> list[Event]:
    return [one for one in wire.events(talk.frames) if one.action != actions.CONNECTION]


def talk() -> wire.Talk:
    return wire.Talk(other=389).opened()


@pytest.mark.parametrize(
    ("name", "user"),
    [
        (b"cn=Ann,dc=corp", "ann"),
        (b"uid=ann,ou=x", "ann"),
        (b"CORP\\Ann", "ann"),
        (b"ann@corp.example", "ann"),
        (b"", None),
    ],
)
@pytest.mark.parametrize(("code", "outcome"), [(0, "success"), (49, "failure")])
def test_who_binds(name: bytes, user: str | None, code: int, outcome: str) -> None:
    (event,) = said(
        talk().say(message(1, bind(name, der(0x80, b"hunter2")))).hear(message(1, done(0x61, code)))
    )
    assert (event.action, event.user, event.outcome) == (actions.LOGIN, user, outcome)
    assert "hunter2" not in repr(event)


def test_who_binds_with_ntlm() -> None:
    first = bind(b"", der(0xA3, der(4, b"GSS-SPNEGO"), der(4, b"NTLMSSP\0\1" + bytes(20))))
    last = bind(b"", der(0xA3, der(4, b"GSS-SPNEGO"), der(4, authenticate("CORP", "Ann", "WS7"))))
    made = talk().say(message(1, first)).hear(message(1, done(0x61, 14)))
    (event,) = said(made.say(message(2, last)).hear(message(2, done(0x61, 0))))
    assert (event.user, event.outcome, event.fields["domainname"]) == ("ann", "success", "CORP")


def test_what_is_searched_for() -> None:
    equal = der(0xA3, der(4, b"objectClass"), der(4, b"user"))
    some = der(0xA4, der(4, b"cn"), der(0x30, der(0x80, b"a"), der(0x81, b"b"), der(0x82, b"c")))
    begins = der(0xA4, der(4, b"sn"), der(0x30, der(0x80, b"a")))
    what = der(0xA0, equal, der(0xA2, der(0x87, b"mail")), der(0xA1, some, begins))
    entry = der(0x64, der(4, b"cn=x"), der(0x30))
    made = talk().say(message(3, search(b"dc=corp", what, b"servicePrincipalName")))
    made.hear(message(3, entry) + message(3, entry), message(3, done(0x65, 0)))
    (event,) = said(made)
    assert event.fields["filter"] == "(&(objectClass=user)(!(mail=*))(|(cn=a*b*c)(sn=a*)))"
    assert event.fields["base_object"] == "dc=corp"
    assert (event.fields["scope"], event.fields["result_count"]) == ("tree", 2)
    assert event.fields["attributes"] == ["servicePrincipalName"]


def test_a_filter_without_end_is_cut() -> None:
    what = der(0x87, b"x")
    for _ in range(100):
        what = der(0xA2, what)
    (event,) = said(talk().say(message(3, search(b"", what))))
    assert "…" in str(event.fields["filter"])


@pytest.mark.parametrize("end", range(1, 60, 3))
def test_messages_cut_anywhere_are_survived(end: int) -> None:
    whole = message(3, search(b"dc=corp", der(0xA3, der(4, b"a"), der(4, b"b"))))
    said(talk().say(whole[:end] + bytes(60)))
