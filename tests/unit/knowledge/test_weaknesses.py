"""Weaknesses: those our rules name have words, short ones; others are answered by what they are a kind of."""

import re
import tomllib
from collections import Counter

import pytest

from tests.houserules.tree import SRC, text
from tests.reading import grade
from vedette.knowledge.weaknesses import nearest, weakness, weaknesses

FOLDER = SRC / "knowledge" / "weaknesses"
TOP_25 = {
    *(79, 787, 89, 352, 22, 125, 78, 416, 862, 434, 94, 20, 77, 287, 269, 502, 200, 863, 918),
    *(119, 476, 798, 190, 400, 306, 120, 121, 122, 284, 639, 770),
}  # fmt: skip
"""Of 2024 and 2025."""
WORDS = {"consequence": 30, "matters": 25, "fix": 40, "meanwhile": 30}
ALL = weaknesses()


def named_by_rules() -> set[str]:
    pages = (SRC / "code" / "rules").rglob("*.md")
    return {found for page in pages for found in re.findall(r"CWE-[0-9]+", text(page))}


def test_every_weakness_our_rules_name_has_words_of_its_own() -> None:
    named = named_by_rules()
    assert len(named) > 40
    assert not [ident for ident in sorted(named) if weakness(ident) is None]


def test_so_have_the_most_dangerous_and_many_more() -> None:
    assert not [number for number in sorted(TOP_25) if weakness(str(number)) is None]
    assert len(ALL) >= 110


def test_an_id_has_words_once() -> None:
    times = Counter(
        ident
        for file in FOLDER.glob("*.toml")
        if file.name != "parents.toml"
        for ident in tomllib.loads(text(file))
    )
    assert max(times.values()) == 1
    assert len(times) == len(ALL)


@pytest.mark.parametrize(("field", "most"), WORDS.items())
def test_texts_are_short(field: str, most: int) -> None:
    assert not [one.id for one in ALL if not 0 < len(getattr(one, field).split()) <= most]


def test_texts_for_owners_are_easy_to_read() -> None:
    texts = {one.id: f"{one.consequence} {one.matters} {one.meanwhile}" for one in ALL}
    assert not [(ident, grade(words)) for ident, words in texts.items() if grade(words) > 9]


def test_everything_said_is_whole_sentences() -> None:
    for one in ALL:
        for said in (one.consequence, one.matters, one.fix, one.meanwhile, one.check):
            assert said[0].isupper() or said[0] == "`"
            assert said.endswith(".")


@pytest.mark.parametrize("ident", ["CWE-89", "cwe-89", "89", "CWE-089", " cwe_89 "])
def test_an_id_may_be_written_in_many_ways(ident: str) -> None:
    found = weakness(ident)
    assert found is not None
    assert found.id == "CWE-89"


@pytest.mark.parametrize("ident", ["", "CWE-", "CWE-999999", "T1003", "9" * 10_000, "CWE-89; DROP"])
def test_there_is_nothing_for_what_is_no_weakness(ident: str) -> None:
    assert weakness(ident) is None
    assert nearest(ident) is None


@pytest.mark.parametrize(
    ("ident", "answer"),
    [("CWE-89", "CWE-89"), ("CWE-24", "CWE-23"), ("CWE-564", "CWE-89"), ("CWE-1342", "CWE-226")],
)
def test_what_has_no_words_is_answered_by_what_it_is_a_kind_of(ident: str, answer: str) -> None:
    found = nearest(ident)
    assert found is not None
    assert found.id == answer


def test_a_catalogue_may_know_parents_we_do_not() -> None:
    found = nearest("CWE-99998", {"CWE-99998": ["CWE-99999"], "CWE-99999": ["CWE-79"]})
    assert found is not None
    assert found.id == "CWE-79"
    assert nearest("CWE-99998", {"CWE-99998": ["CWE-99998", "CWE-99999"], "CWE-99999": ["CWE-99998"]}) is None


def test_parents_lead_to_words() -> None:
    assert not [(one.id, up) for one in ALL for up in one.parents if nearest(up) is None]
    rows = tomllib.loads(text(FOLDER / "parents.toml"))["under"]
    assert not [child for children in rows.values() for child in children if nearest(str(child)) is None]
    assert not [child for children in rows.values() for child in children if weakness(str(child))]
