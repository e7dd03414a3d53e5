"""Sigma's YAML, well-formed and not: every document becomes a rule or a reason."""

import uuid
from typing import Any

import pytest
import yaml

from tests.unit.hunt.sigma.probe import event, loaded, matches, rule
from vedette.core.errors import BadInput
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.rules import RuleSet


def reasons(text: str) -> list[str]:
    ruleset = load_rules([("x.yml", text)])
    assert len(ruleset.rules) + len(ruleset.unusable) >= 1, "nothing is dropped silently"
    return [one.reason for one in ruleset.unusable]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- a\n- b",
        "title: [",
        "title: x",
        "title: x\nlogsource: {product: a}",
        "title: x\nlogsource: {}\ndetection: {a: {b: c}, condition: a}",
        "title: x\ndetection: {a: {b: c}, condition: a}",
        "title: 5\nlogsource: {product: a}\ndetection: [1, 2]",
        "title: x\nlogsource: words\ndetection: {a: {b: c}, condition: a}",
        "title: x\nlogsource: {product: a}\ndetection: {a: {b: {c: {d: e}}}, condition: a}",
        "title: x\nid: no-uuid\nlogsource: {product: a}\ndetection: {a: {b: c}, condition: a}",
        "title: x\ncorrelation: {type: nonsense}",
        "title: x\ncorrelation: words",
        "title: x\nfilter: {}",
        "action: unheard-of",
        "!!python/object/apply:os.system ['true']",
        "\x00\x01",
    ],
)
def test_what_is_no_rule_is_a_reason_and_never_an_exception(text: str) -> None:
    ruleset = load_rules([("x.yml", text), ("good.yml", rule("{A: x}"))])
    assert len(ruleset.rules) == 1, "the others are not harmed"
    assert all(one.name == "x.yml" and one.reason for one in ruleset.unusable)
    assert ruleset.unusable or not text


def test_a_bomb_of_aliases_is_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert any("too many values" in reason or "too deeply" in reason for reason in reasons("\n".join(lines)))


def test_deep_nesting_is_refused() -> None:
    assert reasons("a: " + "[" * 10_000)
    assert reasons("detection: " + "{a: " * 100 + "1" + "}" * 100)
    deep = rule({"a": {"A": "x"}, "condition": "(" * 300 + "a" + ")" * 300})
    assert load_rules([("x", deep)]) is not None


def test_a_very_large_text_is_refused() -> None:
    assert "larger than 2 MB" in reasons("a: " + "x" * 2_000_001)[0]


def test_a_name_that_stands_twice_is_refused_because_one_would_be_lost() -> None:
    text = rule("{A: x}").replace("selection:\n    A: x", "selection:\n    A: x\n    A: y")
    assert "'A' stands twice" in reasons(text)[0]


def test_several_documents_in_one_text() -> None:
    text = f"{rule('{A: x}', title='one')}---\n{rule('{A: y}', title='two')}---\n"
    assert [one.about.title for one in loaded(text).rules] == ["one", "two"]


def test_a_global_part_is_shared() -> None:
    text = (
        "action: global\ntitle: shared\nlogsource: {product: app}\n---\n"
        "detection: {a: {A: x}, condition: a}\n---\ndetection: {a: {A: y}, condition: a}\n"
    )
    ruleset = load_rules([("x", text)])
    assert len(ruleset.rules) + len(ruleset.unusable) == 2


def test_the_same_id_twice_is_said() -> None:
    ruleset = load_rules([("a", rule("{A: x}")), ("b", rule("{A: y}"))])
    assert len(ruleset.rules) == 1
    assert ruleset.unusable[0].name == "b"
    assert "same id" in ruleset.unusable[0].reason


@pytest.mark.parametrize("status", ["deprecated", "unsupported"])
def test_what_its_authors_withdrew_is_not_run_and_that_is_said(status: str) -> None:
    assert "withdrew it" in reasons(rule("{A: x}", status=status))[0]


@pytest.mark.parametrize(
    "more",
    [
        {"date": "2026/13/77"},
        {"level": "urgent"},
        {"tags": ["no-namespace"]},
        {"status": "odd"},
        {"author": 5},
    ],
)
def test_a_mistake_in_what_a_rule_says_of_itself_does_not_stop_it(more: dict[str, Any]) -> None:
    assert matches(rule("{A: x}", **more), {"A": "x"})


def test_other_yaml_in_a_folder_of_rules_is_named_for_what_it_is() -> None:
    assert reasons("jobs: {build: {steps: []}}") == [
        "not a Sigma rule: no detection, correlation or filter in it"
    ]


def test_a_rule_without_an_id_gets_one_that_stays() -> None:
    text = yaml.safe_dump(
        {key: value for key, value in yaml.safe_load(rule("{A: x}")).items() if key != "id"}
    )
    first, second = (load_rules([("a", text)]).rules[0].about.id for _ in range(2))
    assert first == second


def filtering(rules: Any, selection: dict[str, Any], product: str = "app") -> str:  # noqa: ANN401
    body = {"rules": rules, "selection": selection, "condition": "not selection"}
    return yaml.safe_dump(
        {"title": "f", "id": str(uuid.UUID(int=7)), "logsource": {"product": product}, "filter": body}
    )


def test_a_filter_takes_away_from_the_rules_it_names() -> None:
    plain, other = rule("{A: x}", title="one"), rule("{A: x}", title="two")
    ident = yaml.safe_load(plain)["id"]
    matcher = Matcher(loaded(plain, other, filtering([ident], {"User": "backup"})))
    assert matcher.match(event({"A": "x", "User": "backup"})) == [1]
    assert matcher.match(event({"A": "x", "User": "anna"})) == [0, 1]
    everywhere = Matcher(loaded(plain, other, filtering("any", {"User": "backup"})))
    assert everywhere.match(event({"A": "x", "User": "backup"})) == []


def test_a_filter_for_nothing_is_said() -> None:
    ruleset = load_rules([("a", rule("{A: x}")), ("f", filtering("any", {"User": "b"}, product="other"))])
    assert [one.reason for one in ruleset.unusable] == ["filter: it fits no rule that was loaded"]


def test_saved_and_taken_up_again_it_answers_the_same() -> None:
    ruleset = loaded(rule("{A|contains: [x, y], B|re: 'z+', C|cidr: 10.0.0.0/8}"), rule("['w']", title="w"))
    again = RuleSet.from_bytes(ruleset.to_bytes())
    assert again == ruleset
    fields = {"A": "axa", "B": "zz", "C": "10.0.0.1", "D": "w"}
    assert Matcher(again).match(event(fields)) == Matcher(ruleset).match(event(fields)) == [0, 1]


@pytest.mark.parametrize("saved", [b"", b"\x00", b"\x80", b"\xff" * 100, loaded().to_bytes()[:-3]])
def test_what_was_not_saved_by_us_is_refused(saved: bytes) -> None:
    with pytest.raises(BadInput):
        RuleSet.from_bytes(saved)


def test_the_digest_is_of_the_texts_and_not_of_their_order() -> None:
    one, two = ("a", rule("{A: x}", title="1")), ("b", rule("{A: y}", title="2"))
    assert load_rules([one, two]).digest == load_rules([two, one]).digest
    assert load_rules([one]).digest != load_rules([two]).digest


def test_a_field_of_a_map_in_a_list_with_a_null_keeps_its_meaning() -> None:
    assert matches(rule("[{A: x, B: null}, {C: y}]"), {"A": "x"})
    assert not matches(rule("[{A: x, B: null}, {C: y}]"), {"A": "x", "B": "there"})
