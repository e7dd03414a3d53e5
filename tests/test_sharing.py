"""What workers ran is told as if one process had; one that ends within a test is not passed over."""

import os
import subprocess  # noqa: TID251 - runs pytest
import sys
from pathlib import Path

SOME = """
import os, pytest

@pytest.mark.parametrize("number", range(20))
def test_holds(number):
    pass

def test_breaks():
    print("words of it")
    assert not "so"

@pytest.mark.skip(reason="not here")
def test_is_skipped():
    pass

@pytest.mark.xfail
def test_is_known_to_break():
    assert False

@pytest.fixture
def broken():
    raise ValueError("no such thing")

def test_has_not_what_it_needs(broken):
    pass
"""
DIES = """
import os

def test_ends_it_all():
    os._exit(0)
"""


def _run(folder: Path, **files: str) -> tuple[int, str]:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    ours = ("-p", "tests.sharing", "-p", "no:cacheprovider", "-c", os.devnull)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", "-ra", *ours, "--rootdir", folder, folder],
        env={**os.environ, "WORKERS": "2", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_all_that_came_of_tests_is_told(tmp_path: Path) -> None:
    ended, told = _run(tmp_path, some=SOME, others="def test_one():\n    pass\n")
    assert ended == 1
    assert "1 failed, 21 passed, 1 skipped, 1 xfailed, 1 error" in told
    assert told.count("words of it") == 2, "once in the text of the test, once as what it said"
    assert "not here" in told
    assert "ValueError: no such thing" in told


def test_a_worker_that_ends_is_told_with_the_test_it_ended_in(tmp_path: Path) -> None:
    ended, told = _run(tmp_path, dies=DIES)
    assert ended == 2
    assert "a worker ended within test_dies.py::test_ends_it_all" in told
