"""What an operator put behind the profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from vedette.core.errors import BadInput
from vedette.models.assignments import assignments
from vedette.models.profiles import profile


def written(folder: Path, text: str) -> Path:
    file = folder / "models.toml"
    file.write_text(text)
    return file


def test_no_file_puts_nothing_behind_anything(tmp_path: Path) -> None:
    assert assignments(tmp_path / "models.toml") == {}


def test_a_profile_is_bounded_as_the_operator_says_and_else_as_it_ships(tmp_path: Path) -> None:
    file = written(tmp_path, '[profile.vedette-cyber]\nback_end = "office"\ntokens = 5\nmoney = 1.5\n')
    made = assignments(file)["vedette-cyber"]
    assert (made.back_end, made.profile.budget.tokens, made.profile.budget.money) == ("office", 5, 1.5)
    assert made.profile.budget.requests == profile("vedette-cyber").budget.requests


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[profile.vedette-huge]\nback_end = "a"', "no such profile"),
        ('[profile.vedette-core]\nback_end = "a"', "none a model serves"),
        ("[profile.vedette-open]\n", "no back_end"),
        ('[profile.vedette-open]\nback_end = ""', "no back_end"),
        ('[profile.vedette-open]\nback_end = "a"\ntoken = 3', "unknown key"),
        ('[profile.vedette-open]\nback_end = "a"\ntokens = "many"', "tokens"),
        ('[profile.vedette-open]\nback_end = "a"\nseconds = -1', "below 0"),
        ("profile = 3", "no table"),
        ("[profile]\nvedette-open = 3", "no table"),
        ("[profiles.vedette-open]", "unknown key"),
        ("profile = [", "models.toml"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        assignments(written(tmp_path, text))
