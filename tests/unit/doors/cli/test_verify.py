from pathlib import Path

from tests.toys import plant
from tests.unit.doors.cli.fakes import Ran


def test_a_report_holds_until_a_character_is_flipped(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\n"})
    report = str(tmp_path / "r.json")
    Ran(tmp_path, "scan", str(root), "--format", "json", "--output", report)
    assert Ran(tmp_path, "verify", report).out.startswith("1 of 1 quotes hold, in 1 finding (")
    plant(root, {"a.py": "eval(\x1b)\n"})
    ran = Ran(tmp_path, "verify", report, "--root", str(root))
    assert ran.code == 1
    assert "BROKEN" in ran.out
    assert "evidence 1 of 1" in ran.out
    assert "\x1b" not in ran.out
    assert "--root" not in ran.out
    assert "--root" in Ran(tmp_path, "verify", report, "--root", str(tmp_path)).out
    assert Ran(tmp_path, "verify", str(tmp_path / "none.json")).code == 2


def test_what_still_stands_in_a_changed_file_holds_and_the_change_is_told(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\neval(y)\n"})
    report = str(tmp_path / "r.json")
    Ran(tmp_path, "scan", str(root), "--format", "json", "--output", report)
    plant(root, {"a.py": "eval(x)\neval(z)\n"})
    ran = Ran(tmp_path, "verify", report)
    assert ran.code == 1
    assert ran.out.count("BROKEN") == 1
    assert "a.py:2:1: the file has changed: the quote says 'eval(y)', the file says 'eval(z)'" in ran.out
    assert "CHANGED a.py is not the file that was looked at; 1 of its 2 quotes still stands\n" in ran.out
    assert "1 of 2 quotes hold, in 2 findings" in ran.out
    plant(root, {"a.py": "eval(x)\neval(y)  # x\n"})
    ran = Ran(tmp_path, "verify", report)
    assert ran.code == 1, "what lies between the quotes may have changed"
    assert "BROKEN" not in ran.out
    assert "2 of 2 quotes hold" in ran.out
