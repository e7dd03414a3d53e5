import base64

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions


def begun() -> wire.Talk:
    return wire.Talk(other=25).opened().hear(b"220 mx\r\n").say(b"EHLO box\r\n").hear(b"250-a\r\n250 b\r\n")


def test_who_writes_to_whom() -> None:
    talk = begun().say(b"MAIL FROM:<Ann@a.example> SIZE=9\r\n").hear(b"250 ok\r\n")
    talk.say(b"RCPT TO:<b@b.example>\r\nRCPT TO:<c@c.example>\r\n").hear(b"250 ok\r\n250 ok\r\n")
    talk.say(b"DATA\r\n").hear(b"354 go\r\n").say(b"MAIL FROM:<evil@e>\r\n", b"text\r\n.\r\n").hear(
        b"250 taken\r\n"
    )
    talk.say(b"QUIT\r\n")
    (event,) = wire.events(talk.frames, actions.EMAIL)
    assert (event.fields["mailfrom"], event.fields["rcptto"]) == (
        "ann@a.example",
        ["b@b.example", "c@c.example"],
    )
    assert event.fields["helo"] == "box"


@pytest.mark.parametrize(("code", "outcome"), [(b"235", "success"), (b"535", "failure")])
@pytest.mark.parametrize("way", ["plain", "login"])
def test_who_logs_in(code: bytes, outcome: str, way: str) -> None:
    if way == "plain":
        talk = begun().say(b"AUTH PLAIN " + base64.b64encode(b"\0Bob\0hunter2") + b"\r\n")
    else:
        talk = (
            begun()
            .say(b"AUTH LOGIN\r\n")
            .hear(b"334 VXNlcm5hbWU6\r\n")
            .say(base64.b64encode(b"Bob") + b"\r\n")
        )
        talk.hear(b"334 UGFzc3dvcmQ6\r\n").say(base64.b64encode(b"hunter2") + b"\r\n")
    (event,) = wire.events(talk.hear(code + b" so\r\n").frames, actions.LOGIN)
    assert (event.user, event.outcome) == ("bob", outcome)
    assert "hunter2" not in repr(event)
