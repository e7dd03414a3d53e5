"""Captures nobody recorded: real shapes with bytes flipped, lengths blown up, pieces cut and doubled."""

from __future__ import annotations

import os
import random
import time
from itertools import count

import pytest

from tests.unit.hunt.network import test_fragments, wire
from tests.unit.hunt.network.protocols import (
    test_certificates,
    test_dhcp,
    test_kerberos,
    test_ldap,
    test_ntlm,
    test_quic,
    test_smb,
    test_ssh,
)

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
QUICK = 10
SIZE_MAX = 60_000
NUMBERS = (
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\1",
    b"\xff\xff",
    b"\xc0\x0c",
)


def conversations() -> list[wire.Timed]:
    """Something of every protocol."""
    hello = wire.record(wire.hello("fuzz.example", more=wire.extension(16, b"\0\x03\x02h2")))
    shown = test_certificates.made()
    certificate = wire.handshake(
        11, (len(shown) + 3).to_bytes(3, "big") + len(shown).to_bytes(3, "big") + shown
    )
    sized = len(question := wire.question("tcp.example")).to_bytes(2, "big") + question
    kerberos = test_kerberos.request()
    reply = b"HTTP/1.1 200 K\r\n\r\n"
    login = test_smb.setup(1, test_ntlm.authenticate("D", "u", "h"))
    talks = [
        wire.Talk(other=80).opened().say(b"GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n").hear(reply).closed(),
        wire.Talk(other=443).opened().say(hello).hear(wire.record(wire.server_hello() + certificate)),
        wire.Talk(other=53).opened().say(*wire.split(sized, 5)),
        wire.Talk(other=445).opened().say(test_smb.framed(login, test_smb.create(2, "f", 3))),
        wire.Talk(other=88).opened().say(len(kerberos).to_bytes(4, "big") + kerberos),
        wire.Talk(other=389).opened().say(test_ldap.message(1, test_ldap.bind(b"cn=a", b"\x80\x01x"))),
        wire.Talk(other=22).opened().say(b"SSH-2.0-x\r\n" + test_ssh.exchange()),
        wire.Talk(other=21, client=wire.CLIENT_6, server=wire.SERVER_6).opened().say(b"USER a\r\nRETR b\r\n"),
        wire.Talk(other=25).opened().say(b"EHLO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n"),
        wire.Talk(other=3389).opened().say(b"\x03\0\0\x27\x22\xe0\0\0\0\0\0Cookie: mstshash=ann\r\n"),
    ]
    frames = [one for talk in talks for one in talk.frames]
    told = wire.answer("a.example", [(5, b"\x01b\xc0\x0e"), (1, b"1234"), (28, bytes(16)), (16, b"\x03abc")])
    frames += wire.lookup(wire.question("a.example"), told)
    dhcp = test_dhcp.message(3, b"\x0c\x01a")
    frames.append((wire.START, wire.udp(wire.CLIENT, 68, wire.SERVER, 67, dhcp)))
    quic = test_quic.sealed(test_quic.crypto(0, test_quic.HELLO))
    frames.append((wire.START, wire.udp(wire.CLIENT, 9, wire.SERVER, 443, quic)))
    for way in test_fragments.WAYS:
        pieces = test_fragments.cut(test_fragments.answered(*way), 64, 128)
        frames += [(wire.START + at, wire.ethernet(one)) for at, one in enumerate(pieces)]
    inner = wire.ip("1.1.1.1", "2.2.2.2", 47, b"\0\0\x65\x58" + frames[0][1])
    return [*frames, (wire.START, wire.ethernet(inner))]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change a capture in a few places."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 60))):
        at = chance.randrange(len(made))
        match chance.randrange(6):
            case 0 | 1:
                made[at] = chance.randrange(256)
            case 2:
                number = chance.choice(NUMBERS)
                made[at : at + len(number)] = number
            case 3:
                made[at:at] = made[at : at + chance.randrange(400)]
            case 4:
                del made[at : at + chance.choice((1, 4, 16, 200))]
            case _:
                del made[chance.randrange(24, len(made) + 1) :]
        if len(made) < 40:
            break
    return bytes(made[:SIZE_MAX])


def one_round(frames: list[wire.Timed], chance: random.Random) -> None:
    """Mutate frames or the file around them, and read whatever came of it, in windows of some size."""
    if chance.random() < 0.5:
        frames = [(time_ + chance.choice((0, 0, 10**12)), mutated(one, chance)) for time_, one in frames]
        chance.shuffle(frames)
    if chance.random() < 0.3:
        whole = wire.pcapng(frames, chance.choice("<>"))
    else:
        whole = wire.pcap(
            frames, order=chance.choice("<>"), link=chance.choice((1, 1, 1, 1, 0, 101, 113, 276))
        )
    if chance.random() < 0.6:
        whole = mutated(whole, chance)
    found, skips = wire.read(whole, chance.choice((1, 50, 3000, 1 << 20)))
    assert all(one.record >= 1 for one in found)
    assert len(found) < 10_000
    list(skips.skipped())


def test_a_few_mutations_are_survived() -> None:
    frames, chance = conversations(), random.Random(20_26)  # noqa: S311  not a secret
    for _ in range(QUICK):
        one_round(frames, chance)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_crashes_or_hangs() -> None:
    frames, end = conversations(), time.monotonic() + SECONDS
    seed, slowest = time.time_ns(), 0.0
    for number in count(seed):
        began = time.monotonic()
        if began > end:
            break
        try:
            one_round(frames, random.Random(number))  # noqa: S311  not a secret
        except Exception as error:
            raise AssertionError(f"seed {number}") from error
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 20, f"seed {seed}"
