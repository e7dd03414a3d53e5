import pytest

from tests.unit.triage.documents.compound_files import compound, native, project
from tests.unit.triage.documents.formats.test_workbooks import CALC
from tests.unit.triage.documents.samples import facts, told
from tests.unit.triage.documents.workbooks import book, record
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind


def test_macros_that_run_on_opening_are_told_apart_from_others() -> None:
    opening = facts(compound(project({"M": "Sub Document_Open()\r\nEnd Sub"})), Kind.DOC)
    other = facts(compound(project({"M": "Sub Sum()\r\nEnd Sub"})), Kind.DOC)
    assert [(one.act, one.when) for one in opening] == [(Act.EMBEDS, When.OPEN)]
    assert [(one.act, one.when) for one in other] == [(Act.EMBEDS, When.UNKNOWN)]


def test_modules_without_code_are_no_macros() -> None:
    assert facts(compound(project({"ThisDocument": ""})), Kind.DOC) == []


def test_compiled_code_that_uses_what_its_source_does_not_show_is_told() -> None:
    hidden = project({"M": "Sub a()\r\nEnd Sub"}, compiled="  Shell  CreateObject  ")
    shown = project(
        {"M": 'Sub a()\r\n CreateObject("x")\r\n Shell "y"\r\nEnd Sub'}, compiled="  Shell  CreateObject  "
    )
    assert (Act.DIFFERS, "createobject") in told(facts(compound(hidden), Kind.DOC))
    assert Act.DIFFERS not in [one.act for one in facts(compound(shown), Kind.DOC)]


@pytest.mark.parametrize(
    ("name", "acts"), [("a.js", [Act.EMBEDS]), ("a.pdf.exe", [Act.EMBEDS, Act.DIFFERS]), ("a.txt", [])]
)
def test_packed_programs_are_told_and_packed_texts_are_not(name: str, acts: list[Act]) -> None:
    data = compound({"ObjectPool/_1/\x01Ole10Native": native(name, b"text")})
    assert [one.act for one in facts(data, Kind.DOC)] == acts


def test_a_field_that_starts_a_program_is_told() -> None:
    field = b'text \x13 DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" \x14 x \x15 end'
    (one,) = facts(compound({"WordDocument": field}), Kind.DOC)
    assert (one.act, one.how, one.when) == (Act.RUNS_COMMAND, "DDE", When.OPEN)
    assert "cmd.exe" in one.target


def test_fields_of_ordinary_documents_are_not_told() -> None:
    assert facts(compound({"WordDocument": b"\x13 PAGE \x14 1 \x15 \x13 HYPERLINK x \x15"}), Kind.DOC) == []


def test_macro_sheets_are_told_and_that_they_hide() -> None:
    data = compound({"Workbook": book([CALC], hidden=2)})
    found = facts(data, Kind.DOC)
    assert [(one.act, one.when) for one in found] == [(Act.EMBEDS, When.OPEN), (Act.HIDES, When.UNKNOWN)]
    assert facts(compound({"Workbook": book([CALC], macros=False)}), Kind.DOC) == []


def test_a_link_of_a_workbook_that_starts_a_program_is_told() -> None:
    link = record(0x1AE, b"\0\0\x09\0\0cmd\x03/c calc")
    found = facts(compound({"Workbook": book([], macros=False, extra=link)}), Kind.DOC)
    assert told(found) == [(Act.RUNS_COMMAND, "cmd /c calc")]
