from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import BadInput
from vedette.triage.unpack.branches import rejoined

MASK = 0xFFFFFFFF
PROGRAM = b"\x55\xe8\x10\x00\x00\x00\x0f\x84\x01\x02\x03\x04\xe9\xff\xff\xff\xff\x0f\x0f\x8f\xc3\xe8" * 40


class Bits:
    """The other half of the range decoder, as LZMA has it."""

    def __init__(self) -> None:
        self.low, self.range, self.cache, self.waiting = 0, MASK, 0, 1
        self.made, self.odds = bytearray(), [1024] * 258

    def put(self, model: int, bit: bool) -> None:  # noqa: FBT001
        bound = (self.range >> 11) * self.odds[model]
        if bit:
            self.low += bound
            self.range -= bound
            self.odds[model] -= self.odds[model] >> 5
        else:
            self.range = bound
            self.odds[model] += (2048 - self.odds[model]) >> 5
        while self.range < 1 << 24:
            self.range = self.range << 8 & MASK
            self.shift()

    def shift(self) -> None:
        if self.low < 0xFF000000 or self.low > MASK:
            carry = self.low >> 32
            self.made.append(self.cache + carry & 255)
            self.made += bytes([0xFF + carry & 255]) * (self.waiting - 1)
            self.waiting, self.cache = 0, self.low >> 24 & 255
        self.waiting += 1
        self.low = self.low << 8 & MASK


def apart(data: bytes, every: int = 1) -> tuple[bytes, bytes, bytes, bytes]:
    """Take a program apart: the target of every so many branches goes into a stream of its own."""
    main, calls, jumps, bits = bytearray(), bytearray(), bytearray(), Bits()
    at, before, number = 0, 0, 0
    while at < len(data):
        byte = data[at]
        main.append(byte)
        at += 1
        is_branch = byte in {0xE8, 0xE9} or (before == 0x0F and 0x80 <= byte <= 0x8F)
        if not is_branch or at == len(data):
            before = byte
            continue
        number += 1
        model = before if byte == 0xE8 else 256 if byte == 0xE9 else 257
        take = at + 4 <= len(data) and number % every == 0
        bits.put(model, take)
        before = byte
        if take:
            target = int.from_bytes(data[at : at + 4], "little") + at + 4 & MASK
            (calls if byte == 0xE8 else jumps).extend(target.to_bytes(4, "big"))
            at += 4
            before = data[at - 1]
    for _ in range(5):
        bits.shift()
    return bytes(main), bytes(calls), bytes(jumps), bytes(bits.made)


@given(
    st.binary(max_size=300) | st.lists(st.sampled_from([0xE8, 0xE9, 0x0F, 0x84, 0]), max_size=200).map(bytes),
    st.integers(1, 3),
)
def test_what_was_taken_apart_is_put_together_again(data: bytes, every: int) -> None:
    assert b"".join(rejoined(*apart(data, every), len(data))) == data


def test_a_stream_that_ends_early_is_told() -> None:
    main, calls, jumps, bits = apart(PROGRAM)
    assert b"".join(rejoined(main, calls, jumps, bits, len(PROGRAM))) == PROGRAM
    for parts in (
        (main[:-9], calls, jumps, bits),
        (main, calls[:-4], jumps, bits),
        (main, calls, jumps, b""),
    ):
        with pytest.raises(BadInput, match="early"):
            list(rejoined(*parts, len(PROGRAM)))


@given(st.binary(max_size=60), st.binary(max_size=20), st.binary(max_size=20), st.binary(max_size=20))
def test_any_streams_give_no_more_than_was_asked_for(
    main: bytes, calls: bytes, jumps: bytes, bits: bytes
) -> None:
    with suppress(BadInput):
        assert len(b"".join(rejoined(main, calls, jumps, bits, 100))) <= 100
