"""Text of strangers in a shape we keep."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.catalogues.published import zipped
from vedette.core.errors import LimitHit
from vedette.knowledge.catalogues.reading import LONGEST, cve, day, directory_fits, sentence


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


def test_a_zip_that_lists_too_much_is_refused_before_it_is_read() -> None:
    data = zipped({f"{number}.txt": b"" for number in range(50)})
    directory_fits(io.BytesIO(data), 5000)
    with pytest.raises(LimitHit, match="list of files"):
        directory_fits(io.BytesIO(data), 500)
    wide = b"PK\x06\x06" + bytes(36) + (10**9).to_bytes(8, "little") + b"PK\x05\x06" + bytes(8) + b"\xff" * 4
    with pytest.raises(LimitHit, match="1,000,000,000"):
        directory_fits(io.BytesIO(wide), 5000)
