"""Rules for a hunt: read, compiled once, and nothing dropped without a word."""

from pathlib import Path

import pytest

from tests.toys import tools
from vedette.app.huntrules import HuntRules, read_folder
from vedette.app.requests import Hunt
from vedette.core.errors import BadInput

RULE = """title: One
id: 3f0c4c1e-5c7b-4f0e-9a55-0d9a2f6f1a{number:02d}
status: stable
level: high
logsource: {{category: process_creation, product: windows}}
detection: {{one: {{Image|endswith: firefox.exe}}, condition: one}}
"""


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.yml").write_text(text)
    return path


def test_a_second_start_takes_them_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tools(tmp_path)
    held = made.open_cache()
    monkeypatch.setattr(type(made), "open_cache", lambda _: held, raising=False)
    rules = folder(tmp_path / "rules", a=RULE.format(number=1))
    request = Hunt(targets=("x",), rules=(rules,), own_rules=False)
    first = HuntRules.load(made, request)
    assert len(first.ruleset.rules) == 1
    assert HuntRules.load(made, request).digest == first.digest
    (rules / "a.yml").write_text(RULE.format(number=2))
    assert HuntRules.load(made, request).digest != first.digest


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    rules = folder(tmp_path / "rules", a=RULE.format(number=1), b="title: Broken\ndetection: {}\n", c="[[[")
    loaded = HuntRules.load(tools(tmp_path), Hunt(targets=("x",), rules=(rules,), own_rules=False))
    assert {one.what.split()[1] for one in loaded.skipped()} == {"b.yml", "c.yml"}
    assert list(loaded.notes()) == ["1 rules were on, 2 cannot be used"]


def test_without_rules_nothing_matches_and_it_is_said(tmp_path: Path) -> None:
    loaded = HuntRules.load(tools(tmp_path), Hunt(targets=("x",), own_rules=False))
    assert loaded.matcher is None
    assert list(loaded.notes()) == ["0 rules were on"]


def test_a_folder_without_rules_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        read_folder(tmp_path / "nothing")
    with pytest.raises(BadInput, match="no Sigma rule"):
        read_folder(tmp_path)
    (tmp_path / "one.yml").write_text("x")
    assert read_folder(tmp_path / "one.yml") == [("one.yml", "x")]
