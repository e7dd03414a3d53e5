from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage.documents.workbooks import book, record
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.workbooks import workbook

CALC = b"\x17\x04\x00calc\x42\x01\x6e\x00"


def test_formulas_of_macro_sheets_are_read_with_their_cells() -> None:
    made = workbook(book([CALC, CALC]), Allowance())
    assert made.formulas == ['Macro1!A1: =EXEC("calc")', 'Macro1!A2: =EXEC("calc")']
    assert made.names == ["Auto_Open"]


def test_formulas_of_other_sheets_are_not() -> None:
    assert workbook(book([CALC], macros=False), Allowance()).formulas == []


def test_a_link_to_a_program_is_read() -> None:
    link = record(0x1AE, b"\0\0\x09\0\0cmd\x03/c calc")
    assert workbook(book([], extra=link), Allowance()).links == ["cmd /c calc"]


def test_an_encrypted_workbook_is_known() -> None:
    assert workbook(book([CALC], extra=record(0x2F, bytes(6))), Allowance()).locked


@given(st.binary(max_size=300))
def test_any_records_end(data: bytes) -> None:
    workbook(data, Allowance())
    workbook(book([CALC])[: len(data)] + data, Allowance())
