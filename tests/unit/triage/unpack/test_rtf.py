from tests.unit.triage.documents.compound_files import native
from tests.unit.triage.documents.rich_texts import ole1, with_object
from tests.unit.triage.documents.samples import members
from vedette.triage.kinds import Kind
from vedette.triage.unpack import rtf


def test_packed_files_come_out_under_their_names() -> None:
    data = with_object(ole1("Package", native("run.js", b"x = 1")[4:]))
    assert members(rtf, data, Kind.RTF) == {"run.js": b"x = 1"}


def test_other_objects_come_out_by_number_and_ordinary_text_holds_none() -> None:
    assert members(rtf, with_object(ole1("Equation.3", b"eq")), Kind.RTF) == {"object1.bin": b"eq"}
    assert members(rtf, b"{\\rtf1 hello}", Kind.RTF) == {}
