from tests.unit.triage.documents.formats.test_binary_sheets import book
from tests.unit.triage.documents.samples import facts, told, zipped
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


def test_macros_in_a_document_named_as_one_without_are_a_difference() -> None:
    data = zipped({"word/document.xml": "<w/>", "word/vbaProject.bin": b"x"})
    assert [one.act for one in facts(data, Kind.OOXML, "a.docx")] == [Act.EMBEDS, Act.DIFFERS]
    assert [one.act for one in facts(data, Kind.OOXML, "a.docm")] == [Act.EMBEDS]


def test_each_sort_of_part_is_told_once() -> None:
    data = zipped({f"xl/macrosheets/sheet{n}.xml": "<x/>" for n in range(3)})
    assert told(facts(data, Kind.OOXML)) == [(Act.EMBEDS, "xl/macrosheets/sheet0.xml")]


def test_an_ordinary_document_gives_nothing() -> None:
    parts: dict[str, bytes | str] = {"word/document.xml": "<w/>", "word/media/logo.png": b"\x89PNG"}
    assert facts(zipped(parts | {"word/embeddings/table.xlsx": b"PK"}), Kind.OOXML, "a.docx") == []


def test_an_open_document_says_whether_it_has_macros() -> None:
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<x/>",
    }
    lists: dict[str, bytes | str] = {"Basic/Standard/script-lb.xml": "<x/>"}
    assert facts(zipped(parts | lists), Kind.ODF) == []
    assert [one.how for one in facts(zipped(parts | {"Basic/Standard/M.xml": "<x/>"}), Kind.ODF)] == ["Basic"]
    assert [one.how for one in facts(zipped(parts | {"Scripts/python/a.py": "x"}), Kind.ODF)] == ["scripts"]


def test_a_link_of_a_binary_workbook_that_starts_a_program_is_told() -> None:
    data = zipped({"xl/workbook.bin": b"x", "xl/externalLinks/externalLink1.bin": book(1, "cmd", "/c calc")})
    assert told(facts(data, Kind.OOXML)) == [(Act.RUNS_COMMAND, "cmd /c calc")]
