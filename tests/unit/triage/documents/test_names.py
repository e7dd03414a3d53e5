import pytest

from tests.unit.triage.documents.samples import facts, told
from vedette.triage.documents.names import runs, surprises
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


@pytest.mark.parametrize(
    "name",
    [
        "invoice.pdf.exe",
        "a.docx.js",
        "a.html.hta",
        "photo\u202egpj.exe",
        "offer.pdf            .exe",
        "x%E2%80%AEfdp.exe",
    ],
)
def test_names_that_mislead_are_told(name: str) -> None:
    assert surprises(name)


@pytest.mark.parametrize(
    "name",
    [
        "setup.exe",
        "page.html.js",
        "archive.tar.gz",
        "v1.2.exe",
        "README.md",
        "a.min.js",
        "notes.txt.sh",
        "a.pdf.zip",
    ],
)
def test_names_people_and_tools_give_are_not(name: str) -> None:
    assert surprises(name) == []


def test_what_runs_is_known_by_its_ending_or_by_what_it_is() -> None:
    assert runs("a.vbs", b"")
    assert runs("a.txt", b"MZ\x90")
    assert not runs("a.txt", b"text")
    assert not runs("README", b"text")


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("mail.eml!/a.pdf", Kind.ZIP, b"PK\x03\x04"),
        ("a.jpg", Kind.PE, b"MZ\x90"),
        ("a.pdf.scr", Kind.PE, b"MZ\x90"),
    ],
)
def test_a_sample_that_is_not_what_its_name_says_is_told(name: str, kind: Kind, data: bytes) -> None:
    assert told(facts(data, kind, name)) == [(Act.DIFFERS, name.rpartition("/")[2])]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.zip", Kind.ZIP), ("a.jpg", Kind.IMAGE), ("a.pdf", Kind.HTML), ("a.pdf.exe~1", Kind.UNKNOWN)],
)
def test_others_are_not(name: str, kind: Kind) -> None:
    assert facts(b"x", kind, name) == []
