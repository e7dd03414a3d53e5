"""Checkpoints, requests to witnesses, receipts and keys nobody would write: read or refused."""

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.ledger.worlds import KEY, NAME, NOON, WITNESS_KEYS, World, trust
from vedette.core.errors import BadInput
from vedette.ledger.checkpoint import checkpoint_of, opened
from vedette.ledger.entries import entry_of
from vedette.ledger.export import receipt_text
from vedette.ledger.notes import parse, public_key, signatures, signers
from vedette.ledger.slots import Memory
from vedette.ledger.verify import verify_receipt
from vedette.ledger.witness import Asked, Witness, parse_request

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SEED = 11

WORLD = World.of(300)
NOTE = WORLD.collected().note
REQUEST = Asked(200, WORLD.ledger.consistency(200, 300), NOTE).text()
RECEIPT = receipt_text(WORLD.ledger, 70, NOTE)
KEYS = (KEY.public, *(key.public for key in WITNESS_KEYS))
ORIGINALS = (
    NOTE.text(),
    REQUEST,
    RECEIPT,
    *(key.text().encode() for key in KEYS),
    NOTE.signatures[1].line().encode(),
)
ODD = (
    b"\n", b"\n\n", b" ", b"+", b"=", b"\xe2\x80\x94 ", b"\0", b"\xff", b"\xc2\xa0", b"-1", b"0", b"00",
    b"9223372036854775808", b"9" * 5000, b"old ", b"index ", b"extra ", "\u0661".encode(), b"\r\n",
    b"A" * 70_000,
)  # fmt: skip


def asked(data: bytes) -> None:
    """Ask a witness; it answers, and signs only what its ledger signed."""
    answer = Witness(WITNESS_KEYS[0], [KEY.public], Memory(), lambda: NOON).add_checkpoint(data)
    assert answer.status in {200, 400, 403, 404, 409, 422}
    if answer.status == 200:
        assert opened(parse_request(data).note.text(), KEY.public).origin == NAME


def refused_or_read(read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def look(data: bytes) -> None:
        with suppress(BadInput):
            read(data)

    return look


def proved(data: bytes) -> None:
    """Check a receipt; one that holds is for an entry that is there."""
    if verify_receipt(data, trust(quorum=4)).ok:
        assert data.partition(b"index ")[2].startswith(b"70\n")


LOOKS = (
    refused_or_read(lambda data: checkpoint_of(parse(data))),
    refused_or_read(lambda data: signers(parse(data), KEYS)),
    refused_or_read(lambda data: opened(data, KEY.public)),
    refused_or_read(signatures),
    refused_or_read(lambda data: public_key(data.decode("latin-1"))),
    refused_or_read(entry_of),
    asked,
    proved,
)


def mutated(chance: random.Random) -> bytes:
    """Return one of the originals with a few changes."""
    data = bytearray(chance.choice(ORIGINALS))
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + chance.choice((1, 3, 50))]
            case 2:
                data[at:at] = chance.choice(ODD)
            case 3:
                data[at:at] = data[at : at + chance.choice((5, 50, 500))] * chance.choice((1, 70))
            case _:
                other = chance.choice(ORIGINALS)
                data[at:] = other[chance.randrange(len(other)) :]
    return bytes(data)


@given(st.binary(max_size=200) | st.sampled_from(ORIGINALS))
@example(b"")
def test_rubbish_is_refused(data: bytes) -> None:
    for look in LOOKS:
        look(data)


def test_texts_with_a_few_changes_are_read_or_refused() -> None:
    chance = random.Random(SEED)  # noqa: S311
    for _ in range(300):
        data = mutated(chance)
        for look in LOOKS:
            look(data)


def test_what_is_read_is_written_the_same() -> None:
    chance, read = random.Random(SEED), 0  # noqa: S311
    for _ in range(1000):
        data = mutated(chance)
        with suppress(BadInput):
            assert parse(data).text() == data
            read += 1
    assert read > 100


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_texts_with_changes_for_long() -> None:
    end, chance = time.monotonic() + SECONDS, random.Random()  # noqa: S311
    while time.monotonic() < end:
        data = mutated(chance)
        for look in LOOKS:
            try:
                look(data)
            except Exception as error:
                raise AssertionError(data) from error
