"""Every modifier and condition form, over events of every shape: the tables in conformance/."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.unit.hunt.sigma.probe import TABLES, cases, event, loaded, rule
from vedette.hunt.sigma.closures import closure
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.values import Look

ALL = [case for path in TABLES for case in cases(path)]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_holds_line_by_line(path: Path) -> None:
    wrong = []
    by_detection = defaultdict(list)
    for case in cases(path):
        by_detection[case.detection].append(case)
    for detection, lines in by_detection.items():
        ruleset = loaded(rule(detection))
        matcher, whole = Matcher(ruleset), closure(ruleset.rules[0].node)
        for case in lines:
            found = matcher.match(event(case.event)) == [0]
            if found is not case.matches:
                wrong.append(case.where)
            assert whole(Look(case.event)) is found, "what the index finds is what the rule says"
    assert wrong == []


def test_the_tables_are_no_less_than_they_were() -> None:
    assert len(ALL) >= 400
    assert 0.35 < sum(case.matches for case in ALL) / len(ALL) < 0.65


def test_all_tables_in_one_rule_set_give_the_same_answers() -> None:
    """Rules looked for together are found as if each were alone."""
    detections = list(dict.fromkeys(case.detection for case in ALL))
    matcher = Matcher(loaded(*(rule(one, title=f"rule {number}") for number, one in enumerate(detections))))
    wrong = []
    for case in ALL:
        hits = matcher.match(event(case.event))
        if (detections.index(case.detection) in hits) is not case.matches:
            wrong.append(case.where)
    assert wrong == []


@pytest.mark.parametrize(
    ("detection", "reason"),
    [
        ({"a": {"User|expand": "%admins%"}, "condition": "a"}, "placeholder %admins%"),
        ({"a": {"User|re|expand": "x%admins%"}, "condition": "a"}, ""),
        ({"a": {"User|sounds": "x"}, "condition": "a"}, "sounds"),
        ({"a": {"User": "x"}, "condition": "b"}, "'b' not defined"),
        ({"a": {"User": "x"}, "condition": "a and not 1 of filter_*"}, "nothing is called so"),
        ({"a": {"User": "x"}, "condition": "a | count() > 5"}, "pipe"),
        ({"a": {"User": "x"}, "condition": "a and"}, ""),
        ({"a": {"User|re": "("}, "condition": "a"}, "regular expression"),
        ({"a": {"User|re": "(a+)+(?=b)"}, "condition": "a"}, "for ever"),
        ({"a": {"User|cidr": "10.0.0.0/99"}, "condition": "a"}, ""),
        ({"a": {"User|lt": "many"}, "condition": "a"}, ""),
        ({"a": {"User": {"x": "y"}}, "condition": "a"}, ""),
        ({"a": {}, "condition": "a"}, ""),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(detection: dict[str, Any], reason: str) -> None:
    ruleset = load_rules([("x.yml", rule(detection))])
    assert ruleset.rules == ()
    (unusable,) = ruleset.unusable
    assert reason.lower() in unusable.reason.lower()
    assert unusable.name == "x.yml"
