from __future__ import annotations

import msgspec
import pytest

from tests.examples import few
from tests.patching import Target, Unwalled
from vedette.agents.patching.differential import judge
from vedette.core.executions import Execution
from vedette.core.patches import Gate, Outcome

APP = """import os
import hashlib
import random
import subprocess


def read(base, name):
    with open(os.path.join(base, name)) as file:
        return file.read()


def ping(host):
    return subprocess.getoutput("echo " + host)


def digest(data: bytes) -> str:
    return hashlib.md5(data).hexdigest() + str(random.random())


async def later(text: str, times: int = 2):
    return eval(text) * times


class Box:
    def __init__(self, folder):
        self.folder = folder

    def items(self, name):
        for number in range(2):
            yield open(os.path.join(self.folder, name)).read() * number
"""
READ = "    with open(os.path.join(base, name)) as file:\n        return file.read()\n"
SAFE = (
    "    path = os.path.realpath(os.path.join(base, name))\n"
    "    if not path.startswith(os.path.realpath(base) + os.sep):\n"
    "        raise ValueError(name)\n"
    "    with open(path) as file:\n"
    "        return file.read()\n"
)
MISSING = "    if not os.path.exists(path):\n        {}\n    with"
PING = '    return subprocess.getoutput("echo " + host)\n'
DIGEST = "    return hashlib.md5(data).hexdigest() + str(random.random())\n"
LATER = "    return eval(text) * times\n"
LIES: dict[str, tuple[str, str, str]] = {
    "folders below are refused": ("path-traversal", READ, READ.replace("name)", "os.path.basename(name))")),
    "an empty result": ("path-traversal", READ, SAFE.replace("file.read()", "file.read()[:0]")),
    "a part of the result": ("path-traversal", READ, SAFE.replace("file.read()", "file.readline(3)")),
    "bytes for text": ("path-traversal", READ, SAFE.replace("open(path)", "open(path, 'rb')")),
    "nothing for an error": (
        "path-traversal",
        READ,
        SAFE.replace("    with", MISSING.format("return ''")),
    ),
    "another error": (
        "path-traversal",
        READ,
        SAFE.replace("    with", MISSING.format("raise KeyError(path)")),
    ),
    "all letters are refused": (
        "command-injection",
        PING,
        "    if host.isalpha():\n        raise ValueError\n" + PING,
    ),
    "another word": ("command-injection", PING, PING.replace("+ host", '+ "x"')),
    "no text any more": ("weak-hash", DIGEST, "    return hashlib.sha256(data).digest()\n"),
    "an error for a hash": ("weak-hash", DIGEST, "    return hashlib.sha256(data).hexdigest() + data\n"),
    "it ends the program": ("path-traversal", READ, "    os._exit(0)\n" + READ),
    "it cannot be imported": ("path-traversal", READ, SAFE + "\n\nraise RuntimeError\n"),
    "numbers are forgotten": ("code-injection", LATER, "    import ast\n    return ast.literal_eval(text)\n"),
}
LONG = {
    "folders below are refused",
    "an empty result",
    "another error",
    "all letters are refused",
    "no text any more",
    "an error for a hash",
    "numbers are forgotten",
}
"""Second lies of a kind, which each take a run before and one after: told in the long run."""
HONEST: dict[str, tuple[str, str, str]] = {
    "contained": ("path-traversal", READ, SAFE),
    "quoted": ("command-injection", PING, PING.replace("+ host", "+ __import__('shlex').quote(host)")),
    "a better hash": ("weak-hash", DIGEST, "    return hashlib.sha256(data).hexdigest()\n"),
    "literals": ("code-injection", LATER, "    import ast\n    return ast.literal_eval(text) * times\n"),
}


@pytest.fixture(scope="module")
def target() -> Target:
    made = Target({"app.py": APP}, sandbox=Unwalled())
    first = {one.rule: one for one in reversed(made.report.findings)}
    made.report = msgspec.structs.replace(made.report, findings=tuple(first.values()))
    return made


@pytest.mark.parametrize(
    "name", few([pytest.param(one, marks=[pytest.mark.slow] if one in LONG else []) for one in LIES])
)
def test_a_lie_stops_at_this_gate(target: Target, name: str) -> None:
    rule, old, new = LIES[name]
    trial = target.trial(judge, rule, ("app.py", old, new))
    assert (trial.gate, trial.outcome) == (Gate.G5, Outcome.FAILED), trial


@pytest.mark.parametrize("name", few(HONEST, of=2))
def test_an_honest_patch_gives_the_same(target: Target, name: str) -> None:
    rule, old, new = HONEST[name]
    trial = target.trial(judge, rule, ("app.py", old, new))
    assert trial.outcome is Outcome.PASSED, trial


def test_what_it_takes_to_wait_for_a_function_is_nothing_it_opened(target: Target) -> None:
    rule, old, new = HONEST["literals"]
    target.trial(judge, rule, ("app.py", old, new))
    told = [one.out for one in target.ran.values() if isinstance(one, Execution)]
    assert told
    assert not any(b"asyncio" in one for one in told)


def test_where_no_call_ends_well_nothing_is_shown() -> None:
    app = "def calc(text):\n    raise ValueError(eval(text))\n"
    target = Target({"app.py": app}, sandbox=Unwalled())
    trial = target.trial(judge, "code-injection", ("app.py", app, app.replace("eval", "int")))
    assert (trial.outcome, "ends well" in trial.why) == (Outcome.NOT_RUN, True), trial


def test_without_a_sandbox_nothing_is_compared() -> None:
    target = Target({"app.py": "def calc(text):\n    return eval(text)\n"})
    trial = target.trial(
        judge, "code-injection", ("app.py", "    return eval(text)\n", "    return int(text)\n")
    )
    assert trial.outcome is Outcome.NOT_RUN
