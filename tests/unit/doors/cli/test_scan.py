import json
from pathlib import Path

from tests.toys import plant
from tests.unit.doors.cli.fakes import Ran


def test_findings_make_the_exit_code_one_and_nothing_makes_it_zero(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\n"})
    ran = Ran(tmp_path, "scan", str(root))
    assert ran.code == 1
    assert "a.py:1:1" in ran.out
    assert ran.err == ""
    assert Ran(tmp_path, "scan", str(plant(tmp_path / "clean", {"a.py": "x\n"}))).code == 0


def test_what_was_not_read_is_not_clean(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.js": "eval(x)\n"})
    ran = Ran(tmp_path, "scan", str(root), "-o", str(tmp_path / "r.json"))
    assert ran.code == 2
    assert f"error: {root}: nothing was read: there is no Python in it" in ran.err
    assert json.loads((tmp_path / "r.json").read_bytes())["coverage"]["files"] == 0, "it is reported as well"
    assert Ran(tmp_path, "scan", str(root), "--fail-on", "never").code == 0
    plant(root, {"a.py": b"x\0"})
    assert "the report says what could not be" in Ran(tmp_path, "scan", str(root)).err
    plant(root, {"b.py": "x\n"})
    assert Ran(tmp_path, "scan", str(root)).code == 0
    assert Ran(tmp_path, "scan", str(root), "--include", "c.py").code == 2


def test_what_counts_can_be_chosen(tmp_path: Path) -> None:
    root = str(plant(tmp_path / "app", {"a.py": "eval(x)\n", "b.py": "eval(maybe)\n"}))
    assert Ran(tmp_path, "scan", root, "--fail-on", "never").code == 0
    assert Ran(tmp_path, "scan", root, "--fail-on", "critical").code == 0
    assert Ran(tmp_path, "scan", root, "--exclude", "a.py").code == 0
    assert Ran(tmp_path, "scan", root, "--exclude", "a.py", "--min-confidence", "possible").code == 1
    assert "b.py" not in Ran(tmp_path, "scan", root, "--min-confidence", "likely", "--format", "json").out
    assert "a.py" not in Ran(tmp_path, "scan", root, "--include", "b.py", "--format", "json").out


def test_a_report_goes_where_it_is_wanted(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\n"})
    ran = Ran(
        tmp_path, "scan", str(root), "--format", "json", "--output", str(tmp_path / "r.json"), "--no-cache"
    )
    assert ran.code == 1
    assert ran.out == ""
    assert json.loads((tmp_path / "r.json").read_bytes())["findings"]
    assert Ran(tmp_path, "scan", str(root), "--output", str(tmp_path / "no" / "r.json")).code == 2


def test_the_name_of_the_output_says_its_format_unless_the_caller_does(tmp_path: Path) -> None:
    root = str(plant(tmp_path / "app", {"a.py": "eval(x)\n"}))

    def written(name: str, *more: str) -> str:
        Ran(tmp_path, "scan", root, "-o", str(tmp_path / name), *more)
        return (tmp_path / name).read_text()

    assert '"runs"' in written("r.sarif")
    assert written("r.html").startswith("<!DOCTYPE html>")
    assert written("r.md").startswith("## ")
    assert '"runs"' in written("r.json", "-f", "sarif")
    assert "a.py:1:1" in written("r.txt")


def test_one_scan_looks_at_one_target(tmp_path: Path) -> None:
    ran = Ran(tmp_path, "scan", "a.py", "b.py")
    assert ran.code == 2
    assert "--include" in ran.err


def test_a_terminal_sees_progress_and_colour(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {f"{number}.py": "eval(x)\n" for number in range(30)})
    ran = Ran(tmp_path, "scan", str(root), terminal=True)
    assert "analysing" in ran.err
    assert "\x1b[" in ran.out
    assert "\x1b[" not in Ran(tmp_path, "scan", str(root), terminal=True, environ={"NO_COLOR": "1"}).out
    assert "\x1b[" in Ran(tmp_path, "scan", str(root), environ={"FORCE_COLOR": "1"}).out


def test_a_baseline_and_suppressions(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\neval(y)  # vedette: ignore[toy-eval] constant\n"})
    old = str(tmp_path / "r.json")
    assert Ran(tmp_path, "scan", str(root), "--format", "json", "--output", old).code == 1
    assert Ran(tmp_path, "scan", str(root), "--baseline", old).code == 0
    plant(root, {"b.py": "eval(x)\n"})
    assert Ran(tmp_path, "scan", str(root), "--baseline", old).code == 1
    assert "Suppressed: 1 finding" in Ran(tmp_path, "scan", str(root), "--all").out
    assert "Suppressed" not in Ran(tmp_path, "scan", str(root), "--no-suppressions").out


def test_what_is_nothing_is_a_mistake_and_what_is_elsewhere_is_refused(tmp_path: Path) -> None:
    assert Ran(tmp_path, "scan", str(tmp_path / "none")).code == 2
    ran = Ran(tmp_path, "scan", "https://example.org/\x1b[31mx.git")
    assert ran.code == 3
    assert "git clone it yourself" in ran.err
    assert "\x1b" not in ran.err
