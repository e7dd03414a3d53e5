from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patching import Target, stopped_at
from vedette.agents.patching import try_patch
from vedette.agents.patching.gates import CHECKS
from vedette.core.patches import Gate, Outcome, Rung

HEAD = """import subprocess
from flask import Flask, request

app = Flask(__name__)


@app.route("/ping")
def ping():
    host = request.args["host"]
"""
SINK = '    out = subprocess.check_output("ping " + host, shell=True)\n'
SAFE = "    out = subprocess.check_output(['ping', '--', host])\n"
TAIL = """    app.logger.info("done")
    return out
"""
APP = HEAD + SINK + TAIL
LINES = APP.splitlines(keepends=True)
BEFORE = (
    "",
    "    if False:\n        return b''\n",
    "    if host:\n        return b''\n",
    "    return b''\n",
    "    host = 'localhost'\n",
    "    subprocess = app\n",
    "    import os\n    os.system('id')\n",
    "    # nosec\n",
    "    if host == 'localhost':\n        host = host.lower()\n",
)
CALLS = (
    SINK,
    "    out = b''\n",
    "    out = host\n",
    "    out = subprocess.check_output('ping ' + host[:9], shell=True)\n",
    SAFE,
    "    out = subprocess.check_output(['ping', 'localhost'])\n",
    "    out = getattr(subprocess, 'check_output')('ping ' + host, shell=True)\n",
    "    out = eval('subprocess').check_output('ping ' + host, shell=True)\n",
    f"    try:\n    {SAFE}    except Exception:\n        out = b''\n",
    "    for _ in ():\n        out = subprocess.check_output(['ping', '--', host])\n",
)
HONEST = {(0, 4), (8, 4)}
"""Of those before and the calls: the pairs that mend it and take nothing away."""


@pytest.fixture(scope="module")
def target() -> Target:
    return Target({"app.py": APP})


def test_gates_are_tried_in_order_and_each_has_its_word(target: Target) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, CALLS[4]))
    assert [one.gate for one in tried.trials] == list(Gate)
    assert len(CHECKS) == len(Gate) - 1
    assert tried.rung is Rung.SCANNER_CLEAN
    assert [one.what for one in target.noted[-2:]] == ["proposed", "confirmed"]


def test_the_first_failure_is_the_last_word(target: Target) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, CALLS[1]))
    assert [one.outcome for one in tried.trials] == [Outcome.PASSED, Outcome.FAILED]
    assert target.noted[-1].what == "dropped"


@given(before=st.integers(0, len(BEFORE) - 1), call=st.integers(0, len(CALLS) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_all_mixtures_only_the_honest_pass(target: Target, before: int, call: int) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, BEFORE[before] + CALLS[call]))
    assert tried.accepted == ((before, call) in HONEST), tried.trials[-1]


@pytest.mark.parametrize("new", ["", "pass\n", "\n"])
def test_no_deletion_is_a_fix(target: Target, new: str) -> None:
    for start, end in combinations(range(len(LINES) + 1), 2):
        old = "".join(LINES[start:end])
        tried = target.tried("command-injection", ("app.py", old, new))
        assert not tried.accepted, old


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_put_there_gets_an_answer_and_no_praise(target: Target, text: str) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, text))
    assert stopped_at(tried) is not None
    assert tried.trials[-1].why


@pytest.mark.parametrize(
    "new",
    [
        "    out = " + "(" * 4000 + "host" + ")" * 4000 + "\n",
        "    out = " + "not " * 5000 + "host\n",
        "    out = " + "[" * 3000 + "]" * 3000 + "\n",
        "".join("    " + " " * n + "if host:\n" for n in range(1500)) + " " * 1600 + "out = host\n",
    ],
)
def test_what_is_nested_for_ever_gets_an_answer(target: Target, new: str) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, new), most_lines=5000)
    assert stopped_at(tried) is not None


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_can_be_looked_at(target: Target, data: bytes) -> None:
    text = data.decode("latin-1")
    patch = target.patch("command-injection", ("app.py", SINK, CALLS[4]))
    broken = Target({"app.py": APP})
    broken.files["app.py"] = text + SINK
    ground = msgspec.structs.replace(target.ground("command-injection"), files={})
    assert broken.drive(try_patch(patch, ground)).trials
