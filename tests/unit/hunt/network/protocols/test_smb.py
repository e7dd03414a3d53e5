import struct

import pytest

from tests.unit.hunt.network import wire
from tests.unit.hunt.network.protocols.test_ntlm import authenticate
from vedette.hunt import actions
from vedette.hunt.event import Event

SETUP, TREE, CREATE = 1, 3, 5
MORE, LOGON_FAILURE, DENIED = 0xC0000016, 0xC000006D, 0xC0000022


def message(command: int, number: int, body: bytes, tree: int = 0, status: int | None = None) -> bytes:
    flags = 0 if status is None else 1
    head = b"\xfeSMB" + struct.pack(
        "<HHIHHIIQIIQ", 64, 0, status or 0, command, 0, flags, 0, number, 0, tree, 0
    )
    return head + bytes(16) + body


def framed(*messages: bytes) -> bytes:
    chain = b""
    for at, one in enumerate(messages):
        if at + 1 < len(messages):
            padded = one + bytes(-len(one) % 8)
            one = padded[:20] + len(padded).to_bytes(4, "little") + padded[24:]  # noqa: PLW2901
        chain += one
    return len(chain).to_bytes(4, "big") + chain


def setup(number: int, blob: bytes) -> bytes:
    return message(SETUP, number, bytes(12) + struct.pack("<HHQ", 88, len(blob), 0) + blob)


def tree(number: int, path: str) -> bytes:
    raw = path.encode("utf-16-le")
    return message(TREE, number, struct.pack("<HHHH", 9, 0, 72, len(raw)) + raw)


def create(number: int, name: str, of: int, disposition: int = 1, options: int = 0) -> bytes:
    raw = name.encode("utf-16-le")
    body = bytes(36) + struct.pack("<IIHH", disposition, options, 120, len(raw)) + bytes(8) + raw
    return message(CREATE, number, body, of)


def told(command: int, number: int, status: int = 0, of: int = 0) -> bytes:
    return framed(message(command, number, bytes(16), of, status))


def talk() -> wire.Talk:
    return wire.Talk(other=445).opened()


def said(made: wire.Talk, step: int = 1 << 20) -> list[Event]:
    return [one for one in wire.events(made.frames, step=step) if one.action != actions.CONNECTION]


@pytest.mark.parametrize("step", [1, 1 << 20])
def test_a_login_a_share_and_a_file(step: int) -> None:
    made = talk().say(framed(setup(1, b"NTLMSSP\0\1" + bytes(30)))).hear(told(SETUP, 1, MORE))
    made.say(*wire.split(framed(setup(2, authenticate("CORP", "Ann", "WS7.corp"))), 50)).hear(told(SETUP, 2))
    made.say(framed(tree(3, "\\\\dc1\\ADMIN$"))).hear(told(TREE, 3, 0, 77))
    made.say(framed(create(4, "temp\\evil.exe", 77, 5))).hear(told(CREATE, 4, 0, 77))
    login, share, file = said(made, step)
    assert (login.action, login.user, login.host, login.outcome, login.logon_type) == (
        "login",
        "ann",
        "ws7",
        "success",
        3,
    )
    assert (share.action, share.file, share.user) == ("share", "\\\\dc1\\ADMIN$", "ann")
    assert share.fields["share_type"] == "DISK"
    assert (file.file, file.outcome, file.fields["path"]) == ("temp\\evil.exe", "success", "\\\\dc1\\ADMIN$")
    assert file.fields["action"] == "SMB::FILE_OVERWRITE_IF"
    assert file.logsource.service == "smb_files"


def test_what_is_refused_is_a_failure() -> None:
    made = (
        talk().say(framed(setup(2, authenticate("CORP", "Ann", "WS7")))).hear(told(SETUP, 2, LOGON_FAILURE))
    )
    made.say(framed(tree(3, "\\\\dc1\\C$"))).hear(told(TREE, 3, DENIED))
    login, share = said(made)
    assert (login.outcome, login.fields["status"]) == ("failure", "LOGON_FAILURE")
    assert (share.outcome, share.fields["status"]) == ("failure", "ACCESS_DENIED")


def test_messages_sent_as_one_are_told_apart() -> None:
    made = talk().say(framed(create(4, "a", 7), create(5, "svcctl", 7, 1, 0x1000)))
    first, second = said(made)
    assert (first.file, second.file, second.fields["action"]) == ("a", "svcctl", "SMB::FILE_DELETE")
    assert first.outcome is None


def old(command: int, words: bytes, body: bytes, status: int | None = None, of: int = 0) -> bytes:
    flags = 0x80 if status is not None else 0
    head = b"\xffSMB" + bytes((command,)) + (status or 0).to_bytes(4, "little") + bytes((flags,))
    head += struct.pack("<H", 0x8000) + bytes(12) + struct.pack("<HHHH", of, 9, 0, 5)
    made = head + bytes((len(words) // 2,)) + words + struct.pack("<H", len(body)) + body
    return len(made).to_bytes(4, "big") + made


def test_the_old_version_as_well() -> None:
    share = b"\0" + "\\\\old\\IPC$".encode("utf-16-le") + b"\0\0"
    made = talk().say(old(0x75, struct.pack("<BBHHH", 0xFF, 0, 0, 0, 1), b"\0" + share[1:] + b"?????\0"))
    made.hear(old(0x75, bytes(6), b"", 0, 3))
    made.say(old(0xA2, bytes(48), b"\0" + "lsarpc".encode("utf-16-le") + b"\0\0", of=3)).hear(
        old(0xA2, bytes(8), b"", 0, 3)
    )
    share_event, file = said(made)
    assert (share_event.file, share_event.fields["share_type"]) == ("\\\\old\\IPC$", "PIPE")
    assert (file.file, file.fields["path"]) == ("lsarpc", "\\\\old\\IPC$")


@pytest.mark.parametrize("size", [0, 1, 4, 8, 31, 32, 33])
@pytest.mark.parametrize("version", [b"\xff", b"\xfe"])
def test_a_message_that_says_it_is_shorter_than_its_head_is_none(size: int, version: bytes) -> None:
    short = size.to_bytes(4, "big") + version + b"SMB" + bytes(60)
    assert said(talk().say(short)) == []
    (file,) = said(talk().say(framed(create(1, "f", 7)) + short))
    assert file.file == "f"


def test_many_open_requests_are_bounded() -> None:
    made = talk()
    for number in range(400):
        made.say(framed(create(number, f"f{number}", 7)))
    assert len({one.file for one in said(made)}) == 400
