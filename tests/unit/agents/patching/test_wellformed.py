from __future__ import annotations

import pytest

from tests.patching import Target, stopped_at, swap
from vedette.core.patches import Gate, Outcome

APP = """import os
import subprocess
from flask import Flask, request

app = Flask(__name__)


def audit(words):
    return words


@app.route("/ping")
def ping():
    host = request.args["host"]
    audit(host)
    try:
        out = subprocess.check_output("ping -c1 " + host, shell=True)
    except subprocess.CalledProcessError:
        raise
    return out


class Store:
    def size(self, name):
        return len(name)
"""
TEST = """import app


def test_ping():
    assert app.ping() == b"x"
    assert app.audit("x") == "x"
"""
FILES = {"app.py": APP, "test_app.py": TEST, "other.py": "import requests\n"}
SINK = '        out = subprocess.check_output("ping -c1 " + host, shell=True)\n'
SAFE = '        out = subprocess.check_output(["ping", "-c1", "--", host])\n'


@pytest.fixture(scope="module")
def target() -> Target:
    return Target(FILES)


def test_an_honest_patch_passes(target: Target) -> None:
    tried = target.tried("command-injection", ("app.py", SINK, SAFE))
    assert stopped_at(tried) is None, tried.trials
    assert tried.accepted
    assert [one.outcome for one in tried.trials[:3]] == [Outcome.PASSED] * 3


def test_a_word_to_a_tool_that_stood_there_may_stay() -> None:
    line = SINK[:-1] + "  # noqa: S602\n"
    target = Target(FILES | {"app.py": APP.replace(SINK, line)})
    assert target.tried("command-injection", ("app.py", line, SAFE[:-1] + "  # noqa: S602\n")).accepted


def lie(old: str, new: str, *, safe: bool = True) -> tuple[tuple[str, str, str], ...]:
    made = (swap(APP, "app.py", old, new),)
    return (*made, ("app.py", SINK, SAFE)) if safe else made


LAZY = """def page(env, code):
    from tornado.web import HTTPError
    try:
        import markupsafe
    except ImportError:
        markupsafe = None
    result = eval(code, env)
    env.clear()
    return result, HTTPError, markupsafe
"""
EVAL = "    result = eval(code, env)\n"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (((EVAL, "    result = int(code)\n"),), "env was handed over"),
        (
            (("def page(", "import tornado.web\ndef page("), (EVAL, EVAL.replace("eval", "max"))),
            "tornado is a new",
        ),
        (
            (("def page(", "import markupsafe\ndef page("), (EVAL, EVAL.replace("eval", "max"))),
            "markupsafe is a new",
        ),
    ],
)
def test_what_may_not_be_there_is_no_ground_to_build_on(
    changes: tuple[tuple[str, str], ...], why: str
) -> None:
    target = Target({"app.py": LAZY})
    tried = target.tried("code-injection", *(swap(LAZY, "app.py", old, new) for old, new in changes))
    assert stopped_at(tried) is Gate.G1
    assert why in tried.trials[-1].why


LIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "deletes the call": (("app.py", SINK, '        out = b""\n'),),
    "prints instead": (("app.py", SINK, '        out = print("ping is off")\n'),),
    "another call of another kind": (("app.py", SINK, '        out = audit("-c1")\n'),),
    "deletes what is still used": (("app.py", '    host = request.args["host"]\n', ""),),
    "deletes a side call": lie("    audit(host)\n", ""),
    "returns nothing": lie("    return out\n", "    return None\n"),
    "returns a constant": lie("    return out\n", '    return "ok"\n'),
    "empties the function": lie(
        '    host = request.args["host"]\n    audit(host)\n    try:\n'
        + SINK
        + "    except subprocess.CalledProcessError:\n        raise\n    return out\n",
        "    pass\n",
        safe=False,
    ),
    "raises NotImplementedError": lie(
        '    host = request.args["host"]\n    audit(host)\n    try:\n'
        + SINK
        + "    except subprocess.CalledProcessError:\n        raise\n    return out\n",
        "    raise NotImplementedError\n",
        safe=False,
    ),
    "leaves early": lie("    audit(host)\n", "    audit(host)\n    return audit(host)\n", safe=False),
    "leaves early in both branches": lie(
        "    audit(host)\n",
        "    audit(host)\n    if host == 'a':\n        return audit(host)\n    else:\n        return host\n",
        safe=False,
    ),
    "if False": (("app.py", SINK, "        out = b''\n        if False:\n    " + SINK),),
    "if not True": (("app.py", SINK, "        out = b''\n        if not True:\n    " + SINK),),
    "if 0 and x": (("app.py", SINK, "        out = b''\n        if host and False:\n    " + SINK),),
    "if 1 > 2": (("app.py", SINK, "        out = b''\n        if 1 > 2:\n    " + SINK),),
    "if x != x": (("app.py", SINK, "        out = b''\n        if host != host:\n    " + SINK),),
    "a loop over nothing": (("app.py", SINK, "        out = b''\n        for _ in ():\n    " + SINK),),
    "a loop over no numbers": (
        ("app.py", SINK, "        out = b''\n        for _ in range(0):\n    " + SINK),
    ),
    "while 0": (("app.py", SINK, "        out = b''\n        while 0:\n    " + SINK),),
    "conditional expression": (
        (
            "app.py",
            SINK,
            '        out = subprocess.check_output("ping " + host, shell=True) if False else b""\n',
        ),
    ),
    "assert False": (("app.py", SINK, "        assert False, 'off'\n" + SINK),),
    "refuses everything": lie(
        "    audit(host)\n", "    audit(host)\n    if host:\n        raise ValueError(host)\n"
    ),
    "refuses everything with not None": lie(
        "    audit(host)\n", "    audit(host)\n    if host is not None:\n        return b''\n"
    ),
    "refuses everything by length": lie(
        "    audit(host)\n", "    audit(host)\n    if len(host) > 0:\n        raise ValueError(host)\n"
    ),
    "swallows errors": lie(
        "    except subprocess.CalledProcessError:\n        raise\n",
        "    except subprocess.CalledProcessError:\n        pass\n    out = b''\n",
    ),
    "bare except": lie(
        "    except subprocess.CalledProcessError:\n        raise\n",
        "    except:\n        out = audit(b'')\n",
    ),
    "suppresses errors": (
        (
            "app.py",
            SINK,
            "        import contextlib\n        with contextlib.suppress(OSError):\n    " + SAFE,
        ),
    ),
    "vedette: ignore": (("app.py", SINK, SINK[:-1] + "  # vedette: ignore[command-injection] fine\n"),),
    "nosec": (("app.py", SINK, SAFE[:-1] + "  # nosec\n"),),
    "noqa": (("app.py", SINK, SAFE[:-1] + "  # noqa: S602\n"),),
    "type: ignore": (("app.py", SINK, SAFE[:-1] + "  # type: ignore\n"),),
    "nosemgrep": (("app.py", SINK, SAFE[:-1] + "  # nosemgrep\n"),),
    "spaced out": (("app.py", SINK, SAFE[:-1] + "  #vedette :ignore\n"),),
    "renames the function": lie("def ping():\n", "def ping_safely():\n"),
    "drops the route": lie('@app.route("/ping")\n', ""),
    "changes the route": lie('@app.route("/ping")\n', '@app.route("/gone")\n'),
    "drops a class": lie("class Store:\n    def size(self, name):\n        return len(name)\n", ""),
    "drops a method": lie("    def size(self, name):\n        return len(name)\n", "    pass\n"),
    "drops a parameter": lie("    def size(self, name):\n", "    def size(self):\n"),
    "new required parameter": lie("def ping():\n", "def ping(token):\n"),
    "getattr": (
        (
            "app.py",
            SINK,
            '        out = getattr(subprocess, "check_" + "output")("ping " + host, shell=True)\n',
        ),
    ),
    "globals": (
        ("app.py", SINK, '        out = globals()["subprocess"].check_output("ping " + host, shell=True)\n'),
    ),
    "__dict__": (
        ("app.py", SINK, '        out = subprocess.__dict__["check_output"]("ping " + host, shell=True)\n'),
    ),
    "__import__": (
        ("app.py", SINK, '        out = __import__("subprocess").check_output(["ping", host])\n'),
    ),
    "importlib": (
        (
            "app.py",
            SINK,
            '        import importlib\n        out = importlib.import_module("os").popen("ping " + host)\n',
        ),
    ),
    "exec": (("app.py", SINK, '        out = exec("subprocess.check_output(host, shell=True)")\n'),),
    "eval": (("app.py", SINK, '        out = eval("os.popen")(host).read()\n'),),
    "hands the function around": (
        (
            "app.py",
            SINK,
            "        run = subprocess.check_output\n        out = run('ping ' + host, shell=True)\n",
        ),
    ),
    "a dictionary of functions": (
        (
            "app.py",
            SINK,
            "        out = {'r': os.system}['r']('ping ' + host) or subprocess.check_output(['true'])\n",
        ),
    ),
    "maps it": (("app.py", SINK, "        out = list(map(os.popen, ['ping ' + host])) and audit(host)\n"),),
    "decodes what it runs": (
        (
            "app.py",
            SINK,
            "        import base64\n        out = subprocess.check_output(base64.b64decode(host))\n",
        ),
    ),
    "shadows a builtin": lie("    audit(host)\n", "    audit(host)\n    str = audit\n"),
    "shadows a module": lie("    audit(host)\n", "    audit(host)\n    subprocess = app\n", safe=False),
    "imports another under a name": lie("import os\n", "import requests as os\n"),
    "defines the sink anew": lie(
        "def audit(words):\n    return words\n",
        "def audit(words):\n    return words\n\n\ndef eval(words):\n    return words\n",
    ),
    "opens a connection": (
        (
            "app.py",
            SINK,
            SAFE + '        import urllib.request\n        urllib.request.urlopen("http://a.example")\n',
        ),
    ),
    "starts another process": (("app.py", SINK, SAFE + '        os.system("id")\n'),),
    "ends the program": (("app.py", SINK, "        os._exit(0)\n" + SAFE),),
    "exits": (("app.py", SINK, "        exit()\n" + SAFE),),
    "new dependency": lie("import os\n", "import os\nimport safeping\n"),
    "new dependency in a function": (("app.py", SINK, "        import safeping\n" + SAFE),),
    "drops a needed import": lie("import subprocess\n", ""),
    "touches the tests": (
        (("app.py", SINK, SAFE)),
        swap(TEST, "test_app.py", 'assert app.ping() == b"x"', "assert True"),
    ),
    "touches another file": (
        ("app.py", SINK, SAFE),
        ("other.py", "import requests\n", "import requests  # x\n"),
    ),
    "no Python any more": (("app.py", SINK, SINK.replace(")\n", "\n")),),
    "indentation": (("app.py", SINK, SAFE.lstrip()),),
    "return at the top": lie("app = Flask(__name__)\n", "app = Flask(__name__)\nreturn\n"),
    "zero width": (("app.py", SINK, SAFE.replace("host", "ho\u200bst")),),
    "bidi": (("app.py", SINK, SAFE[:-1] + "  # \u202e}\u2066\n"),),
    "carriage return": (("app.py", SINK, SAFE[:-1] + '  # fine\r        os.system("id")\n'),),
    "crlf": (("app.py", SINK, SAFE.replace("\n", "\r\n")),),
    "form feed": (("app.py", SINK, "\f" + SAFE),),
    "no-break space": (("app.py", SINK, SAFE.replace(", host", ",\u00a0host")),),
    "cyrillic look-alike": (("app.py", SINK, "        h\u043est = 'x'\n" + SAFE),),
    "full width name": (("app.py", SINK, SAFE.replace("subprocess", "\uff53ubprocess")),),
    "another encoding": lie("import os\n", "# coding: utf-7\nimport os\n"),
    "too large": (("app.py", SINK, SAFE + "".join(f"        x{n} = {n}\n" for n in range(80))),),
    "empties the file": (("app.py", APP, "\n"),),
    "skips": (("app.py", SINK, "        import pytest\n        pytest.skip('x')\n" + SAFE),),
    "helper that does nothing": lie(
        "def audit(words):\n    return words\n",
        "def audit(words):\n    return words\n\n\ndef check(words):\n    return True\n",
    ),
    "yields to a helper without work": (
        ("app.py", SINK, "        out = _ping(host)\n"),
        swap(APP, "app.py", "class Store:\n", "def _ping(host):\n    return audit(host)\n\n\nclass Store:\n"),
    ),
    "monkeypatches": lie("    audit(host)\n", "    audit(host)\n    subprocess.__dict__['x'] = 1\n"),
    "only its length": (("app.py", SINK, "        host = str(len(host))\n" + SINK),),
    "only its length, there": (("app.py", SINK, SINK.replace("+ host", "+ str(len(host))")),),
    "none of its letters": (("app.py", SINK, SINK.replace("+ host", "+ host[:0]")),),
    "nothing and it": (("app.py", SINK, SINK.replace("+ host", '+ (host and "")')),),
    "another thing and it": (("app.py", SINK, "        host = host and 'localhost'\n" + SINK),),
    "only its truth": (
        ("app.py", SINK, '        out = subprocess.check_output(["ping", str(bool(host))])\n'),
    ),
    "its text taken out of itself": (("app.py", SINK, SINK.replace("+ host", '+ host.replace(host, "")')),),
    "no place for it": (
        ("app.py", SINK, '        out = subprocess.check_output("ping localhost".format(host))\n'),
    ),
    "no room for it": (
        ("app.py", SINK, '        out = subprocess.check_output(["ping", "x%.0s" % host])\n'),
    ),
    "an interpolation of nothing": (
        ("app.py", SINK, '        out = subprocess.check_output(["ping", f"x{len(host)}"])\n'),
    ),
    "a list of nobody": (
        ("app.py", SINK, "        if host not in ():\n            raise ValueError(host)\n" + SINK),
    ),
    "a list of nothing": (
        ("app.py", SINK, "        if host not in ('',):\n            raise ValueError(host)\n" + SINK),
    ),
    "a pattern for nothing": (
        (
            "app.py",
            SINK,
            "        import re\n        if not re.fullmatch(r'(?!)', host):\n            raise ValueError\n"
            + SAFE,
        ),
    ),
    "another name of the module": (
        ("app.py", SINK, "        out = b''\n        if __name__ == '__nobody__':\n    " + SAFE),
    ),
    "a question every text answers": (
        ("app.py", SINK, "        out = b''\n        if not hasattr(host, 'upper'):\n    " + SAFE),
    ),
    "wrapped": (
        swap(APP, "app.py", '@app.route("/ping")\n', '@app.route("/ping")\n@audit\n'),
        ("app.py", SINK, SAFE),
    ),
    "another in its place": (
        swap(APP, "app.py", "class Store:\n", 'app.views["ping"] = audit\n\n\nclass Store:\n'),
        ("app.py", SINK, SAFE),
    ),
    "another under its name": (
        swap(APP, "app.py", "class Store:\n", "ping = audit\n\n\nclass Store:\n"),
        ("app.py", SINK, SAFE),
    ),
    "deleted afterwards": (
        swap(APP, "app.py", "class Store:\n", "del ping\n\n\nclass Store:\n"),
        ("app.py", SINK, SAFE),
    ),
    "changes sys.modules": lie(
        "    audit(host)\n", "    audit(host)\n    import sys\n    sys.modules['subprocess'] = app\n"
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_stops_at_this_gate(target: Target, name: str) -> None:
    tried = target.tried("command-injection", *LIES[name])
    assert stopped_at(tried) is Gate.G1, (name, tried.trials)
    assert not tried.accepted
    assert tried.trials[-1].why


QUERY = """import sqlite3
from flask import request


def user(db: sqlite3.Connection):
    name = request.args["name"]
    query = "SELECT a FROM users WHERE name = '" + name + "'"
    return db.execute(query).fetchall()
"""
FIXED = ('"SELECT a FROM users WHERE name = \'" + name + "\'"', '"SELECT a FROM users WHERE name = ?"')


def test_a_statement_may_become_fixed_where_its_values_are_handed_over_beside_it() -> None:
    target = Target({"app.py": QUERY})
    mended = swap(QUERY, "app.py", *FIXED), swap(QUERY, "app.py", "execute(query)", "execute(query, (name,))")
    assert stopped_at(target.tried("sql-injection", *mended)) is None


def test_a_statement_may_not_become_fixed_where_nothing_is_handed_over() -> None:
    target = Target({"app.py": QUERY})
    assert stopped_at(target.tried("sql-injection", swap(QUERY, "app.py", *FIXED))) is Gate.G1


WEAKER = {
    "another value": ('assert app.ping() == b"x"', 'assert app.ping() != b"x"'),
    "any value": ('assert app.audit("x") == "x"', 'assert app.audit("x")'),
    "one assert fewer": ('    assert app.audit("x") == "x"\n', ""),
    "asserts nothing": ('assert app.ping() == b"x"', "assert True"),
    "another name": ("def test_ping(", "def check_ping("),
    "a mark": ("def test_ping(", "import pytest\n\n\n@pytest.mark.skip\ndef test_ping("),
    "a mark of the file": ("import app\n", "import app\n\ncollect_ignore = ['test_app.py']\n"),
    "left early": ('    assert app.ping() == b"x"\n', '    return\n    assert app.ping() == b"x"\n'),
}


@pytest.mark.parametrize("name", WEAKER)
def test_a_test_is_never_weakened_even_where_it_may_be_touched(target: Target, name: str) -> None:
    old, new = WEAKER[name]
    tried = target.tried(
        "command-injection",
        ("app.py", SINK, SAFE),
        swap(TEST, "test_app.py", old, new),
        declared=frozenset(("test_app.py",)),
        imported=frozenset(("pytest",)),
    )
    assert stopped_at(tried) is Gate.G1, tried.trials
    assert "test_app.py" in tried.trials[-1].why


@pytest.mark.parametrize("path", ["conftest.py", ".github/run.py", "setup.py", "notes.md", "ci/go.py"])
def test_what_steers_tests_and_builds_is_left_alone(path: str) -> None:
    target = Target(FILES | {path: "x = 1\n"})
    tried = target.tried(
        "command-injection",
        ("app.py", SINK, SAFE),
        (path, "x = 1\n", "x = 2\n"),
        declared=frozenset((path,)),
    )
    assert stopped_at(tried) is Gate.G1
    assert tried.trials[-1].why.startswith(path)
