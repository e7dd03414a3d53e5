import hashlib
import struct

import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions

LISTS = [b"curve25519", b"ssh-ed25519", b"aes-c", b"aes-s", b"mac-c", b"mac-s", b"zip-c", b"zip-s", b"", b""]


def exchange() -> bytes:
    body = b"\x14" + bytes(16) + b"".join(struct.pack(">I", len(one)) + one for one in LISTS) + bytes(5)
    return struct.pack(">IB", len(body) + 1 + 4, 4) + body + bytes(4)


def md5(words: bytes) -> str:
    return hashlib.md5(words, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("together", [True, False])
def test_banners_and_what_both_can_do(together: bool) -> None:  # noqa: FBT001
    client, server = b"SSH-2.0-OpenSSH_9.6\r\n", b"SSH-2.0-dropbear\r\n"
    talk = wire.Talk(other=2222).opened().hear(server)
    if together:
        talk.say(client + exchange()).hear(exchange())
    else:
        talk.say(client, *wire.split(exchange(), 4, 50)).hear(exchange())
    for step in (1, 1 << 20):
        (event,) = wire.events(talk.frames, actions.SSH, step)
        assert (event.fields["client"], event.fields["server"]) == ("SSH-2.0-OpenSSH_9.6", "SSH-2.0-dropbear")
        assert event.fields["hassh"] == md5(b"curve25519;aes-c;mac-c;zip-c")
        assert event.fields["hasshServer"] == md5(b"curve25519;aes-s;mac-s;zip-s")
        assert event.source_ip == wire.CLIENT


def test_a_banner_alone_is_told() -> None:
    (event,) = wire.events(wire.Talk(other=22).opened().hear(b"SSH-2.0-x\r\n").frames, actions.SSH)
    assert event.fields["server"] == "SSH-2.0-x"
    assert "client" not in event.fields
    assert wire.events(wire.Talk(other=22).opened().hear(b"SSH-" + b"x" * 3000).frames, actions.SSH) == []
