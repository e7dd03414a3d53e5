"""Whatever an incident holds, every report of it is written; and it stays what somebody can read."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE
from vedette.core.codec import dump, load
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident, Note
from vedette.export.incidents import TEAM, Context, Form, ReportKind, Share, drawn, shared, written
from vedette.export.incidents.labels import LANGUAGES
from vedette.export.incidents.walking import changed

ODD = (
    "",
    " ",
    "-",
    "\0",
    "\ud7ff\ufffe\uffff",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-23:59",
    "2026-13-45T99:99:99Z",
    "2026-03-01T22:14:03.123456789Z",
    "{0} {name} %s {{",
    "T1486",
    "t1566.001.",
    "\\" * 50,
    "`" * 50,
    "|" * 50,
    "]]>--><!--",
    "\u0301" * 50,
    "漢" * 300,
    "x" * 5_000,
    "sha256:",
    "::" * 40,
    "@" * 40,
)


@given(st.integers(0, 1 << 32), st.sampled_from(ReportKind), st.sampled_from(LANGUAGES))
@settings(max_examples=10)
def test_no_text_anywhere_stops_a_report(seed: int, kind: ReportKind, language: str) -> None:
    chance = random.Random(seed)  # noqa: S311  not a secret
    share = chance.choice([0.02, 0.2, 1.0])
    odd: Incident = changed(RANSOMWARE, lambda text: chance.choice(ODD) if chance.random() < share else text)
    context = Context(
        made_at=chance.choice([MADE_AT, *ODD]), explanations=EXPLAINED, language=language, reader=TEAM
    )
    for form in (Form.MARKDOWN, Form.HTML):
        written(odd, kind, form, context).decode()
    drawn(odd, context)
    shared(odd, Share.STIX, structs.replace(context, reader=None))
    shared(odd, Share.NAVIGATOR, context)


def test_odd_texts_are_set_as_a_page_too() -> None:
    numbers = count()
    odd: Incident = changed(RANSOMWARE, lambda _: ODD[next(numbers) % len(ODD)])
    assert written(odd, ReportKind.HANDOVER, Form.PDF, Context(made_at="soon")).startswith(b"%PDF")


def test_what_was_written_down_gives_the_same_report() -> None:
    back = load(dump(RANSOMWARE), Incident)
    context = Context(made_at=MADE_AT, explanations=EXPLAINED)
    for kind in ReportKind:
        assert written(back, kind, Form.HTML, context) == written(RANSOMWARE, kind, Form.HTML, context)


def test_a_text_nobody_reads_to_its_end_is_cut() -> None:
    note = Note(id="n", at=MADE_AT, by="x", text="word " * 200_000, told=True)
    long = structs.replace(RANSOMWARE, title="t" * 5_000, notes=(note,))
    for form in (Form.MARKDOWN, Form.HTML):
        assert len(written(long, ReportKind.HANDOVER, form, Context(made_at=MADE_AT))) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_in_its_language(language: str) -> None:
    page = written(RANSOMWARE, ReportKind.INCIDENT, Form.HTML, Context(made_at=MADE_AT, language=language))
    assert f'<html lang="{language}">'.encode() in page


def test_a_language_nobody_wrote_is_refused() -> None:
    with pytest.raises(BadInput, match="not written in"):
        written(RANSOMWARE, ReportKind.INCIDENT, Form.HTML, Context(made_at=MADE_AT, language="tlh"))
