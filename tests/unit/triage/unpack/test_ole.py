from tests.unit.triage.documents.compound_files import compound, native, project
from tests.unit.triage.documents.formats.test_workbooks import CALC
from tests.unit.triage.documents.samples import members
from tests.unit.triage.documents.workbooks import book
from vedette.triage.kinds import Kind
from vedette.triage.unpack import ole

SOURCE = 'Sub AutoOpen()\r\n  x = "abcabcabcabcabcabc"\r\nEnd Sub\r\n'


def test_the_source_of_every_module_comes_out_as_it_was_written() -> None:
    data = compound(project({"Module1": SOURCE, "ThisDocument": "' nothing\r\n" * 900}))
    found = members(ole, data, Kind.DOC)
    assert found["Module1.vba"] == f'Attribute VB_Name = "Module1"\r\n{SOURCE}'.encode()
    assert found["ThisDocument.vba"].count(b"nothing") == 900


def test_a_project_whose_list_of_modules_is_broken_is_searched() -> None:
    streams = project({"Module1": SOURCE})
    del streams["Macros/VBA/dir"]
    assert SOURCE.encode() in members(ole, compound(streams), Kind.DOC)["Module1.vba"]


def test_a_packed_file_comes_out_under_its_name() -> None:
    data = compound({"ObjectPool/_1/\x01Ole10Native": native("invoice.js", b"WScript.Echo(1)")})
    assert members(ole, data, Kind.DOC) == {"invoice.js": b"WScript.Echo(1)"}


def test_an_ordinary_document_holds_nothing_to_look_at() -> None:
    assert members(ole, compound({"WordDocument": b"words"}), Kind.DOC) == {}


def test_what_is_no_compound_file_gives_nothing() -> None:
    assert members(ole, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, Kind.OLE) == {}


def test_formulas_of_macro_sheets_come_out_as_text() -> None:
    assert members(ole, compound({"Workbook": book([CALC])}), Kind.DOC) == {
        "macros.xlm": b'name: Auto_Open\nMacro1!A1: =EXEC("calc")'
    }
