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
