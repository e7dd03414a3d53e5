from pathlib import Path

from tests.toys import plant
from tests.unit.doors.cli.fakes import Ran


def test_rules_are_listed_shown_and_tested(tmp_path: Path) -> None:
    assert "1 rules" in Ran(tmp_path, "rules", "list").out
    assert "Do not." in Ran(tmp_path, "rules", "show", "toy-eval").out
    assert Ran(tmp_path, "rules", "show", "other").code == 2
    tested = Ran(tmp_path, "rules", "test")
    assert tested.code == 1
    assert "FAILED  toy.toml, 1" in tested.out
    assert Ran(tmp_path, "rules", "test", "toy-eval").code == 0


def test_a_folder_of_rules_must_be_one(tmp_path: Path) -> None:
    assert Ran(tmp_path, "rules", "list", "--rules", str(tmp_path / "none")).code == 2
    assert "no such folder" in Ran(tmp_path, "rules", "test", str(tmp_path / "none")).err
    assert "1 of 2" in Ran(tmp_path, "rules", "test", str(plant(tmp_path / "t", {"a.md": "x"}))).out
    assert Ran(tmp_path, "rules", "list", "--rules", str(plant(tmp_path / "r", {"a.md": "x"}))).code == 0
