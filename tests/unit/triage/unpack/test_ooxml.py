from tests.unit.triage.documents.samples import members, zipped
from vedette.triage.kinds import Kind
from vedette.triage.unpack import ooxml


def test_parts_that_say_or_hold_something_come_out_and_looks_do_not() -> None:
    data = zipped(
        {
            "word/document.xml": "<w/>",
            "word/styles.xml": "<s/>",
            "word/theme/theme1.xml": "<t/>",
            "word/vbaProject.bin": b"\xd0\xcf",
            "word/_rels/document.xml.rels": "<R><Relationship TargetMode='External'/></R>",
            "_rels/.rels": "<Relationships/>",
            "word/media/image1.png": b"\x89PNG",
        }
    )
    assert sorted(members(ooxml, data, Kind.OOXML)) == [
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/media/image1.png",
        "word/vbaProject.bin",
    ]


def test_a_broken_archive_gives_what_can_be_read() -> None:
    assert members(ooxml, zipped({"word/document.xml": "<w/>"})[:-8], Kind.OOXML) == {}


def test_formulas_of_macro_sheets_come_out_together_with_what_starts_them() -> None:
    cells = '<sheetData><row><c r="A1"><f>EXEC("calc.exe")</f></c></row></sheetData>'
    data = zipped(
        {
            "xl/workbook.xml": '<workbook><definedName name="_xlnm.Auto_Open">A</definedName></workbook>',
            "xl/macrosheets/sheet1.xml": f"<xm:macrosheet xmlns:xm='m'>{cells}</xm:macrosheet>",
            "xl/worksheets/sheet1.xml": f"<worksheet>{cells}</worksheet>",
        }
    )
    assert members(ooxml, data, Kind.OOXML)["macros.xlm"] == b'name: Auto_Open\nA1: =EXEC("calc.exe")'
