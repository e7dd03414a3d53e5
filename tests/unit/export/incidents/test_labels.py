"""Every language has every phrase with the same blanks; every phrase that is asked for is there."""

from __future__ import annotations

import re
from enum import StrEnum
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from vedette.core.actions import ActionKind, ActionState
from vedette.core.attacks import EntityKind, Part
from vedette.core.clocks import DutyState
from vedette.core.errors import BadInput
from vedette.core.incidents import Belief, Resolution, Standing, Status, TaskState
from vedette.core.indicators import IndicatorKind
from vedette.core.levels import Confidence, Severity
from vedette.export.incidents.asked import ReportKind
from vedette.export.incidents.labels import LANGUAGES, labels

ENGLISH = labels("en")
_GROUPS: dict[str, type[StrEnum]] = {
    "kind": ReportKind,
    "severity": Severity,
    "confidence": Confidence,
    "status": Status,
    "resolution": Resolution,
    "part": Part,
    "standing": Standing,
    "entity": EntityKind,
    "indicator": IndicatorKind,
    "belief": Belief,
    "task": TaskState,
    "duty": DutyState,
    "action": ActionKind,
    "state": ActionState,
}


def source() -> str:
    folders = (resources.files("vedette.export").joinpath(name) for name in ("incidents", "figures"))
    return "\n".join(
        path.read_text("utf-8") for one in folders for path in sorted(Path(str(one)).rglob("*.py"))
    )


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_say_the_same_things(language: str) -> None:
    say = labels(language)
    assert say.keys() == ENGLISH.keys()
    for key in ENGLISH.keys():  # noqa: SIM118  not a mapping
        assert blanks(say(key)) == blanks(ENGLISH(key)), key
        assert say(key).strip(), key


def test_what_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'say\(\s*"([a-z_]+\.[a-z_]+)"', source()))
    assert len(asked) > 100
    assert asked <= ENGLISH.keys()


@pytest.mark.parametrize("group", _GROUPS)
def test_every_value_has_its_word(group: str) -> None:
    assert {f"{group}.{one.value}" for one in _GROUPS[group]} <= ENGLISH.keys()


def test_every_column_has_its_word() -> None:
    columns = {
        name
        for pair in re.findall(r'\(\("[a-z_]+", \d+\).*?\)\)', source(), re.DOTALL)
        for name in re.findall(r'\("([a-z_]+)", \d+\)', pair)
    }
    assert len(columns) > 20
    assert {f"column.{one}" for one in columns} <= ENGLISH.keys()


def test_what_is_filled_in_is_no_phrase() -> None:
    assert ENGLISH("say.left", span="{span} {0.__class__}") == "{span} {0.__class__} left"


def test_a_language_nobody_wrote_is_refused() -> None:
    with pytest.raises(BadInput, match="xx"):
        labels("xx")
