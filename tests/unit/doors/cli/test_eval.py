"""`vedette eval safeguards`: which prompts would wait, and what is said of words that do not fit."""

import json
from pathlib import Path

import pytest

from tests.unit.doors.cli.fakes import Ran

PAIRS = Path(__file__).parents[3] / "fixtures" / "prompts" / "pairs.csv"


def test_prompts_are_measured_and_the_page_says_what_the_numbers_are_worth(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    ran = Ran(tmp_path, "eval", "safeguards", str(PAIRS), "-o", str(out))
    assert ran.code == 0
    assert "Nothing silent depends on these numbers" in ran.out
    assert [line.split()[1] for line in ran.out.splitlines() if line.startswith("pairs.csv")]
    said = json.loads(out.read_text())
    assert [one["label"] for one in said["sets"]] == ["benign", "prohibited"]


def test_files_that_do_not_say_are_given_a_label(tmp_path: Path) -> None:
    path = tmp_path / "prompts.txt"
    path.write_text("What is a hash?\n")
    assert "does not say" in Ran(tmp_path, "eval", "safeguards", str(path)).err
    ran = Ran(tmp_path, "eval", "safeguards", "--benign", str(path), "--prohibited", str(path))
    assert ran.code == 0
    assert {"benign", "prohibited"} <= set(ran.out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["safeguards"], "no prompts are named"),
        (["safeguards", "{home}/nothing"], "no such file"),
        (["{home}", "{home}"], "one place"),
        (["{home}", "--benign", "{home}"], "one place"),
    ],
)
def test_words_that_make_no_sense_together_are_said_to(tmp_path: Path, words: list[str], says: str) -> None:
    ran = Ran(tmp_path, "eval", *(one.format(home=tmp_path) for one in words))
    assert ran.code == 2
    assert says in ran.err
