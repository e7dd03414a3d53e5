import pytest

from tests.unit.triage.documents.formats.test_workbooks import CALC
from tests.unit.triage.documents.office_locks import LOCK_SIZE, sheets
from tests.unit.triage.documents.workbooks import book, record
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.locked import STANDARD
from vedette.triage.documents.formats.locked_sheets import unlocked
from vedette.triage.documents.formats.workbooks import workbook


@pytest.mark.parametrize("newer", [False, True])
def test_formulas_of_a_locked_workbook_are_read_where_a_password_fits(newer: bool) -> None:  # noqa: FBT001
    whole = book([CALC] * 60, extra=record(0x2F, bytes(LOCK_SIZE[newer])))
    for password, given in ((STANDARD, ()), ("geheim", ("geheim",))):
        plain = unlocked(sheets(whole, password, newer=newer), given, Allowance())
        assert plain is not None
        assert workbook(plain, Allowance()).formulas[-1] == 'Macro1!A60: =EXEC("calc")'
    assert unlocked(sheets(whole, "geheim", newer=newer), ("wrong",), Allowance()) is None


def test_a_workbook_without_a_lock_is_none_of_its() -> None:
    assert unlocked(book([CALC]), (), Allowance()) is None
    assert unlocked(b"", (), Allowance()) is None
    assert unlocked(record(0x2F, b"\1"), (), Allowance()) is None
