from pathlib import Path

import pytest

from benchmarks.models.codemod_tests import run
from benchmarks.options import Options
from tests.toys import plant
from vedette.core.executions import NotExecuted
from vedette.sandbox.jail.jail import Jail

APP = """import hashlib

import yaml


def tag(data):
    return hashlib.md5(data).hexdigest()


def load(text):
    return yaml.load(text, Loader=yaml.Loader)


def unused(text):
    return eval(text)
"""
TESTS = """import unittest

import app


class Lengths(unittest.TestCase):
    def test_as_ever(self):
        self.assertEqual(len(app.tag(b"x")), 32)

    def test_loaded(self):
        self.assertEqual(app.load("a: 1"), {"a": 1})

    def test_no_good(self):
        self.fail()
"""


@pytest.mark.slow
def test_a_patch_that_breaks_a_test_is_seen_and_what_tests_go_through_is_told(tmp_path: Path) -> None:
    if isinstance(Jail().wall(), NotExecuted):
        pytest.skip("no wall can be put up here")
    plant(tmp_path / "one/source", {"app.py": APP, "test_app.py": TESTS})
    plant(tmp_path / "none/source", {"app.py": APP})
    made = run(Options.of([f"PLACE={tmp_path}"], {}))
    assert made.figures == {
        "packages": 1,
        "patches": 3,
        "reached": 2,
        "tests_before": 2,
        "tests_after": 1,
        "broken": 1,
        "unsteady": 0,
        "not_run": 1,
    }
    assert [row[:4] for row in made.rows] == [["none", 3, 0, 0], ["one", 3, 3, 2]]
    assert any("one stronger-hash: test_as_ever" in note for note in made.notes)
