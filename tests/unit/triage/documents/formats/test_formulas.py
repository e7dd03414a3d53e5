import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.documents.formats.formulas import Formula, cell


def text(letters: str) -> bytes:
    return bytes([0x17, len(letters), 0]) + letters.encode()


def number(value: int) -> bytes:
    return b"\x1e" + struct.pack("<H", value)


def many(count: int, function: int) -> bytes:
    return b"\x42" + struct.pack("<BH", count, function)


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        (text("calc") + many(1, 0x6E), 'EXEC("calc")'),
        (text("a") + text("b") + b"\x08" + many(1, 0x6E), 'EXEC("a"&"b")'),
        (number(65) + b"\x41" + struct.pack("<H", 0x6F), "CHAR(65)"),
        (text("x") + b"\x44" + struct.pack("<HH", 4, 1) + many(2, 0x8060), 'FORMULA("x",B5)'),
        (text("k") + text("f") + text("J") + number(0) + many(4, 0x96), 'CALL("k","f","J",0)'),
        (number(1) + number(2) + b"\x03\x15", "(1+2)"),
        (b"\x1f" + struct.pack("<d", 1.5) + b"\x13", "-1.5"),
        (b"\x1d\x01", "TRUE"),
        (number(1) + b"\x19\x10\0\0", "SUM(1)"),
    ],
)
def test_tokens_become_the_formula_people_wrote(tokens: bytes, written: str) -> None:
    assert Formula(tokens, older=False).text() == written


def test_older_workbooks_have_shorter_texts_and_cells() -> None:
    tokens = b"\x17\x04calc\x44" + struct.pack("<HB", 4, 1) + many(2, 0x6E)
    assert Formula(tokens, older=True).text() == 'EXEC("calc",B5)'


@given(st.binary(max_size=200), st.booleans())
def test_any_tokens_end(tokens: bytes, older: bool) -> None:  # noqa: FBT001
    assert len(Formula(tokens, older=older).text()) <= 8192


def test_cells_have_the_names_people_give_them() -> None:
    assert [cell(0, 0), cell(9, 25), cell(0, 26), cell(65535, 255)] == ["A1", "Z10", "AA1", "IV65536"]
