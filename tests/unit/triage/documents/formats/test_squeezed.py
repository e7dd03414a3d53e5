import struct

from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.squeezed import unsqueezed

# The two examples of the specification.
SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_the_examples_of_the_specification_come_out() -> None:
    assert unsqueezed(SIMPLE, Allowance()) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unsqueezed(CROSSING, Allowance()) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@given(st.binary(max_size=200))
def test_letters_without_copies_come_back(data: bytes) -> None:
    tokens = b"".join(b"\0" + data[at : at + 8] for at in range(0, len(data), 8))
    head = struct.pack("<II", len(tokens) + 12, len(data)) + b"LZFu" + bytes(4)
    assert unsqueezed(head + tokens, Allowance()) == data


@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    unsqueezed(data, Allowance())
    unsqueezed(struct.pack("<II", 9, 1 << 31) + b"LZFu" + bytes(4) + data, Allowance())
