from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from vedette.triage.indicators.suffixes import (
    _List,
    is_ending,
    is_ending_of_files,
    is_host,
    needs_context,
    registered,
)


@pytest.mark.parametrize(("name", "is_one"), [
    ("evil.co.uk", True), ("co.uk", False), ("a.b.onion", True), ("nothing.zzz", False), ("a..com", False),
    ("-a.com", False), ("a" * 64 + ".com", False), ("com", False), ("x.invalid", True),
])  # fmt: skip
def test_a_host_has_a_known_end_and_something_before_it(name: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_host(name) is is_one


def test_what_somebody_registered_is_the_end_and_one_label() -> None:
    assert registered("a.b.evil.co.uk") == "evil.co.uk"
    assert registered("nothing.zzz") == ""


def test_endings_that_files_and_members_have_are_known() -> None:
    assert is_ending_of_files("setup.py")
    assert needs_context("user.name")
    assert not needs_context("evil.top")


READER = PublicSuffixList(accept_unknown=False)
RULES = sorted(READER._publicsuffix)  # noqa: SLF001  it has no list of its own
ODD = [rule for rule in RULES if rule.startswith(("!", "*"))]


@pytest.mark.parametrize(
    "rules", [ODD + RULES[::10], pytest.param(RULES, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_the_list_means_here_what_it_means_to_its_own_reader(rules: list[str]) -> None:
    assert len(rules) > 500
    reader = READER
    for rule in rules:
        ending = rule.lstrip("!").removeprefix("*.")
        for name in (ending, f"a.{ending}", f"b.a.{ending}", f"c.b.a.{ending}"):
            suffix = reader.publicsuffix(name)
            owned = reader.privatesuffix(name)
            assert is_host(name) is ("." in name and suffix is not None and suffix != name), name
            assert registered(name) == (owned or ""), name
        assert is_ending(ending.rpartition(".")[2])


def test_a_label_in_code_is_read_in_its_own_letters() -> None:
    assert is_host("a.xn--p1ai")
    assert not is_ending("xn--999999b")
    assert not is_ending("zzz")


TOLD = "// see a.html\n\nCOM\nco.uk\n*.ck\n!www.ck\n\u516c\u53f8.cn\n// ends in .zip\n".encode()


def test_few_questions_are_answered_by_search_as_many_are_by_sets() -> None:
    asked = [
        "com",
        "uk",
        "co.uk",
        "ck",
        "*.ck",
        "!www.ck",
        "html",
        "zip",
        "",
        "\u516c\u53f8.cn",
        "cn",
        "o.uk",
    ]
    searched, set_up = _List(TOLD, few=1000), _List(TOLD, few=0)
    assert [(searched.has(one), searched.ends(one)) for one in asked] == [
        (set_up.has(one), set_up.ends(one)) for one in asked
    ]
    assert [one for one in asked if set_up.ends(one)] == ["com", "uk", "ck", "cn"]
    assert [one for one in asked if set_up.has(one) and one] == [
        "com", "co.uk", "*.ck", "!www.ck", "\u516c\u53f8.cn"
    ]  # fmt: skip


def test_the_list_is_searched_as_its_sets_say() -> None:
    data = Path(PSLFILE).read_bytes()
    searched, set_up = _List(data, few=10**6), _List(data, few=0)
    for one in ("html", "zip", "py", "com", "zzz", "uk", "js", "org", "net", "local"):
        assert (searched.has(one), searched.ends(one)) == (set_up.has(one), set_up.ends(one)), one
