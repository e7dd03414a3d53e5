import pytest

from tests.unit.triage.documents.samples import facts, told
from vedette.core.errors import BadInput
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )


def word(body: str) -> str:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}">{body}</w:document>'


def runs(*pieces: str) -> str:
    split = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{split}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame"])
def test_what_is_loaded_from_elsewhere_on_opening_is_told(kind: str) -> None:
    (one,) = facts(relation(kind, "http://198.51.100.7/t.dotm"), Kind.XML)
    assert (one.act, one.target, one.when) == (Act.OPENS_EXTERNAL, "http://198.51.100.7/t.dotm", When.OPEN)
    assert one.quote == "http://198.51.100.7/t.dotm"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://site.invalid/page"),
        ("hyperlink", "mailto:joe@site.invalid"),
        ("attachedTemplate", "file:///C:\\Users\\joe\\Templates\\letter.dotx"),
        ("image", "media/image1.png"),
        ("image", "https://site.invalid/logo.png"),
        ("externalLinkPath", "file:///\\\\server\\books\\total.xlsx"),
    ],
)
def test_links_and_templates_of_ordinary_documents_are_not(kind: str, target: str) -> None:
    assert facts(relation(kind, target), Kind.XML) == []


@pytest.mark.parametrize(
    "target",
    ["mhtml:http://a.invalid/x.html!x-usc:http://a.invalid/x.html", "ms-msdt:/id x", "search-ms:query=x"],
)
def test_addresses_that_start_programs_are_told_whatever_refers_to_them(target: str) -> None:
    assert told(facts(relation("hyperlink", target), Kind.XML)) == [(Act.OPENS_EXTERNAL, target)]


@pytest.mark.parametrize("pieces", [("DDEAUTO cmd.exe /k calc",), (" DD", "EAUTO c", "md.exe /k ", "calc")])
def test_a_field_that_starts_a_program_is_told_however_it_is_split(pieces: tuple[str, ...]) -> None:
    assert told(facts(word(runs(*pieces)), Kind.XML)) == [(Act.RUNS_COMMAND, "cmd.exe /k calc")]


def test_a_field_written_as_numbers_inside_another_is_told() -> None:
    inner = runs("QUOTE 99 109 100 46 101 120 101")
    outer = runs("DDEAUTO ").replace('<w:r><w:fldChar w:fldCharType="end"/></w:r>', inner) + (
        '<w:r><w:instrText> /k calc</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert told(facts(word(outer), Kind.XML)) == [(Act.RUNS_COMMAND, "cmd.exe /k calc")]


def test_a_simple_field_and_a_link_of_a_workbook_are_told() -> None:
    assert told(facts(word('<w:fldSimple w:instr="DDE cmd /c x"/>'), Kind.XML)) == [
        (Act.RUNS_COMMAND, "cmd /c x")
    ]
    link = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    assert told(facts(link, Kind.XML)) == [(Act.RUNS_COMMAND, "cmd /c calc")]


def test_page_numbers_and_tables_of_contents_are_ordinary() -> None:
    assert (
        facts(word(runs("PAGE") + runs('TOC \\o "1-3"') + runs(' HYPERLINK "https://a.invalid"')), Kind.XML)
        == []
    )


def test_a_ribbon_that_calls_a_macro_and_a_name_that_starts_one_are_told() -> None:
    assert told(facts('<customUI onLoad="Go"/>', Kind.XML)) == [(Act.EMBEDS, "Go")]
    names = (
        '<workbook><definedName name="Auto_Open22">Macro1!$A$1</definedName>'
        '<definedName name="total">A1</definedName></workbook>'
    )
    assert told(facts(names, Kind.XML)) == [(Act.EMBEDS, "Macro1!$A$1")]


def test_entities_are_refused_and_told() -> None:
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "http://a.invalid/x">]><a>&x;</a>'
    assert told(facts(text, Kind.XML)) == [(Act.OPENS_EXTERNAL, "http://a.invalid/x")]
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    assert [one.act for one in facts(laughs, Kind.XML, "a.docx!/word/document.xml")] == [Act.OBFUSCATED]
    assert facts(laughs, Kind.XML, "interface.xml") == []


def test_broken_xml_gives_what_came_before_it_broke() -> None:
    assert facts(relation("frame", "http://a.invalid/x")[:-5], Kind.XML)
    assert facts("<" * 5000, Kind.XML) == []
    with pytest.raises(BadInput, match="500 elements deep"):
        facts("<a>" * 5000, Kind.XML)


def test_words_split_over_runs_that_ask_to_let_macros_run_are_told() -> None:
    body = "<w:r><w:t>This document is pro</w:t></w:r><w:r><w:t>tected. Click Enable Content</w:t></w:r>"
    assert [one.act for one in facts(word(body), Kind.XML)] == [Act.LURES]


def test_a_library_of_another_host_and_a_setting_that_starts_a_program_are_told() -> None:
    library = "<libraryDescription><simpleLocation><url>{}</url></simpleLocation></libraryDescription>"
    found = facts(library.format("\\\\a.invalid\\share"), Kind.XML)
    assert told(found) == [(Act.OPENS_EXTERNAL, "\\\\a.invalid\\share")]
    assert facts(library.format("knownfolder:{FDD39AD0}"), Kind.XML) == []
    setting = "<PCSettings><Item><DeepLink>%windir%\\cmd.exe /c x</DeepLink></Item></PCSettings>"
    assert told(facts(setting, Kind.XML)) == [(Act.RUNS_COMMAND, "%windir%\\cmd.exe /c x")]


def test_addresses_in_other_texts_are_ordinary() -> None:
    assert facts("<rss><url>https://a.com</url></rss>", Kind.XML) == []


def test_large_tables_are_read_for_their_words_and_for_what_starts_programs() -> None:
    cells = "<c><v>1</v></c>" * 30_000
    lure = "<t>This document is protected, click Enable Content</t>"
    assert facts(f"<sheet>{cells}</sheet>", Kind.XML) == []
    assert [one.act for one in facts(f"<sheet>{cells}{lure}</sheet>", Kind.XML)] == [Act.LURES]
    found = facts(f"<sheet>{cells}<f>cmd|'/c calc'!A1</f></sheet>", Kind.XML)
    assert [one.how for one in found] == ["DDE"]
