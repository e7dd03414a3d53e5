from tests.unit.triage.documents.compound_files import compound
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

TABLE = "\u4840\u3b3f"


def test_a_compound_file_with_a_table_of_an_installer_is_one() -> None:
    assert identify(compound({TABLE: b"rows"}), "a.bin") is Kind.MSI


def test_the_letters_of_such_a_table_in_a_document_make_no_installer() -> None:
    words = compound({"WordDocument": TABLE.encode("utf-16-le") * 900})
    assert identify(words, "a.doc") is Kind.DOC
