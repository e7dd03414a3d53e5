"""What was taken out is in no form, figure or property of a file; what is the attacker's stays."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.unit.export.incidents import hidden
from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE, WEBSHELL
from vedette.core.errors import Refused
from vedette.core.incidents import Note, Tlp
from vedette.export.incidents import (
    EXECUTIVE,
    OUTSIDE,
    TEAM,
    Context,
    Form,
    Reach,
    Reader,
    ReportKind,
    Role,
    drawn,
    redacted,
    written,
)
from vedette.export.incidents.redaction import redaction
from vedette.export.incidents.walking import strings

OUT = Reader(role=Role.OUTSIDE, reach=Reach.CLIENTS)
_word = st.from_regex(r"\A[a-zäöüßčñ]{4,7}[0-9]{3}\Z")
_secrets = st.builds(
    hidden.Secrets,
    host=_word.map(lambda word: f"{word}-q"),
    domain=_word.map(lambda word: f"{word}.example"),
    user=_word.map(lambda word: f"j.{word}"),
    person=st.tuples(_word, _word).map(lambda pair: f"{pair[0].title()} {pair[1].title()}"),
    organisation=_word.map(lambda word: f"{word} AG"),
    inside=st.integers(10, 250).map(lambda number: f"10.77.{number}.91"),
    own=st.integers(10, 250).map(lambda number: f"198.51.100.{number}"),
    digest=st.binary(min_size=32, max_size=32).map(lambda data: f"sha256:{data.hex()}"),
)


def literals(secrets: hidden.Secrets, role: Role) -> list[str]:
    named = [secrets.user, *secrets.person.split(), secrets.inside]
    if role is Role.EXECUTIVE:
        return [*named, secrets.digest.removeprefix("sha256:")]
    return [*named, secrets.host, secrets.domain, secrets.organisation, secrets.own]


def found(text: str, secrets: hidden.Secrets, role: Role) -> list[str]:
    shown = text.lower().replace("[.]", ".")
    return [one for one in literals(secrets, role) if one.lower() in shown]


def pdf_text(data: bytes) -> str:
    """Return all text of a file: of its pages, its properties, and what only a screen reader says."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    objects: list[Any] = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    said = [
        value for one in objects if isinstance(one, dict) for value in one.values() if isinstance(value, str)
    ]
    streams = [one.get_data().decode("utf-8", "ignore") for one in objects if hasattr(one, "get_data")]
    pages = [page.extract_text() for page in reader.pages]
    return "\n".join([*pages, *said, *streams])


_readers = st.sampled_from([EXECUTIVE, OUT])


@given(_secrets, _readers, st.sampled_from(ReportKind), st.sampled_from([Form.MARKDOWN, Form.HTML]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_was_taken_out_is_left_in_text(
    secrets: hidden.Secrets, reader: Reader, kind: ReportKind, form: Form
) -> None:
    context = structs.replace(hidden.context(secrets), reader=reader)
    assert not found(shown(written(hidden.incident(secrets), kind, form, context)), secrets, reader.role)


@given(_secrets, _readers)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_was_taken_out_is_left_in_figures(secrets: hidden.Secrets, reader: Reader) -> None:
    figures = drawn(hidden.incident(secrets), structs.replace(hidden.context(secrets), reader=reader))
    assert figures.keys() == {"timeline", "graph", "matrix"}
    assert not found(shown(b"".join(figures.values())), secrets, reader.role)


@given(_secrets)
@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_was_taken_out_is_left_in_a_pdf(secrets: hidden.Secrets) -> None:
    incident = hidden.incident(secrets)
    for reader, kind in ((EXECUTIVE, ReportKind.EXECUTIVE), (OUT, ReportKind.HANDOVER)):
        context = structs.replace(hidden.context(secrets), reader=reader)
        text = pdf_text(written(incident, kind, Form.PDF, context))
        assert "machine 1" in text or "user 1" in text, "the text is read at all"
        assert not found(re.sub(r"\s", "", text), secrets, reader.role)


def test_all_of_it_is_there_for_the_team() -> None:
    """Else the tests above could not fail."""
    secrets = hidden.Secrets(
        host="abcd123-q",
        domain="efgh123.example",
        user="j.ijkl123",
        person="Mnop123 Qrst123",
        organisation="uvwx123 AG",
        inside="10.77.10.91",
        own="198.51.100.77",
        digest="sha256:" + "0123456789abcdef" * 4,
    )
    incident, context = hidden.incident(secrets), hidden.context(secrets)
    named = set(literals(secrets, Role.EXECUTIVE)) | set(literals(secrets, Role.OUTSIDE))
    for form in (Form.MARKDOWN, Form.HTML):
        text = shown(written(incident, ReportKind.INCIDENT, form, context))
        assert {one for one in named if one.lower() in text.lower()} == named, form
    pdf = re.sub(r"\s", "", pdf_text(written(incident, ReportKind.INCIDENT, Form.PDF, context)))
    assert not {one for one in named if re.sub(r"\s", "", one).lower() not in pdf.lower()}


def shown(data: bytes) -> str:
    return data.decode().replace("\\", "").replace("&#8203;", "")


def test_the_team_reads_all_of_it() -> None:
    assert redacted(RANSOMWARE, TEAM) == RANSOMWARE


def test_the_attackers_traces_stay_and_ours_do_not() -> None:
    text = "\n".join(strings(redacted(RANSOMWARE, OUT)))
    assert "203.0.113.66" in text
    assert "cdn-telemetry.example" in text
    assert "rechnung_2026-03.pdf.exe" in text
    for ours in ("empfang-01", "10.20.0.14", "müller", "Öztürk", "Klinik", "dc01", "svc-backup"):
        assert ours.lower() not in text.lower()


def test_the_same_name_is_the_same_number_everywhere() -> None:
    kept = redacted(RANSOMWARE, OUT)
    front = kept.entities[0].entity.name
    assert front == "machine 1"
    assert kept.attacks[0].entities[2].entity.name == front
    assert front in kept.timeline[0].text
    assert kept.timeline[0].finding == kept.findings[0].fingerprint, "what is linked stays linked"


def test_digests_are_links_still_for_an_executive_but_no_digests() -> None:
    kept = redacted(RANSOMWARE, EXECUTIVE)
    assert kept.timeline[0].finding == kept.findings[0].fingerprint
    assert not re.search(r"[0-9a-f]{32}", "\n".join(strings(kept)).replace("0" * 50, ""))
    assert {one.entity.name for one in kept.entities} >= {"empfang-01", "dc01"}, "machines keep their names"


def test_words_that_only_hold_a_name_stay_what_they_are() -> None:
    note = Note(id="n", at="", by="ana", text="Banana, ana_old and Ana's bananas", told=True)
    kept = redacted(structs.replace(WEBSHELL, notes=(note,)), OUTSIDE)
    assert kept.notes[0].text == "Banana, person 1_old and person 1's bananas"


def test_accounts_every_machine_has_are_nobodys() -> None:
    note = Note(id="n", at="", by="", text="c:\\users\\public and /home/ana/x; root, SYSTEM", told=True)
    kept = redacted(structs.replace(WEBSHELL, notes=(note,)), OUTSIDE)
    assert kept.notes[0].text == "c:\\users\\public and /home/person 1/x; root, SYSTEM"


def test_a_marking_stops_what_would_go_too_far() -> None:
    with pytest.raises(Refused, match="does not allow"):
        redacted(structs.replace(RANSOMWARE, tlp=Tlp.RED), Reader(reach=Reach.ORGANISATION))
    with pytest.raises(Refused):
        written(RANSOMWARE, ReportKind.INCIDENT, Form.MARKDOWN, Context(made_at=MADE_AT, reader=OUTSIDE))
    assert redacted(RANSOMWARE, Reader(reach=Reach.CLIENTS)).title == RANSOMWARE.title


def test_what_is_marked_narrower_goes_and_is_counted() -> None:
    notes = (
        Note(id="a", at="", by="x", text="TLP:RED the source is a person", told=True),
        Note(id="b", at="", by="x", text="TLP: CLEAR for all", told=True),
    )
    marked = structs.replace(WEBSHELL, notes=notes)
    kept = redaction(marked, Context(made_at=MADE_AT), Reader(reach=Reach.COMMUNITY))
    assert [one.id for one in kept.incident.notes] == ["b"]
    assert kept.left_out == ("items marked narrower than this reader may see: 1",)
    assert len(redacted(marked, TEAM).notes) == 2


def test_what_was_left_out_is_said() -> None:
    context = Context(made_at=MADE_AT, explanations=EXPLAINED, reader=OUT)
    text = written(RANSOMWARE, ReportKind.INCIDENT, Form.MARKDOWN, context).decode()
    assert "Left out for this reader" in text
    assert "internal notes: 1" in text
    assert "Do not switch machines off" not in text
    assert "Use accounts of their own" in text, "what was written for others stays"
