"""How sure a finding is: less with each step that is only assumed, and never much in a test."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.code.cases import source_of
from vedette.code.program import Program
from vedette.core.nouns import Confidence, Finding

ONE = """
from flask import request
import unheard_of

def page():
    eval(unheard_of.first(request.args["q"]))
"""
TWO = ONE.replace("unheard_of.first(", "unheard_of.second(unheard_of.first(").replace('"q"])', '"q"]))')[:-1]
FLAG = "import hashlib\n\ndef sign(data):\n    return hashlib.md5(data).hexdigest()\n"


def found(path: str, code: str) -> Finding:
    (finding,) = scan([source_of(path, code)], KNOWLEDGE).findings
    return finding


def test_each_assumed_step_takes_a_level() -> None:
    one, two = found("app.py", ONE), found("app.py", TWO)
    assert one.confidence is Confidence.LIKELY
    assert one.reason.endswith("unheard_of.first(), which is assumed to let it through")
    assert two.confidence is Confidence.POSSIBLE
    assert two.reason.endswith("which is assumed to let it through, as 1 more on the way")


@pytest.mark.parametrize(
    "path", ["tests/app.py", "pkg/test/app.py", "test_app.py", "pkg/app_test.py", "conftest.py"]
)
@pytest.mark.parametrize("code", [ONE, FLAG])
def test_what_stands_in_a_test_is_only_possible(path: str, code: str) -> None:
    finding = found(path, code)
    assert finding.confidence is Confidence.POSSIBLE
    assert finding.reason.endswith("it stands in a test, which nobody outside runs")


@pytest.mark.parametrize("path", ["testing/app.py", "latest/app.py", "contest.py", "testcases/a.py"])
def test_what_only_sounds_like_a_test_is_none(path: str) -> None:
    assert found(path, FLAG).confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("looked_up", "taken"),
    [
        ("things.get(key)", False),
        ("things.get('a', key)", True),
        ("key.get('a')", True),
        ("things.filter(name=key)", False),
        ("key.filter(name=1)", True),
    ],
)
def test_a_key_is_no_part_of_what_is_looked_up_by_it(looked_up: str, *, taken: bool) -> None:
    head = "from flask import request\n\ndef page(things):\n    key = request.args['q']\n"
    findings = scan([source_of("app.py", f"{head}    eval({looked_up})\n")], KNOWLEDGE).findings
    remote = [one for one in findings if one.confidence is not Confidence.POSSIBLE]
    assert bool(remote) is taken


AGAIN = """
import os
from flask import request

def run(how):
    os.system(request.args["q"])

def one():
    run(1)

def two():
    run(2)
"""


def test_places_of_what_is_found_again_are_kept_once() -> None:
    program = Program([source_of("app.py", AGAIN)], KNOWLEDGE, None)
    program.analyse(None)
    found = [item for summary in program.machine.summaries.values() for item in summary.found]
    steps = [step for item in found for step in item.steps]
    assert len(found) > 1
    assert len({id(step) for step in steps}) == len(set(steps)) < len(steps)
    program.close()
