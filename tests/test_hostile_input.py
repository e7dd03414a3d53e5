"""Files written to hurt who reads them, through the real command in a process with little memory.

They lie beside a file with one finding: that finding must come, in time, and the exit code must say so.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess  # noqa: TID251  a user starts a process
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from tests.examples import few
from tests.toys import plant
from tests.warm import warm
from vedette.app.acquire.names import brief

GOOD = "from flask import request\neval(request.args['q'])\n"
BOUNDED = ["/bin/sh", "-c", 'ulimit -v "$0" && exec "$@"', str(1536 << 10)]
"""A process that can take up 1.5 GiB and no more."""
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
"""What is measured takes four times as long, and these files show no line that others do not."""
CPU_MAX = 10
SIDES = {"(": ")", "[": "]", "{": "}"}


def _blocks(head: str, depth: int, last: str = "pass") -> str:
    return "".join(" " * level + head + "\n" for level in range(depth)) + " " * depth + last + "\n"


def _doubling(depth: int) -> str:
    """Each function calls the one before twice: run anew each time, the last takes 2 to the `depth` steps."""
    calls = "".join(f"def f{n}(x):\n    return f{n - 1}(x) + f{n - 1}(x + '{n}')\n" for n in range(1, depth))
    return f"def f0(x):\n    return x\n{calls}import sys\neval(f{depth - 1}(sys.argv[1]))\n"


def _conditions(depth: int) -> str:
    """Each level asks for the other operator: both outcomes of every part matter."""
    test = "a0"
    for level in range(depth):
        test = f"({test} {('and', 'or')[level % 2]} a{level})"
    return (
        f"def f({', '.join(f'a{level}' for level in range(depth))}):\n    if {test}:\n        return {test}\n"
    )


DEEP = {
    **{f"x = {side * 5000}1{other * 5000}\n": f"sides-{side}" for side, other in SIDES.items()},
    f"x = {'f(' * 5000}1{')' * 5000}\n": "calls",
    f"x = {'a[' * 5000}1{']' * 5000}\n": "indexes",
    f"x = {'lambda: ' * 5000}1\n": "lambdas",
    f"x = {'not ' * 20000}1\n": "nots",
    f"x = {'-' * 20000}1\n": "minuses",
    f"x = a{'.b' * 100000}\n": "attributes",
    f"x = a{'.b()' * 20000}\n": "methods",
    f"x = a{'()' * 20000}\n": "calls-of-calls",
    f"x = {'1 if y else ' * 5000}2\n": "ternaries",
    f"x = {' + '.join(['y'] * 50000)}\n": "sum",
    f"x = {' and '.join(['y'] * 5000)}\n": "and",
    f"if {' or '.join(f'y{n}' for n in range(3000))}:\n    x = 1\n": "or",
    f"x = {' < '.join(['y'] * 20000)}\n": "compare",
    f"x = {'{y: ' * 3000}1{'}' * 3000}\n": "dicts",
    f"x = {'[y for y in ' * 2000}z{']' * 2000}\n": "comprehensions",
    "x = " + "f'{" * 100 + "y" + "}'" * 100 + "\n": "f-strings",
    "x = f'" + "{y}" * 50000 + "'\n": "holes",
    "@a\n" * 20000 + "def f(): pass\n": "decorators",
    f"@{'a(' * 3000}{')' * 3000}\ndef f(): pass\n": "decorator",
    f"def f(x: {'A[' * 3000}{']' * 3000}): pass\n": "annotation",
    f"x = {'(y := ' * 3000}1{')' * 3000}\n": "walrus",
    f"x = {'await ' * 5000}y\n": "awaits",
    f"match x:\n    case {'[' * 3000}y{']' * 3000}:\n        pass\n": "patterns",
    f"{', '.join(['*x'] * 5000)} = y\n": "stars",
    f"{' = '.join(f'x{n}' for n in range(20000))} = y\n": "targets",
    f"global {', '.join(f'x{n}' for n in range(20000))}\n": "globals",
}
BLOCKS = {
    "if": "if x:",
    "while": "while x:",
    "for": "for x in y:",
    "with": "with x as y:",
    "try": "try:",
    "def": "def f(x):",
    "class": "class A(B):",
    "match": "match x:",
}
ODD: dict[str, str | bytes] = {
    "elif": "if a == 0:\n    x = 0\n" + "".join(f"elif a == {n}:\n    x = {n}\n" for n in range(10_000)),
    "try-in-try": "".join(" " * level + "try:\n" for level in range(90))
    + " " * 90
    + "x = y()\n"
    + "".join(
        " " * level + "except E:\n" + " " * (level + 1) + "x = z(x)\n" for level in reversed(range(90))
    ),
    "loops": _blocks("for x in f(x):", 99, "x = g(x)"),
    "loops-known": _blocks("for x in (1, 2, 3):", 99, "y += x"),
    "loops-while": _blocks("while x:", 99, "x = g(x)"),
    "ifs-in-row": "".join(f"if a{n}:\n    x = b{n}\n" for n in range(5000)),
    "inherits-itself": "class A(A): pass\nclass B(C): pass\nclass C(B): pass\nclass B(C): pass\n"
    "A().x.y()\nB().x()\n",
    "inherits-much": "class A0: pass\n"
    + "".join(f"class A{n}(A{n - 1}, A{max(0, n - 2)}): pass\n" for n in range(1, 300))
    + "A299().f(1)\n",
    "contains-itself": "x = []\nx.append(x)\ny = {}\ny['y'] = y\ny[x] = x\nx[0][0][0].append(y)\neval(x)\n"
    "class A: pass\na = A()\na.a = a\na.a.a.b = x\nprint(a.a.a.a.a)\nfor x in x:\n    x.append(x)\n",
    "doubles-itself": "x = [y]\n" + "x = [x, x]\n" * 200 + "eval(x)\n",
    "grows": "x = ''\n" + "x = x + x + 'a'\n" * 200 + "eval(x)\n",
    "grows-list": "x = [1, 2]\n" + "x = x + x\n" * 100 + "y = [*x, *x]\n" * 100,
    "grows-tuple": "x = (1, 2)\n" + "x = x * 9\n" * 100,
    "calls-twice": _doubling(40),
    "calls-itself": "def f(x):\n    return f(f(x)) + g(f, x)\ndef g(h, x):\n    return h(g(h, f(x)))\n"
    "f(input())\n",
    "conditions": _conditions(60),
    "power": "x = 10**10**10\ny = 2**x\nz = pow(10, 10**10)\nw = (-1)**0.5**9e99\n",
    "repeat": "x = 'a'*10**9\ny = [0]*10**9\nz = (1,)*10**9\nb = 10**9*b'ab'\nw = 'x'.ljust(10**9)\n",
    "shift": "x = 1<<10**9\ny = 1<<(1<<70)\nz = -1>>-1\n",
    "format": "x = '%999999999d' % 1\ny = '{:>999999999}'.format(1)\nz = f'{1:>999999999}'\n"
    "w = '%*d' % (10**9, 1)\n",
    "divide": "x = 1/0\ny = 1%0\nz = 0**-1\nw = 'a' % 1\nv = [] + 1\nu = 10**400 / 3\nt = 1e308 * 10\n",
    "ranges": "for x in range(10**18):\n    y = x\nz = list(range(10**18))\n"
    "w = [*range(10**9)]\nv = 5 in range(10**18)\n",
    "digits": "x = " + "9" * 100_000 + "\ny = 0x" + "f" * 100_000 + "\nz = str(x)\n",
    "text": "x = '" + "a" * 1_000_000 + "'\ny = x * 1000\nz = x % x\n",
    "expressions": "x = [" + ", ".join(f"f({n}, 'a{n}')" for n in range(60_000)) + "]\n",
    "builtins": "eval = print\nprint = len\nstr = int = list = dict = open = object = None\n"
    "__builtins__ = {}\n"
    "def isinstance(*a): return True\nclass type: pass\nsuper = type\nlocals()['x'] = 1\neval(input())\n",
    "imports-itself": "import a\nfrom a import *\nfrom a import x as x\nimport a.a.a\n"
    "from .a import b\nfrom .... import c\n",
    "secrets": "password = '" + "aB3$" * 100_000 + "'\n",
    "pattern": "import re\nre.compile('" + "(a*" * 200 + ")*" * 200 + "').match(input())\n",
    "pattern-long": "import re\nre.match(r'" + "(?:a|b|c)*x+" * 3000 + "', y)\n",
    "not-utf-8": b"x = '\xff\xfe\xc3'\n",
    "bom": b"\xef\xbb\xbfx = 1\n",
    "utf-16": "x = 1\n".encode("utf-16"),
    "cookie": b"# -*- coding: no-such-thing -*-\nx = '\xff'\n",
    "nul": b"x = 1\0\n",
    "bidi": "# \u202e\u2066 if admin\nx = '\u202e'\n".encode(),
}
SLOW: dict[str, str] = {
    "functions": "".join(f"def f{n}(x):\n    return f{n // 2}(x)\n" for n in range(100_000)),
    "names": "".join(f"x{n} = f(x{n // 2})\n" for n in range(100_000)),
    "one-expression": "x = f(" + " + ".join(f"a{n}[{n}]" for n in range(80_000)) + ")\n",
    "one-list": "x = [" + "[1, 'a', b], " * 80_000 + "]\n",
    "classes": "".join(f"class A{n}(A{n // 2}):\n    def m(self): return self.m()\n" for n in range(10_000)),
}


def ran(root: Path, target: str = "app") -> tuple[int, dict[str, Any], float]:
    """Scan as a user does, with bounds; return exit code, report, seconds of the processor."""
    out = root / "report.json"
    command = [
        sys.executable,
        "-m",
        "vedette",
        "scan",
        str(root / target),
        "--format",
        "json",
        "--output",
        str(out),
    ]
    places = {"VEDETTE_DATA_DIR": str(root / "data"), "VEDETTE_CACHE_DIR": warm()}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603
        BOUNDED + command, env={**UNMEASURED, **places}, capture_output=True, check=False, timeout=120
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, json.loads(out.read_bytes()) if out.exists() else {"words": done.stderr}, spent


def holds(tmp_path: Path, files: Mapping[str, str | bytes]) -> dict[str, Any]:
    plant(tmp_path / "app", {"good.py": GOOD, **files})
    code, report, spent = ran(tmp_path)
    assert code == 1, report
    assert "good.py" in {one["evidence"][-1]["name"] for one in report["findings"]}
    skipped = report["coverage"]["skipped"]
    assert not [note for note in skipped if "fault" in note["why"]]
    assert len({note["what"] for note in skipped}) == len(skipped), "one note a file"
    assert spent < CPU_MAX
    return report


def together(files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """Each in a folder of its own: one start for all, and what bounds all of them bounds each."""
    return {f"{name}/a.py": text for name, text in files.items()}


@pytest.mark.parametrize("share", few(range(4), 4))
def test_depth_and_length_of_expressions_cost_little(share: int, tmp_path: Path) -> None:
    holds(tmp_path, together({name: text for text, name in list(DEEP.items())[share::4]}))


@pytest.mark.parametrize("depth", [99, pytest.param(1000, marks=pytest.mark.slow)])
def test_depth_of_blocks_costs_little(depth: int, tmp_path: Path) -> None:
    holds(tmp_path, together({name: _blocks(block, depth) for name, block in BLOCKS.items()}))


@pytest.mark.parametrize("share", few(range(6), 6))
def test_odd_files_cost_little(share: int, tmp_path: Path) -> None:
    holds(tmp_path, together(dict(sorted(ODD.items())[share::6])))


WHY = {
    "nul.py": "holds NUL bytes",
    "utf-16.py": "holds NUL bytes",
    "not-utf-8.py": "not UTF-8 (byte 0xff on line 1)",
    "not-utf-8-and-broken.py": "read as Latin-1, against Python's rules; 1 place(s) are not valid Python",
    "coding.py": "declares the coding no-such, which Python does not know",
    "bidi.py": "reorders text (U+202E on line 1)",
    "deep.py": "nested too deeply",
    "large.py": "larger than the limit",
    "pipe.py": "a named pipe",
    "loop": "Too many levels of symbolic links",
    "nowhere.py": "a link that leads nowhere",
    "out.py": "a link that leads out of the folder",
    "up": "a link that leads out of the folder",
    "/".join(["d"] * 65): "more than 64 folders deep",
}
"""What is wrong with each of these."""


def _one_of_each(root: Path) -> None:
    """Lay down what is hostile, each in one form."""
    texts: dict[str, str | bytes] = {
        "nul.py": GOOD + "\0",
        "utf-16.py": GOOD.encode("utf-16"),
        "not-utf-8.py": b"x = '\xff'\n" + GOOD.encode(),
        "not-utf-8-and-broken.py": b"x = '\xff'\n" + GOOD.encode() + b")\n",
        "coding.py": "# coding: no-such\n" + GOOD,
        "latin-1.py": b"#!/usr/bin/python\n# coding: latin-1\nx = '\xff'\n" + GOOD.encode(),
        "bidi.py": "x = '\u202e'\n" + GOOD,
        "deep.py": f"x = {'(' * 50_000}1{')' * 50_000}\n",
        "large.py": "",
        "/".join(["d"] * 80) + "/a.py": GOOD,
    }
    plant(root, texts)
    with (root / "large.py").open("r+b") as file:
        file.truncate(50 << 20)
    os.mkfifo(root / "pipe.py")
    links = {
        "loop": "loop",
        "nowhere.py": "gone",
        "out.py": "/etc/passwd",
        "up": "..",
        "self": ".",
        "b.py": "good.py",
    }
    for name, end in links.items():
        (root / name).symlink_to(end)


def test_of_each_hostile_thing_one_reason_is_given(tmp_path: Path) -> None:
    plant(tmp_path / "app", {"good.py": GOOD})
    _one_of_each(tmp_path / "app")
    report = holds(tmp_path, {})
    told = {one["what"]: one["why"] for one in report["coverage"]["skipped"]}
    assert told.keys() == WHY.keys()
    assert not {name: told[name] for name, why in WHY.items() if why not in told[name]}
    read = {"not-utf-8.py", "not-utf-8-and-broken.py", "coding.py", "latin-1.py", "bidi.py", "good.py"}
    assert {one["evidence"][-1]["name"] for one in report["findings"]} == read


ENTRIES = {
    "../up.py": "climbs out",
    "/etc/abs.py": "an absolute path",
    "C:\\drive.py": "an absolute path",
    "a\\b.py": "a backslash",
    "/".join(["d"] * 80) + "/a.py": "folders deep",
    "bomb.py": "unpacks to more than 200 times its size",
    "nul.py": "holds NUL bytes",
    "link.py": "a link",
}
"""What is wrong with each of these entries of an archive."""


def test_of_each_hostile_entry_of_an_archive_one_reason_is_given(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("good.py", GOOD)
        for name in ENTRIES:
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            if name == "link.py":
                info.external_attr = 0o120777 << 16
            text = {"bomb.py": "#" * (7 << 20), "nul.py": "x\0", "link.py": "/etc/passwd"}.get(name, GOOD)
            archive.writestr(info, text)
    code, report, spent = ran(tmp_path, "a.zip")
    assert code == 1, report
    assert [one["evidence"][-1]["name"] for one in report["findings"]] == ["good.py"]
    told = {one["what"]: one["why"] for one in report["coverage"]["skipped"]}
    assert told.keys() == set(map(brief, ENTRIES))
    assert not {name: why for name, why in ENTRIES.items() if why not in told[brief(name)]}
    assert spent < CPU_MAX


@pytest.mark.parametrize("name", ["a.zip", pytest.param("a.tar.gz", marks=pytest.mark.slow)])
def test_what_is_no_archive_at_all_is_a_mistake(name: str, tmp_path: Path) -> None:
    plant(tmp_path, {name: "hello"})
    assert ran(tmp_path, name)[0] == 2


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_files_as_dense_as_is_read_stay_within_memory(tmp_path: Path) -> None:
    text = "a\n" * 990_000
    plant(tmp_path / "app", {"good.py": GOOD, "a.py": text, "b.py": text, "c.py": "a\n" * 1_100_000})
    code, report, _ = ran(tmp_path)
    assert code == 1, report
    assert [one["what"] for one in report["coverage"]["skipped"]] == ["c.py"]


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", SLOW)
def test_big_files_cost_what_their_size_does(name: str, tmp_path: Path) -> None:
    holds(tmp_path, {"a.py": SLOW[name]})


@pytest.mark.slow
def test_fifty_megabytes_in_one_line_are_not_read(tmp_path: Path) -> None:
    report = holds(tmp_path, {"a.py": b"x = '" + b"a" * (50 << 20) + b"'"})
    assert {note["what"] for note in report["coverage"]["skipped"]} == {"a.py"}


def test_imports_in_a_circle_cost_little(tmp_path: Path) -> None:
    around = {
        f"m{n}.py": f"from m{(n + 1) % 50} import *\nimport m{(n + 7) % 50} as x\nx.y = x\n"
        for n in range(50)
    }
    package = {f"p/{n}/__init__.py": "from .. import *\nfrom . import p\nfrom ...p import x\n" for n in "abc"}
    itself = {"a.py": ODD["imports-itself"]}
    holds(tmp_path, {**around, **itself, **package, "p/__init__.py": "from .a import *\nfrom .p import p\n"})
