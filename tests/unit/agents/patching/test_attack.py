from __future__ import annotations

import tarfile

import pytest

from tests.examples import few
from tests.patching import Target, Unwalled, knowledge
from vedette.agents.patching.attack import judge
from vedette.agents.patching.payloads import ATTACKS, leads_away, skeleton
from vedette.core.patches import Gate, Outcome

APP = """import logging
import os
import pickle
import subprocess
import tarfile
from nowhere import escape_it


def ping(host):
    return subprocess.getoutput("echo " + host)


def find(conn, name):
    return conn.execute("select * from t where n='%s'" % name).fetchall()


def read(base, name):
    with open(os.path.join(base, name)) as file:
        return file.read()


def load(data):
    return pickle.loads(data)


def grep(word):
    return subprocess.run(["grep", word, "/dev/null"], capture_output=True).returncode


def unpack(tar, folder):
    with tarfile.open(tar) as bundle:
        bundle.extractall(folder)
"""
# By itself: the framework takes longer to load than everything else a run does.
WEB = """from flask import Flask, redirect, request


app = Flask(__name__)


def go():
    return redirect(request.args["next"])


class Book:
    def __init__(self, conn):
        self.conn = conn

    @app.route("/hello/<name>")
    def hello(self, name):
        return f"<p>{name}</p>"
"""
PING = '    return subprocess.getoutput("echo " + host)\n'
FIND = """    return conn.execute("select * from t where n='%s'" % name).fetchall()\n"""
READ = "    with open(os.path.join(base, name)) as file:\n"
GREP = '    return subprocess.run(["grep", word, "/dev/null"], capture_output=True).returncode\n'
UNPACK = "        bundle.extractall(folder)\n"
LOAD = "    return pickle.loads(data)\n"
SAY = '        return f"<p>{name}</p>"\n'
GO = '    return redirect(request.args["next"])\n'
NESTED = """from flask import request


def outer():
    def inner():
        return eval(request.args['q'])

    return inner()
"""
LIES: dict[str, tuple[str, str, str]] = {
    "one letter is refused": (
        "command-injection",
        PING,
        '    if ";" in host:\n        raise ValueError(host)\n' + PING,
    ),
    "one letter is taken out": ("command-injection", PING, PING.replace("host)", "host.replace(';', ''))")),
    "quotes are put around it": ("command-injection", PING, PING.replace("+ host", "+ repr(host)")),
    "one word is refused": ("sql-injection", FIND, FIND.replace("% name", "% name.replace('OR', '')")),
    "two dots are taken out once": (
        "path-traversal",
        READ,
        READ.replace("name)", "name.replace('../', '', 1))"),
    ),
    "a leading slash is taken off": ("path-traversal", READ, READ.replace("name)", "name.lstrip('/'))")),
    "compared before it is resolved": (
        "path-traversal",
        READ,
        "    if not os.path.join(base, name).startswith(base):\n        raise ValueError(name)\n" + READ,
    ),
    "two slashes are refused": (
        "open-redirect",
        GO,
        '    if request.args["next"].startswith("//"):\n        raise ValueError\n' + GO,
    ),
    "only what begins with a slash": (
        "open-redirect",
        GO,
        '    if not request.args["next"].startswith("/"):\n        raise ValueError\n' + GO,
    ),
    "harmless input is turned away": (
        "command-injection",
        PING,
        '    if not host.startswith("#"):\n        raise ValueError(host)\n    return "echo"\n',
    ),
    "it cannot be imported": ("command-injection", PING, PING + "\n\nraise RuntimeError\n"),
    "one dash is taken off": ("argument-injection", GREP, GREP.replace("word", "word.removeprefix('-')")),
    "a leading slash is refused": (
        "archive-extraction",
        UNPACK,
        "        if any(one.name.startswith('/') for one in bundle.getmembers()):\n"
        "            raise ValueError(tar)\n" + UNPACK,
    ),
    "only lower case tags": (
        "cross-site-scripting",
        SAY,
        SAY.replace("{name}", "{name.replace('<script', '')}"),
    ),
}
HONEST: dict[str, tuple[str, str, str]] = {
    "the shell is told": (
        "command-injection",
        PING,
        PING.replace("+ host", "+ __import__('shlex').quote(host)"),
    ),
    "parameters": (
        "sql-injection",
        FIND,
        '    return conn.execute("select * from t where n=?", (name,)).fetchall()\n',
    ),
    "the last part": ("path-traversal", READ, READ.replace("name)", "os.path.basename(name))")),
    "data only": ("unsafe-deserialisation", LOAD, "    return __import__('json').loads(data)\n"),
    "our own pages": (
        "open-redirect",
        GO,
        GO.replace(
            'request.args["next"]', 'request.args["next"] if request.args["next"] == "hello" else "/"'
        ),
    ),
    "options end": ("argument-injection", GREP, GREP.replace('"grep", ', '"grep", "--", ')),
    "members are looked at": (
        "archive-extraction",
        UNPACK,
        UNPACK.replace(
            "folder)",
            "folder, members=[one for one in bundle if one.isfile()"
            " and not {'', '..'} & {*one.name.split('/')}])",
        ),
    ),
    "escaped": ("cross-site-scripting", SAY, SAY.replace("{name}", "{__import__('html').escape(name)}")),
}
if hasattr(tarfile, "data_filter"):  # Python before 3.11.4 knows no filters
    HONEST["members are filtered"] = (
        "archive-extraction",
        UNPACK,
        UNPACK.replace("folder)", 'folder, filter="data")'),
    )
LONG = {
    "one letter is taken out",
    "quotes are put around it",
    "a leading slash is taken off",
    "compared before it is resolved",
    "only what begins with a slash",
}
"""Second lies of a kind, which each take a run before and one after: told in the long run."""


@pytest.fixture(scope="module")
def target() -> Target:
    return Target({"app.py": APP}, sandbox=Unwalled())


@pytest.fixture(scope="module")
def web() -> Target:
    return Target({"app.py": WEB}, sandbox=Unwalled())


@pytest.mark.parametrize(
    "name", few([pytest.param(one, marks=[pytest.mark.slow] if one in LONG else []) for one in LIES])
)
def test_a_lie_stops_at_this_gate(target: Target, web: Target, name: str) -> None:
    rule, old, new = LIES[name]
    trial = (target if old in APP else web).trial(judge, rule, ("app.py", old, new))
    assert trial.outcome is Outcome.FAILED, trial


@pytest.mark.parametrize("name", few(HONEST))
def test_an_honest_patch_blocks_what_worked(target: Target, web: Target, name: str) -> None:
    rule, old, new = HONEST[name]
    trial = (target if old in APP else web).trial(judge, rule, ("app.py", old, new))
    assert trial.outcome is Outcome.PASSED, trial


def test_what_a_module_that_is_not_there_does_is_not_known(target: Target) -> None:
    new = FIND.replace("% name", "% escape_it(name)")
    trial = target.trial(judge, "sql-injection", ("app.py", FIND, new))
    assert trial.outcome is Outcome.NOT_RUN, trial
    assert "not installed" in trial.why


@pytest.mark.parametrize(
    ("text", "rule", "why"),
    [
        ("import hashlib\nx = hashlib.md5(b'')\n", "weak-hash", "no attack is known"),
        (
            "from flask import request\nx = eval(request.args['q'])\n",
            "code-injection",
            "outside any function",
        ),
        (
            NESTED,
            "code-injection",
            "inside another",
        ),
        ("import missing_of_ours\ndef f(x):\n    return eval(x)\n", "code-injection", "imported"),
        (
            "def f(x):\n    if len(x) < 9999:\n        return 1\n    return eval(x)\n",
            "code-injection",
            "none worked",
        ),
    ],
)
def test_where_nothing_is_shown_it_says_so(text: str, rule: str, why: str) -> None:
    files = {"app.py": text, "missing_of_ours.py": "raise ImportError('x')\n"}
    target = Target(files, sandbox=Unwalled())
    trial = target.trial(judge, rule, ("app.py", text, text + "\n\nx = 1\n"))
    assert (trial.outcome, trial.gate) == (Outcome.NOT_RUN, Gate.G3)
    assert why in trial.why, trial


def test_without_a_sandbox_nothing_is_tried() -> None:
    target = Target({"app.py": APP})
    trial = target.trial(judge, "command-injection", ("app.py", PING, PING.replace("+ host", "+ str(host)")))
    assert trial.outcome is Outcome.NOT_RUN
    assert "not executed" in trial.why


@pytest.mark.parametrize(
    ("location", "away"),
    [
        ("/home", False),
        ("home?next=//evil.example", False),
        ("https://example.org/evil.example", False),
        ("//evil.example", True),
        ("/\\evil.example", True),
        ("https:evil.example", True),
        ("/\t/evil.example", True),
        ("https://example.org@evil.example", True),
        ("https://[evil.example", True),
    ],
)
def test_locations_are_read_as_browsers_read_them(location: str, away: bool) -> None:  # noqa: FBT001
    assert leads_away(location) is away


def test_a_statement_is_known_by_its_skeleton() -> None:
    assert skeleton("select 'a' from t where n = 12") == skeleton("select 'b''c'  from t where n = 3.5")
    assert skeleton("select 'a'") != skeleton("select 'a' or 1")


def test_every_attack_is_for_a_rule_there_is() -> None:
    assert ATTACKS.keys() <= {page.id for page in knowledge().pages}
    assert all(one.payloads for one in ATTACKS.values())
