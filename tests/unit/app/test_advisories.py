"""What users are told: a template first, then a document of what was decided, and nothing nobody decided."""

import json
from pathlib import Path

import pytest

from tests.test_hunt import Desk

WEAK = """from flask import Flask, request
app = Flask(__name__)
@app.route('/r')
def r():
    eval(request.args['q'])
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text(WEAK)
    desk.says("scan", str(tmp_path / "app"), "-o", str(tmp_path / "report.json"))
    return desk


def filled(desk: Desk, stand: str) -> Path:
    code, text, err = desk.says("respond", "advisory", str(desk.home / "report.json"), "--template")
    assert code == 0, err
    for name, value in (
        ("title", "Code injection"),
        ("name", "Shop"),
        ("version", "1.0"),
        ("summary", "One"),
    ):
        text = text.replace(f'{name} = ""', f'{name} = "{value}"')
    text = text.replace('stand = "under_investigation"', f'stand = "{stand}"')
    path = desk.home / "advisory.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("form", "mark"), [("csaf", "document"), ("openvex", "statements")])
def test_what_was_decided_becomes_a_document(desk: Desk, form: str, mark: str) -> None:
    path = filled(desk, "affected")
    report = str(desk.home / "report.json")
    code, out, err = desk.says("respond", "advisory", report, "--decisions", str(path), "-f", form)
    assert code == 0, err
    made = json.loads(out)
    assert mark in made
    assert "Shop" in out


def test_what_the_standard_asks_for_and_is_missing_is_named(desk: Desk) -> None:
    report = str(desk.home / "report.json")
    path = filled(desk, "not_affected")
    code, _, err = desk.says("respond", "advisory", report, "--decisions", str(path))
    assert code == 2
    assert "justif" in err or "impact" in err
    path.write_text("id = [")
    assert desk.says("respond", "advisory", report, "--decisions", str(path))[0] == 2
    assert desk.says("respond", "advisory", report, "--decisions", str(desk.home / "gone"))[0] == 2
