import pytest

from tests.unit.triage.documents.portables import object_stream, pdf, stream
from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind

SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    "data",
    [
        pdf(SCRIPT, catalog="/OpenAction 2 0 R"),
        pdf(catalog=f"/OpenAction {SCRIPT}"),
        pdf("<< /Names [(a) 3 0 R] >>", SCRIPT, catalog="/Names << /JavaScript 2 0 R >>"),
        pdf(object_stream({9: SCRIPT}), catalog="/OpenAction 9 0 R"),
        pdf(f"<< /Type /Page /AA << /O {SCRIPT} >> >>"),
    ],
)
def test_a_script_that_runs_on_opening_is_told(data: bytes) -> None:
    (one,) = facts(data, Kind.PDF)
    assert (one.act, one.when) == (Act.EMBEDS, When.OPEN)


def test_a_script_behind_a_button_runs_when_it_is_pressed() -> None:
    (one,) = facts(pdf(f"<< /Type /Annot /A {SCRIPT} >>"), Kind.PDF)
    assert (one.act, one.when) == (Act.EMBEDS, When.CALL)


def test_a_program_that_is_started_is_told_with_its_arguments() -> None:
    data = pdf("<< /S /Launch /Win << /F (cmd.exe) /P (/c  start calc) >> >>", catalog="/OpenAction 2 0 R")
    assert told(facts(data, Kind.PDF)) == [(Act.RUNS_COMMAND, "cmd.exe /c start calc")]


def test_ordinary_documents_say_nothing() -> None:
    link = "<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://a.invalid/) >> >>"
    page = "<< /Type /Page /Contents 5 0 R >>"
    field = "<< /FT /Tx /T (name) /V (x) >>"
    assert facts(pdf(link, page, field, stream(b"BT ET"), catalog="/OpenAction [3 0 R /Fit]"), Kind.PDF) == []


def test_an_address_opened_at_once_and_one_that_is_no_page_are_told() -> None:
    opens = pdf("<< /S /URI /URI (http://a.invalid/x) >>", catalog="/OpenAction 2 0 R")
    assert told(facts(opens, Kind.PDF)) == [(Act.OPENS_EXTERNAL, "http://a.invalid/x")]
    file = pdf("<< /A << /S /URI /URI (file:///c:/x.exe) >> >>")
    assert told(facts(file, Kind.PDF)) == [(Act.OPENS_EXTERNAL, "file:///c:/x.exe")]


def test_forms_that_send_and_files_on_other_hosts_are_told() -> None:
    data = pdf(
        "<< /S /SubmitForm /F << /FS /URL /F (http://a.invalid/in) >> >>",
        "<< /S /GoToR /F (\\\\\\\\a.invalid\\\\x) >>",
    )
    assert told(facts(data, Kind.PDF)) == [
        (Act.SENDS, "http://a.invalid/in"),
        (Act.OPENS_EXTERNAL, "\\\\a.invalid\\x"),
    ]


@pytest.mark.parametrize(
    ("name", "acts"), [("a.exe", [Act.EMBEDS]), ("a.pdf.js", [Act.EMBEDS, Act.DIFFERS]), ("a.csv", [])]
)
def test_attached_programs_are_told_and_tables_are_not(name: str, acts: list[Act]) -> None:
    data = pdf(
        f"<< /Type /Filespec /F ({name}) /EF << /F 3 0 R >> >>", stream(b"x", words="/Type /EmbeddedFile")
    )
    assert [one.act for one in facts(data, Kind.PDF)] == acts


def test_names_with_numbers_for_letters_are_read_and_told() -> None:
    data = pdf("<< /S /J#61vaScript /#4aS (x) >>", catalog="/Open#41ction 2 0 R")
    assert {one.act for one in facts(data, Kind.PDF)} == {Act.EMBEDS, Act.OBFUSCATED}
    assert facts(pdf("<< /BaseFont /Arial#20Bold >>"), Kind.PDF) == []


@pytest.mark.parametrize(
    "text",
    [
        "<<" * 20000,
        "[" * 20000,
        "(" * 20000,
        "<< /OpenAction 1 0 R >>",
        "<< /Next 2 0 R /S /JavaScript >>",
        "<< /A 99999999999 0 R",
    ],
)
def test_what_is_made_to_hang_ends(text: str) -> None:
    facts(pdf(text, catalog="/OpenAction 2 0 R"), Kind.PDF)
