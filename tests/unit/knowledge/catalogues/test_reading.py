"""Text of strangers in a shape we keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.knowledge.catalogues.reading import LONGEST, cve, day, sentence


@given(st.text(max_size=3000))
def test_a_sentence_is_one_line_and_not_too_long(text: str) -> None:
    made = sentence(text)
    assert len(made) <= LONGEST
    assert "\n" not in made


def test_citations_and_links_are_no_words() -> None:
    assert sentence("A [thing](https://x.example/a) is.(Citation: B 2026)  So") == "A thing is. So"


@pytest.mark.parametrize(
    ("text", "made"), [(" cve-2026-12345 ", "CVE-2026-12345"), ("CVE-20-1", ""), ("x", "")]
)
def test_only_what_is_a_cve_is_one(text: str, made: str) -> None:
    assert cve(text) == made


@pytest.mark.parametrize(("text", "made"), [("2026-11-01T10:00:00Z", "2026-11-01"), ("1 May", ""), ("", "")])
def test_only_what_begins_with_a_day_has_one(text: str, made: str) -> None:
    assert day(text) == made
