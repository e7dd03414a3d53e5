import base64
import zlib

from hypothesis import given
from hypothesis import strategies as st
from pypdf.filters import LZWDecode, RunLengthDecode

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.filters import decoded

DATA = st.binary(max_size=2000)


def undone(data: bytes, *names: str, **given_: object) -> bytes:
    return decoded(data, list(names), [dict(given_)] * len(names), Allowance())[0]


@given(DATA)
def test_a_chain_is_undone_in_its_order(data: bytes) -> None:
    made = base64.a85encode(zlib.compress(data)).hex().encode() + b">"
    assert undone(made, "ASCIIHexDecode", "A85", "FlateDecode") == data


@given(DATA)
def test_letters_in_base_85_come_back(data: bytes) -> None:
    assert undone(base64.a85encode(data) + b"~>", "ASCII85Decode") == data
    assert undone(base64.a85encode(data, wrapcol=40, adobe=True), "ASCII85Decode") == data


def lzw(data: bytes) -> bytes:
    """Written with a code for every letter and many fresh tables: all codes have nine bits."""
    bits = "".join(
        f"{code:09b}" for at, one in enumerate(data) for code in ((256, one) if at % 200 == 0 else (one,))
    )
    bits += f"{257:09b}"
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


@given(st.binary(min_size=1, max_size=600))
def test_lzw_agrees_with_another_reader(data: bytes) -> None:
    assert undone(lzw(data), "LZWDecode") == data == LZWDecode.decode(lzw(data))


@given(st.binary(max_size=300))
def test_lzw_of_any_bytes_ends(data: bytes) -> None:
    undone(b"\x80" + data, "LZWDecode")


@given(
    st.lists(
        st.one_of(
            st.binary(min_size=1, max_size=128),
            st.tuples(st.binary(min_size=1, max_size=1), st.integers(2, 128)),
        )
    )
)
def test_runs_agree_with_another_reader(pieces: list[bytes | tuple[bytes, int]]) -> None:
    made, data = b"", b""
    for one in pieces:
        made += bytes([len(one) - 1]) + one if isinstance(one, bytes) else bytes([257 - one[1]]) + one[0]
        data += one if isinstance(one, bytes) else one[0] * one[1]
    assert undone(made + b"\x80", "RunLengthDecode") == data == RunLengthDecode.decode(made + b"\x80")


@given(st.lists(st.tuples(st.integers(0, 4), st.binary(min_size=5, max_size=5)), min_size=1, max_size=20))
def test_predictors_are_undone(rows: list[tuple[int, bytes]]) -> None:
    made, above = b"", bytes(5)
    for kind, row in rows:
        made += bytes([kind]) + bytes((row[at] - guess(kind, row, above, at)) & 255 for at in range(5))
        above = row
    assert undone(zlib.compress(made), "FlateDecode", Predictor=12, Columns=5) == b"".join(
        row for _, row in rows
    )


def guess(kind: int, row: bytes, above: bytes, at: int) -> int:
    left, up, corner = (row[at - 1] if at else 0), above[at], (above[at - 1] if at else 0)
    nearest = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2, nearest)[kind]


def test_broken_flate_gives_what_came_before() -> None:
    packed = zlib.compress(bytes(range(256)) * 400)
    assert len(undone(packed[: len(packed) // 2], "FlateDecode")) > 0
    assert undone(b"nothing", "FlateDecode") == b""


def test_an_unknown_filter_is_named_and_its_bytes_stay() -> None:
    assert decoded(b"\xff\xd8", ["DCTDecode"], [], Allowance()) == (b"\xff\xd8", "DCTDecode")
