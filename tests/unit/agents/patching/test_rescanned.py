from __future__ import annotations

import msgspec
import pytest

from tests.patching import Target, scanned, stopped_at, swap
from vedette.agents.patching import Ground, try_patch
from vedette.agents.patching.ground import Change
from vedette.agents.patching.rescanned import compared, judge, shrunk
from vedette.agents.patching.textual import moved
from vedette.core.nouns import Skipped
from vedette.core.patches import Author, Gate, Outcome, Patch, Replacement, Rung

APP = """import os
import subprocess
import hashlib
from flask import Flask, request

app = Flask(__name__)


def audit(words):
    return words


@app.route("/ping")
def ping():
    host = request.args["host"]
    audit(host)
    out = subprocess.check_output("ping -c1 " + host, shell=True)
    return out


def other():
    return eval(request.args["q"])
"""
SINK = '    out = subprocess.check_output("ping -c1 " + host, shell=True)\n'
SAFE = '    out = subprocess.check_output(["ping", "-c1", "--", host])\n'
LIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "another form": (
        ("app.py", SINK, '    out = subprocess.check_output(f"ping -c1 {host}", shell=True)\n'),
    ),
    "through a variable": (
        (
            "app.py",
            SINK,
            '    line = "ping -c1 " + host\n    out = subprocess.check_output(line, shell=True)\n',
        ),
    ),
    "another function of the same kind": (
        ("app.py", SINK, '    out = subprocess.getoutput("ping -c1 " + host)\n'),
    ),
    "a check of one letter": (("app.py", SINK, SINK.replace(" host,", ' host.replace(";", ""),')),),
    "a useless check": (("app.py", SINK, '    if ";" in host:\n        raise ValueError(host)\n' + SINK),),
    "an alias": (
        swap(
            APP,
            "app.py",
            "import subprocess\n",
            "import subprocess\nfrom subprocess import check_output as look\n",
        ),
        ("app.py", SINK, '    out = look("ping -c1 " + host, shell=True)\n'),
    ),
    "into a helper": (
        ("app.py", SINK, "    out = _ping(host)\n"),
        swap(
            APP,
            "app.py",
            "def other():\n",
            "def _ping(host):\n" + SINK.replace("out =", "return") + "\n\ndef other():\n",
        ),
    ),
    "a comment only": (("app.py", SINK, "    # checked\n" + SINK),),
    "something else that is weak": (("app.py", SINK, SAFE + "    hashlib.md5(out)\n"),),
    "another weakness": (("app.py", SINK, SAFE + "    out = open(host).read()\n"),),
    "inside a loop that is left": (
        (
            "app.py",
            SINK,
            "    out = b''\n    for one in audit([]):\n        continue\n    else:\n    " + SINK,
        ),
    ),
    "inside a function nobody calls": (
        (
            "app.py",
            SINK,
            "    def _run():\n        return subprocess.check_output(host)\n\n    out = audit(_run)\n",
        ),
    ),
    "the shell as an argument": (
        ("app.py", SINK, '    out = subprocess.check_output(["sh", "-c", "ping " + host])\n'),
    ),
}


@pytest.fixture(scope="module")
def target() -> Target:
    return Target({"app.py": APP})


@pytest.mark.parametrize("name", LIES)
def test_a_lie_stops_at_this_gate(target: Target, name: str) -> None:
    tried = target.tried("command-injection", *LIES[name])
    assert stopped_at(tried) is Gate.G2, (name, tried.trials)
    assert (tried.rung, tried.accepted) == (Rung.APPLIES, False)


def test_an_honest_patch_is_scanner_clean(target: Target) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, SAFE))
    assert tried.trials[2].outcome is Outcome.PASSED, tried.trials
    assert tried.accepted
    assert tried.diff.count("\n+") == 2


def test_one_of_two_alike_is_mended_and_the_other_stays() -> None:
    line = "    return eval(text)\n"
    target = Target({"app.py": f"def one(text):\n{line}\n\ndef two(text):\n{line}"})
    first, second = target.report.findings
    old = f"def one(text):\n{line}"
    for finding, stops in ((first, None), (second, Gate.G2)):
        ground = Ground(report=target.report, finding=finding)
        patch = Patch(
            finding=finding.fingerprint,
            rule=finding.rule,
            author=Author.CODEMOD,
            by="x",
            says="",
            replacements=(Replacement(path="app.py", before=old, after=old.replace("eval", "float")),),
        )
        assert stopped_at(target.drive(try_patch(patch, ground))) is stops


@pytest.mark.parametrize("cut", ["if False:", "if None:", "while False:", "if not True:"])
def test_a_place_that_is_cut_off_is_not_mended(target: Target, cut: str) -> None:
    """The gate before this one sees these as well; here they are shown to the probe alone."""
    after = APP.replace(SINK, f"    out = b''\n    {cut}\n    " + SINK)
    change = Change(path="app.py", before=APP, after=after)
    trial = target.drive(judge((change,), target.ground("command-injection")))
    assert trial.outcome is Outcome.FAILED
    assert "reached" in trial.why


def test_what_is_no_longer_found_elsewhere_was_lost_not_mended() -> None:
    other = "def far(text):\n    return eval(text)\n"
    target = Target({"app.py": APP, "other.py": other})
    change = Change(path="app.py", before=APP, after=APP.replace(SINK, SAFE))
    after = scanned({"app.py": change.after, "other.py": other})
    ground = target.ground("command-injection")
    assert not compared((change,), ground, after)
    for lost in ("app.py", "other.py"):
        kept = tuple(
            one for one in after.findings if (one.rule, one.primary.name) != ("code-injection", lost)
        )
        less = msgspec.structs.replace(after, findings=kept)
        assert "is found no more" in compared((change,), ground, less)


def test_a_finding_whose_text_is_touched_is_the_one_it_was() -> None:
    both = APP.replace(SINK, SINK.replace("+ host", "+ host + open(host).read()"))
    target = Target({"app.py": both})
    line = SINK.replace("+ host", "+ host + open(host).read()")
    safe = SAFE.replace(", host", ", host, open(host).read()")
    tried = target.tried("command-injection", ("app.py", line, safe))
    said = {one.gate: one for one in tried.trials}
    assert "path-traversal" not in said[Gate.G2].why, said[Gate.G2]


def test_a_scan_that_sees_less_is_no_proof(target: Target) -> None:
    report = target.report
    cover = report.coverage
    new = msgspec.structs.replace
    for less in (
        new(cover, files=0),
        new(cover, lines=1),
        new(cover, notes=("no table for: x",)),
        new(cover, skipped=(Skipped(what="app.py", why="too deep"),)),
    ):
        assert shrunk(report, new(report, coverage=less), ())
    assert not shrunk(report, report, ())
    assert shrunk(report, new(report, engine=new(report.engine, rules="other")), ())


def test_lines_are_followed_through_a_change() -> None:
    change = Change(path="a", before="a\nb\nc\nd\n", after="a\nx\ny\nc\nz\nd\n")
    assert [list(moved(change, line)) for line in (1, 2, 3, 4)] == [[1], [2, 3], [4], [6]]
    gone = Change(path="a", before="a\nb\nc\n", after="a\nc\n")
    assert list(moved(gone, 3)) == [2]
