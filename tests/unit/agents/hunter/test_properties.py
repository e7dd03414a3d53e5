from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.agents.hunter.ground import Ground, Saying, claim, digest, propose, quarry
from vedette.agents.effects import Execute
from vedette.agents.hunter.hunting import Hunted, hunt
from vedette.agents.hunter.proposals import Harm, Part
from vedette.agents.hunter.trial import Trial
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job
from vedette.core.executions import Execution, NotExecuted, Walls
from vedette.core.nouns import Confidence, Severity
from vedette.sandbox.jail.jail import Jail

WEAK = """\
import os
import re
import subprocess
import base64
import pickle
import acme

DATA = os.path.join(os.path.dirname(__file__), "data")


def ping(host: str, count: int):
    acme.note(host)
    if not re.match(r"[a-z]+|;", host):
        raise ValueError(host)
    return subprocess.run("true " + host, shell=True, timeout=5)


def read(name: str) -> str:
    acme.note(name)
    if name.startswith(".."):
        raise ValueError(name)
    with open(os.path.join(DATA, name)) as file:
        return file.read()


def opened(path: str) -> str:
    acme.note(path)
    with open(path) as file:
        return file.read()


def same(text: str) -> str:
    acme.note(text)
    return text


def fixed(host: str):
    acme.note(host)
    return subprocess.run(["true", host], timeout=5)


class Store:
    def __init__(self, path):
        self.path = path

    def restore(self, text: str):
        acme.note(text)
        return pickle.loads(base64.b64decode(text))


def calc(expression: str):
    acme.note(expression)
    return eval(expression.replace(" ", ""))
"""
ACME = "def note(value):\n    print(value)\n"
CASES = [
    ("ping", "host", Harm.COMMAND, True),
    ("read", "name", Harm.PATH, True),
    ("opened", "path", Harm.PATH, False),  # opens what it is told: the caller's business
    ("same", "text", Harm.TEMPLATE, False),
    ("same", "text", Harm.PATH, False),
    ("fixed", "host", Harm.COMMAND, False),
    ("Store.restore", "text", Harm.DESERIALISE, True),
    ("calc", "expression", Harm.CODE, True),
    ("calc", "expression", Harm.COMMAND, False),
]


@pytest.mark.parametrize("case", CASES)
def test_a_mark_is_left_by_hostile_values_only(
    case: tuple[str, str, Harm, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, parameter, harm, fires = case
    (tmp_path / "weak.py").write_text(WEAK)
    (tmp_path / "acme.py").write_text(ACME)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["", *__import__("sys").path])
    for name in ("weak", "acme"):
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)
    asked = {
        "token": "t",
        "path": "weak.py",
        "function": function,
        "parameter": parameter,
        "harm": harm.value,
    }
    outcome = Trial(asked).run()
    for name in ("weak", "acme"):
        __import__("sys").modules.pop(name, None)
    assert outcome["why"] == ""
    assert bool(outcome["fired"] and not outcome["control"]) is fires


def gap(function: str, parameter: str, harm: Harm, *lines: str) -> str:
    return propose(claim(Part.GAP, harm, function, lines, parameter=parameter))


def hunted(script: list[str], sandbox: object, tree: str) -> Driven[Hunted]:
    texts = {"weak.py": WEAK}
    ground = Ground(texts, Saying(script), sandbox)  # type: ignore[arg-type]
    return drive(hunt(quarry(texts, tree)), ground, Journal(), Budget(), Job())


PING = gap(
    "ping", "host", Harm.COMMAND, "def ping(host: str, count: int):", 'return subprocess.run("true " + host'
)


def answering(**said: object) -> object:
    def run(effect: Execute) -> Execution:
        asked = json.loads(
            next(data for name, data in effect.program.files.items() if name.endswith(".json"))
        )
        outcome = {"token": asked["token"], "why": "", "ran": 8, "fired": 0, "control": False} | said
        out = b"noise\n" + json.dumps(outcome).encode() + b"\n"
        return Execution(code=0, out=out, err=b"", out_digest="", err_digest="", walls=Walls.LANDLOCK)

    return run


@pytest.mark.parametrize(
    ("sandbox", "why"),
    [
        (lambda _: NotExecuted(why="no walls"), "not executed: no walls"),
        (answering(fired=0), "none of 8 hostile values"),
        (answering(fired=3, control=True), "harmless value"),
        (answering(fired=3, token="other"), "another run"),  # noqa: S106 - no password
        (answering(fired=3, why="it cannot be loaded"), "cannot be loaded"),
        (
            lambda _: Execution(
                code=-9, out=b"", err=b"", out_digest="", err_digest="", walls=Walls.LANDLOCK, timed_out=True
            ),
            "took too long",
        ),
    ],
)
def test_what_no_run_shows_is_dropped(sandbox: object, why: str) -> None:
    made = hunted([PING], sandbox, "/somewhere")
    assert made.value.findings == ()
    assert why in " ".join(one.why for one in made.tally.dropped)


def test_nothing_is_run_without_a_folder() -> None:
    made = hunted([PING], answering(fired=1), "")
    assert made.value.findings == ()
    assert "no folder" in " ".join(one.why for one in made.tally.dropped)


def test_what_the_engine_thinks_possible_is_likely_after_a_run() -> None:
    made = hunted([PING], answering(fired=2), "/somewhere")
    (found,) = made.value.findings
    assert (found.rule, found.confidence) == ("command-injection", Confidence.LIKELY)
    assert "2 of 8 hostile values" in found.reason


def test_what_only_a_run_shows_is_a_finding_of_quoted_lines() -> None:
    same = gap("same", "text", Harm.TEMPLATE, "def same(text: str) -> str:", "    return text")
    made = hunted([same], answering(fired=1), "/somewhere")
    (found,) = made.value.findings
    assert (found.rule, found.confidence) == ("template-injection", Confidence.LIKELY)
    assert [one.quote for one in found.evidence] == ["def same(text: str) -> str:", "return text"]
    assert all(one.artefact == digest(WEAK) for one in found.evidence)


@pytest.mark.slow
def test_the_real_jail_confirms_what_only_a_run_shows(tmp_path: Path) -> None:
    jail = Jail()
    if isinstance(jail.wall(), NotExecuted):
        pytest.skip("no wall stands here")
    (tmp_path / "weak.py").write_text(WEAK)
    (tmp_path / "acme.py").write_text(ACME)
    restore = gap("restore", "text", Harm.DESERIALISE, "def restore(self, text: str):", "pickle.loads(base64")
    read = gap("read", "name", Harm.PATH, "def read(name: str)", "with open(os.path.join(DATA, name))")
    fixed = gap("fixed", "host", Harm.COMMAND, "def fixed(host: str):", 'subprocess.run(["true", host]')
    for script, confirmed in ((PING, True), (restore, True), (read, True), (fixed, False)):
        made = hunted([script], lambda effect: jail.run(effect.program), str(tmp_path))
        whys = " ".join(one.why for one in made.tally.dropped)
        if confirmed:
            assert made.value.findings, whys
            for one in made.value.findings:
                assert one.confidence is Confidence.LIKELY
                assert one.severity in set(Severity)
                assert "run in the sandbox" in one.reason
                assert one.primary.quote in WEAK
        else:
            assert "none of" in whys
            assert not made.value.findings
