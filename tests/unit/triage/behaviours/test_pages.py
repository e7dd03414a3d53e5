"""Every page shows both sides, and its cases hold."""

import re
import sys
from pathlib import Path

from tests.unit.triage.behaviours import reference
from tests.unit.triage.behaviours.scripts import names
from vedette.knowledge.techniques import technique
from vedette.triage.behaviours.pages import by_id, pages

module = sys.modules[pages.__module__]
"""The package has a folder of that name."""
CASES = [(page, number, case) for page in pages() for number, case in enumerate(page.cases)]


def test_a_page_shows_both_sides() -> None:
    assert not [page.id for page in pages() if {case.fires for case in page.cases} != {True, False}]


def test_a_case_fires_as_it_says() -> None:
    wrong = [
        f"{page.id}, case {number}"
        for page, number, case in CASES
        if (page.id in names(case.text, case.language, case.name)) is not case.fires
    ]
    assert CASES
    assert not wrong


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


def test_what_is_kept_of_the_pages_is_what_their_files_say() -> None:
    folder = Path(module.__file__ or "").with_name("pages")
    texts = {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.name.endswith(".toml")}
    assert module.pages() == tuple(module._all(texts))  # noqa: SLF001


def test_pages_are_made_anew_when_a_file_changes() -> None:
    texts = {"a.toml": b"x", "b.toml": b"y"}
    sources = [texts, {"a.toml": b"x", "b.toml": b"z"}, {"a.toml": b"x", "c.toml": b"y"}, {"a.toml": b"x"}]
    assert len({module._source(one) for one in sources}) == len(sources)  # noqa: SLF001
    assert b"DOWNLOADS" in module._source(texts)  # noqa: SLF001
