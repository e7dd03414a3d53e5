"""Our own rules: each page is whole, and its rule does what its events say."""

import re

import pytest

from vedette.core.errors import BadInput
from vedette.hunt.sigma.cases import failures
from vedette.hunt.sigma.pages import own_rules, pages, read_page
from vedette.hunt.sigma.reading import load_rules

PAGES = pages()
RULES = load_rules(own_rules())


def test_every_rule_matches_what_it_must_and_no_look_alike() -> None:
    assert list(failures(PAGES, RULES)) == []
    assert RULES.unusable == ()
    assert len(RULES.rules) == len(PAGES) >= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_words_for_people(page: object) -> None:
    assert isinstance(page, type(PAGES[0]))
    for part in ("# ", "**What harmless thing looks like it.**", "**What to do.**"):
        assert part in page.words
    about = next(rule.about for rule in RULES.rules if rule.about.name == page.name)
    assert about.remedy == page.remedy
    assert about.benign
    assert about.description
    assert re.search(rf"^# {re.escape(about.title)}$", page.words, re.MULTILINE)


def test_most_rules_name_their_technique() -> None:
    assert sum(bool(rule.about.techniques) for rule in RULES.rules) >= len(PAGES) - 4


def test_a_page_that_does_not_hold_is_named() -> None:
    page = PAGES[0]
    turned = type(page)(page.name, page.remedy, page.words, page.rule, page.safe, page.match)
    found = list(failures([turned], RULES))
    assert any("does not match" in line for line in found)
    assert any("of safe matches" in line for line in found)


def test_a_page_without_both_sides_or_with_an_unusable_rule_is_named() -> None:
    page = PAGES[0]
    bare = type(page)(page.name, page.remedy, page.words, page.rule, page.match, ())
    assert any("look-alike" in line for line in failures([bare], RULES))
    lost = type(page)("gone.md", page.remedy, page.words, page.rule, page.match, page.safe)
    assert any("cannot be used" in line for line in failures([lost], RULES))


HEAD = '+++\nremedy = "x"\n+++\n'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# words",
        "+++\n+++\n",
        "+++\nremedy = 5\n+++\n```yaml\na: b\n```",
        "+++\nremedy = \n+++\n```yaml\n```",
        HEAD + "no rule",
        HEAD + "```yaml\na: b\n```\n\n```json match\n{broken\n```",
    ],
)
def test_a_malformed_page_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_page("x.md", text)
