from pathlib import Path

from benchmarks.false_alarms import (
    Library,
    Verdict,
    dumped,
    figures,
    judged,
    libraries,
    per_10_000,
    row,
    write,
)
from benchmarks.options import Options
from tests.benchmarks.notation import finding

LIBRARY = Library("flask", "3.1", Path())
FOUND = finding("CWE-22", "flask/a.py:3", "flask/b.py:7")


def test_a_verdict_is_found_again_by_fingerprint_whatever_line_it_moved_to(tmp_path: Path) -> None:
    known = {("flask", FOUND.fingerprint): Verdict("false", "constant")}
    made = dumped(LIBRARY, FOUND, known)
    assert (made["verdict"], made["word"], made["file"], made["line"]) == (
        "false",
        "constant",
        "flask/b.py",
        "7",
    )
    write(tmp_path / "out.csv", [made])
    assert judged(tmp_path / "out.csv") == known


def test_what_was_not_judged_is_told() -> None:
    found = [
        dumped(LIBRARY, FOUND, {}),
        dumped(LIBRARY, FOUND, {("flask", FOUND.fingerprint): Verdict("false", "")}),
    ]
    assert figures(found, 20_000) == {
        "false_per_10000_lines": 0.5, "false": 1, "findings": 2, "not_judged": 1, "lines": 20_000,
    }  # fmt: skip
    assert row(LIBRARY, 20_000, found) == ["flask", "3.1", 20_000, 2, 1, 0, 0, 1, 0.5]


def test_nothing_in_no_lines_is_nothing() -> None:
    assert per_10_000(0, 0) == 0


def test_every_folder_is_a_library_and_its_metadata_names_the_version(tmp_path: Path) -> None:
    (tmp_path / "libs" / "flask" / "flask-3.1.3.dist-info").mkdir(parents=True)
    (tmp_path / "lib").mkdir()
    options = Options(
        {"LIBRARIES": str(tmp_path / "libs"), "STDLIB": str(tmp_path / "lib"), "STDLIB_VERSION": "3.11"}
    )
    assert [(one.name, one.version) for one in libraries(options)] == [("flask", "3.1.3"), ("stdlib", "3.11")]
