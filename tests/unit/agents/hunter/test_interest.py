from __future__ import annotations

import pytest

from tests.unit.agents.hunter.ground import KNOWLEDGE
from vedette.agents.hunter.interest import Survey, in_tests, is_harmless, is_strange, survey

TEXTS = {
    "app/web.py": """\
import acme
import json
from flask import Flask, request
from app import near
app = Flask(__name__)

@app.route("/")
def page():
    return acme.render_raw(request.args["q"])

@acme.task
def job(value):
    near.go(value)

def dull(value):
    return json.dumps(value)

def own(value):
    return near.go(value)
""",
    "app/near.py": "def go(value):\n    return value\n",
    "tests/test_web.py": "import acme\ndef test(x):\n    acme.render_raw(x)\n",
    "broken.py": "def (",
}


def surveyed() -> Survey:
    return survey(TEXTS, KNOWLEDGE)


def test_the_most_interesting_comes_first_and_the_dull_not_at_all() -> None:
    names = [one.unit.name for one in surveyed().ranked]
    assert names[:2] == ["page", "job"]
    assert "dull" not in names
    assert "own" not in names
    assert names[-1] == "test"


def test_what_is_imported_by_the_name_of_its_folder_is_its_own() -> None:
    texts = {"a.py": "import shop.b\ndef f(x):\n    shop.b.run(x)\n", "b.py": "def run(x):\n    pass\n"}
    assert [one.score for one in survey(texts, KNOWLEDGE).ranked] == [6]
    assert survey(texts, KNOWLEDGE, "shop").ranked == ()


def test_a_long_function_is_not_of_more_interest_for_being_long() -> None:
    calls = "".join(f"    acme.run{n}(x)\n" for n in range(99))
    (one,) = survey({"a.py": f"import acme\ndef f(x):\n{calls}"}, KNOWLEDGE).ranked
    assert one.score == 36


def test_it_is_said_why() -> None:
    reasons = surveyed().ranked[0].reasons
    assert "calls acme.render_raw, and no table is about acme" in reasons
    assert "strangers call it" in reasons


def test_what_could_not_be_read_is_named() -> None:
    assert list(surveyed().skipped) == ["broken.py"]


def test_it_is_the_same_every_time() -> None:
    assert surveyed() == surveyed()


@pytest.mark.parametrize(
    ("path", "strange"),
    [
        ("acme.x", True),
        ("flask.x", False),
        ("os.x", False),
        ("app.near.go", False),
        (".x", False),
        ("", False),
    ],
)
def test_strange_is_what_no_table_is_about(path: str, *, strange: bool) -> None:
    assert is_strange(path, surveyed().own, KNOWLEDGE) is strange


@pytest.mark.parametrize(
    ("path", "method", "harmless"),
    [
        ("", "len", True),
        ("", "join", True),
        ("json.dumps", "dumps", True),
        ("acme.join", "join", False),
        ("", "raw_query", False),
    ],
)
def test_harmless_is_what_plain_data_does(path: str, method: str, *, harmless: bool) -> None:
    assert is_harmless(path, method) is harmless


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("tests/a.py", True),
        ("a/test_x.py", True),
        ("x_test.py", True),
        ("contest/a.py", False),
        ("app.py", False),
    ],
)
def test_tests_are_told_by_their_names(path: str, *, test: bool) -> None:
    assert in_tests(path) is test
