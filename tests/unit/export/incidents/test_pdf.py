"""A PDF opens, says what it should on every page, is the same each time, and obeys nothing it is told."""

from __future__ import annotations

import io
import sys
from functools import cache
from typing import Any

import pypdf
import pytest
from msgspec import structs

from tests.unit.export.incidents.hostile import everywhere, long_ago
from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE, WEBSHELL
from vedette.core.errors import BadInput
from vedette.core.incidents import Tlp
from vedette.export.incidents import Context, Form, ReportKind, written
from vedette.export.incidents import pdf as pdfs
from vedette.export.incidents.asked import TEAM
from vedette.export.incidents.pieces import Picture
from vedette.export.incidents.writing import document

CONTEXT = Context(made_at=MADE_AT, explanations=EXPLAINED, reader=TEAM)


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def made(kind: ReportKind, incident: object = RANSOMWARE) -> bytes:
    return written(incident, kind, Form.PDF, CONTEXT)  # type: ignore[arg-type]


@cache
def incident() -> bytes:
    """Not while tests are read: the typesetter begins threads, and workers are forked then."""
    return made(ReportKind.INCIDENT)


@cache
def incident_pages() -> list[str]:
    return pages(incident())


def test_each_page_has_its_marking_twice_and_its_number() -> None:
    read = incident_pages()
    assert len(read) > 3
    for number, text in enumerate(read, 1):
        assert text.count("TLP:AMBER") >= 2
        assert f"Page {number} / {len(read)}" in text.replace("\n", " ")


def test_it_says_what_it_is_in_which_language_and_is_tagged() -> None:
    reader = pypdf.PdfReader(io.BytesIO(incident()))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Incident report: Ransomware in the administration (TLP:AMBER)"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in incident(), "for screen readers: PDF/UA"
    assert b"pdfaid" in incident(), "to last: PDF/A"


def test_figures_have_words_and_their_text_is_text() -> None:
    text = "\n".join(incident_pages())
    assert "fs-verwaltun…nik.example" in text, "a lane of the timeline"
    objects = pypdf.PdfReader(io.BytesIO(incident()))
    read: list[Any] = [objects.get_object(number) for number in range(1, len(objects.xref[0]) + 1)]
    alternatives = [str(one["/Alt"]) for one in read if isinstance(one, dict) and "/Alt" in one]
    assert sum("Who and what is connected" in one for one in alternatives) == 1


def test_umlauts_digests_and_long_paths_are_whole() -> None:
    text = "".join("".join(incident_pages()).split())
    assert "JanaÖztürk" in text
    assert "KlinikamFluß" in text
    assert "5f3c2a9e" * 8 in text
    assert "c:\\users\\j.müller\\appdata\\local\\temp\\rechnung_2026-03.pdf.exe" in text


def test_it_is_the_same_each_time() -> None:
    assert made(ReportKind.INCIDENT) == incident()


def test_the_executives_page_is_one_however_much_there_is() -> None:
    full = everywhere(words=" and then some more of it happened" * 12)
    for one in (RANSOMWARE, full, WEBSHELL):
        assert len(pypdf.PdfReader(io.BytesIO(made(ReportKind.EXECUTIVE, one))).pages) == 1


def test_text_of_strangers_stays_text() -> None:
    read = "".join(pages(made(ReportKind.HANDOVER, everywhere())))
    assert '#read("/etc/passwd")' in read
    assert "root:" not in read
    assert "<U+202E>" in read, "what would not be seen is spelled out"
    assert "<U+6F22>" in read, "and what the fonts do not have"


@pytest.mark.slow
def test_much_is_counted_not_set() -> None:
    text = "".join(pages(made(ReportKind.INCIDENT, long_ago(300))))
    assert "and 40 more" in text


def test_a_bad_picture_does_not_cost_the_report() -> None:
    whole = document(RANSOMWARE, ReportKind.HANDOVER, CONTEXT)
    broken = Picture(svg="<svg", title="A picture", description="What it would have shown")
    text = "".join(pages(pdfs.render(structs.replace(whole, pieces=(*whole.pieces, broken)))))
    assert "What it would have shown" in text.replace("\n", " ")


def test_a_marking_is_what_the_incident_says() -> None:
    read = pages(made(ReportKind.HANDOVER, structs.replace(RANSOMWARE, tlp=Tlp.AMBER_STRICT)))
    assert all(page.count("TLP:AMBER+STRICT") >= 2 for page in read)


def test_without_its_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadInput, match="not installed") as caught:
        made(ReportKind.HANDOVER)
    assert "respond" in caught.value.hint
