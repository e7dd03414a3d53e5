"""What a small real model says where it is asked to: nothing of it may stand in an answer unproven.

It is asked "as if" a probe had granted it every role, which none would: our gates are tried, not the model.
What it managed is noted at the end of the run; what must hold is that nothing was lost, lowered or made up.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.llm.conftest import House

pytestmark = [pytest.mark.llm, pytest.mark.timeout(3600)]
SHOP = {
    "shop.py": (
        "import sqlite3\nimport subprocess\n\nimport yaml\nfrom flask import Flask, request\n\n"
        "from store import lookup\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/find")\ndef find():\n    name = request.args["name"]\n'
        "    return lookup(name)\n\n\n"
        '@app.get("/ping")\ndef ping():\n    host = request.args["host"]\n'
        '    return subprocess.run("ping -c1 " + host, shell=True).stdout\n\n\n'
        '@app.post("/settings")\ndef settings():\n'
        "    return yaml.load(request.data, Loader=yaml.Loader)\n"
    ),
    "store.py": (
        "import sqlite3\n\n\ndef lookup(name):\n    base = sqlite3.connect('shop.db')\n"
        "    return base.execute(f\"SELECT * FROM goods WHERE name = '{name}'\").fetchall()\n"
    ),
}


@pytest.fixture(scope="module")
def shop(house: House) -> Path:
    folder = house.home / "shop"
    folder.mkdir()
    for name, text in SHOP.items():
        (folder / name).write_text(text)
    return folder


def timed(house: House, *words: str) -> tuple[int, str, dict[str, float]]:
    """Run a command, which begins a model of its own, and measure how long it took."""
    began = time.monotonic()
    code, out, err = house.run(*words)
    assert code in {0, 1}, err
    return code, out, {"seconds": round(time.monotonic() - began, 1)}


def findings(report: dict[str, object]) -> set[tuple[str, str]]:
    found = report["findings"]
    assert isinstance(found, list)
    return {(one["rule"], one["fingerprint"]) for one in found}


def test_a_question_is_routed_and_answered_in_our_words(house: House) -> None:
    right = 0
    asked = {
        "What does CWE-89 mean?": "CWE-89",
        "explain T1566 please": "T1566",
        "somebody encrypted all our files, what is that called?": "T1486",
        f"scan {house.home / 'nothing-here'}": "",
    }
    began = time.monotonic()
    for question, named in asked.items():
        code, out, err = house.run("ask", "--model", "vedette-open", question)
        assert code in {0, 1, 2}, err
        assert "Traceback" not in out + err
        right += bool(named) and named in out
    house.note("ask", right=right, of=3, seconds=round(time.monotonic() - began, 1))


def test_a_scan_with_its_help_loses_nothing_and_adds_only_what_is_proven(house: House, shop: Path) -> None:
    _, alone, _ = timed(house, "scan", str(shop), "-f", "json", "--fail-on", "never")
    words = ("scan", str(shop), "-f", "json", "--fail-on", "never", "--assist", "vedette-cyber")
    _, helped, cost = timed(house, *words, "--assist-units", "3", "--assist-requests", "12")
    before, after = json.loads(alone), json.loads(helped)
    assert findings(before) <= findings(after), "a model lowers nothing"
    assistance = after["assistance"]
    tally = assistance["tally"]
    house.note(
        "scan --assist", tally=tally, requests=assistance["requests"], tokens=assistance["tokens"], **cost
    )
    more = findings(after) - findings(before)
    assert len(more) <= tally["confirmed"]
    assert assistance["requests"] <= 12


def test_patches_are_those_that_passed_the_gates(house: House, shop: Path) -> None:
    words = ("fix", str(shop), "-f", "json", "--model", "vedette-cyber", "--no-run")
    _, out, cost = timed(house, *words)
    report = json.loads(out)
    became = [(one["finding"]["rule"], one["became"]) for one in report["mendings"]]
    house.note("fix --model", became=became, tally=report["tally"], **cost)
    assert (shop / "shop.py").read_text() == SHOP["shop.py"], "nothing is changed without being told to"


def test_an_explanation_says_the_same_or_stays(house: House, shop: Path) -> None:
    report = house.home / "report.json"
    timed(house, "scan", str(shop), "-f", "json", "--fail-on", "never", "-o", str(report))
    _, plain, _ = timed(house, "explain", str(report))
    _, worded, cost = timed(house, "explain", str(report), "--model", "vedette-cyber")
    house.note("explain --model", same=plain == worded, **cost)
    for word in ("we have fixed", "has been fixed", "CVE-"):
        assert word not in worded.lower() or word in plain.lower()
