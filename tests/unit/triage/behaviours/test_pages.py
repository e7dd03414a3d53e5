"""Every page shows both sides, and its cases hold."""

import re

import pytest

from tests.unit.triage.behaviours import reference
from tests.unit.triage.behaviours.scripts import names
from vedette.knowledge.techniques import technique
from vedette.triage.behaviours.pages import Case, Page, by_id, pages

CASES = [(page, number, case) for page in pages() for number, case in enumerate(page.cases)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.id)
def test_a_page_shows_both_sides(page: Page) -> None:
    assert {case.fires for case in page.cases} == {True, False}


@pytest.mark.parametrize(
    ("page", "case"), [(page, case) for page, _, case in CASES], ids=[f"{p.id}-{n}" for p, n, _ in CASES]
)
def test_a_case_fires_as_it_says(page: Page, case: Case) -> None:
    assert (page.id in names(case.text, case.language, case.name)) is case.fires


def test_techniques_are_known_by_their_own_id() -> None:
    found = {ident: technique(ident) for page in pages() for ident in page.techniques}
    assert not [ident for ident, known in found.items() if known is None or known.id != ident]


def test_ids_are_told_apart_and_look_alike() -> None:
    ids = [page.id for page in pages()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one) for one in ids)


def test_every_page_says_what_may_be_harmless_about_it() -> None:
    assert all(page.innocent.endswith(".") and page.message.endswith((".", "?")) for page in pages())


def test_patterns_hold_no_repeat_of_a_repeat() -> None:
    patterns = [
        one for page in pages() for one in (page.target, page.unless, page.how, page.fed_target, page.fed_how)
    ]
    assert not [one for one in patterns if re.search(r"\([^()]*[+*][^()]*\)[+*]", one.replace(r"(\s+)*", ""))]


def test_a_page_is_found_by_its_id() -> None:
    assert by_id("sends-secrets") is not None
    assert by_id("no-such") is None


def test_the_page_for_people_says_what_the_pages_say() -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.text(), (
        "run python -m tests.unit.triage.behaviours.reference"
    )
