"""Names of targets, lists of what is spared and answers of adapters, damaged for a long time: `make soak`."""

from __future__ import annotations

import os
import random
import time

import pytest

from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput
from vedette.respond.actions import contract, openc2, spare
from vedette.respond.actions.planning import Wish, plan
from vedette.respond.actions.surroundings import AccountThere, FileThere, Surroundings

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
LIST = b"never 10.0.0.0/24 printers\nnever .clinic.example\nnever user:ana x\nis gateway 10.0.1.1\n"
ANSWER = b'{"ok":true,"said":"done","breaks":"x","undoes":"y","can_undo":true,"already":false,"before":"z"}'
CONSUMER = b'{"status":200,"status_text":"OK","results":{"slpf":{"rule_number":7},"pairs":{"deny":["file"]}}}'
TARGETS = (
    "203.0.113.7/28",
    "evil.example",
    "ana",
    "/srv/www/a.php",
    "a" * 64,
    "2001:db8::/48",
    "this-host",
    "C:\\a\\b",
)
PIECES = (
    *(
        b"\0",
        b"\n",
        b"\r",
        b" ",
        b"-",
        b"--",
        b"..",
        b"/",
        b"//",
        b"%",
        b"\xff",
        b"\\",
        b"'",
        b'"',
        b";",
        b"$(",
    ),
    *(
        "\u202e".encode(),
        "٣".encode(),
        b"{",
        b"}",
        b"[" * 3000,
        b"/33",
        b"::ffff:",
        b"999",
        b"{name}",
        b"never ",
    ),
)
AROUND = Surroundings(
    programs=("nft", "iptables", "ip", "usermod", "pkill"),
    account=AccountThere(uid=1001, locked=False, empty=False, expires=""),
    file=FileThere(digest="a" * 64, size=1, links=1),
    deny="/d/deny",
    quarantine="/d/q",
    evidence="/d/e",
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data = data[:at] + chance.choice(PIECES) + data[at:]
            case 1:
                data = data[:at] + bytes((chance.randrange(256),)) + data[at + 1 :]
            case 2:
                data = data[:at] + data[at + chance.randrange(9) :]
            case _:
                data = data[:at] + data[max(0, at - 12) :]
    return data


def tried(chance: random.Random) -> None:
    """Read one of each; what is refused is refused as bad input, and nothing else comes out."""
    word = damaged(chance.choice(TARGETS).encode(), chance).decode("utf-8", "surrogateescape")
    try:
        known = spare.read(damaged(LIST, chance), "list")
        spare.spared(Entity(EntityKind.ADDRESS, "10.0.0.7"), Surroundings(known=known))
        contract.understood(damaged(ANSWER, chance), "adapter")
        openc2.numbered(openc2.understood(damaged(CONSUMER, chance)))
    except BadInput:
        pass
    for kind in ActionKind:
        try:
            made = plan(Wish(kind=kind, target=word), AROUND)
        except BadInput:
            continue
        for step in made.steps:
            for one in (*step.command, *step.undo, *step.check):
                assert one.isprintable()
                assert one != made.target.name or not one.startswith("-")


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_nothing_damaged_gets_into_a_command() -> None:
    chance = random.Random(os.environ.get("SOAK_SEED", "0"))  # noqa: S311
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        tried(chance)


def test_nothing_damaged_gets_into_a_command_for_a_moment() -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(300):
        tried(chance)
