"""A scan after an edit gives what a cold scan gives, and runs only what the edit can have changed."""

import hashlib

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import ScanResult, program, scan
from vedette.core.sources import SourceFile
from vedette.store.cache import Memory

PROGRAM = {
    "shop/__init__.py": "",
    "shop/views.py": (
        "from flask import Flask, request\nfrom shop import data\nfrom shop.words import shout\n"
        "app = Flask(__name__)\n\n"
        "@app.route('/find')\ndef find():\n    return shout(data.find(request.args['q']))\n"
    ),
    "shop/data.py": (
        "import sqlite3\n\ndef find(words):\n    db = sqlite3.connect('shop.db')\n"
        "    return db.execute('SELECT * FROM t WHERE w = ' + words).fetchall()\n\n"
        "def other():\n    return 1\n"
    ),
    "shop/words.py": "def shout(text):\n    return 'x'\n\ndef whisper(text):\n    return text\n",
    "shop/alone.py": "import os\n\ndef run(name):\n    os.system(name)\n",
    "shop/urls.py": (
        "from django.urls import path\nfrom shop.pages import page\n\nurlpatterns = [path('p', page)]\n"
    ),
    "shop/pages.py": "import os\n\ndef page(request, name):\n    os.system(name)\n",
}


def files(texts: dict[str, str]) -> list[SourceFile]:
    return [one(path, text.encode()) for path, text in texts.items()]


def one(path: str, data: bytes) -> SourceFile:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=path, digest=digest, size=len(data), read=lambda: data)


def after(edit: dict[str, str]) -> tuple[ScanResult, ScanResult]:
    """Scan, edit, scan again; return that and a cold scan of the edited program."""
    cache = Memory()
    scan(files(PROGRAM), KNOWLEDGE, cache)
    edited = PROGRAM | edit
    return scan(files(edited), KNOWLEDGE, cache), scan(files(edited), KNOWLEDGE)


def same(warm: ScanResult, cold: ScanResult) -> bool:
    return warm.findings == cold.findings and warm.coverage == cold.coverage


def test_unchanged_is_answered_from_the_cache() -> None:
    cache = Memory()
    first = scan(files(PROGRAM), KNOWLEDGE, cache)
    assert scan(files(PROGRAM), KNOWLEDGE, cache) == first


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("shop/data.py", "'SELECT * FROM t WHERE w = ' + words", "'SELECT * FROM t WHERE w = ?', (words,)"),
        ("shop/data.py", "return 1", "return 2"),
        ("shop/data.py", "import sqlite3", "# a comment\nimport sqlite3"),
        ("shop/views.py", "request.args['q']", "'nothing'"),
        ("shop/views.py", "data.find", "print"),
        ("shop/words.py", "return 'x'", "return text"),
        ("shop/alone.py", "os.system(name)", "pass"),
        ("shop/urls.py", "path('p', page)", ""),
        ("shop/pages.py", "os.system(name)", "os.system('ls')"),
    ],
)
def test_an_edit_gives_what_a_cold_scan_gives(path: str, old: str, new: str) -> None:
    assert old in PROGRAM[path]
    warm, cold = after({path: PROGRAM[path].replace(old, new)})
    assert same(warm, cold)
    assert warm.stages["functions_run"] < cold.stages["functions_run"]


def test_an_edit_touches_only_what_rests_on_it() -> None:
    warm, _ = after({"shop/alone.py": PROGRAM["shop/alone.py"].replace("name", "command")})
    assert warm.stages["files_run"] == 1


def test_a_new_comment_runs_only_its_own_file_again() -> None:
    warm, cold = after({"shop/words.py": "# said loudly\n" + PROGRAM["shop/words.py"]})
    assert same(warm, cold)
    assert warm.stages["functions_run"] == 2


def test_a_file_that_is_gone_or_new_is_seen() -> None:
    cache = Memory()
    scan(files(PROGRAM), KNOWLEDGE, cache)
    fewer = {path: text for path, text in PROGRAM.items() if path != "shop/data.py"}
    assert same(scan(files(fewer), KNOWLEDGE, cache), scan(files(fewer), KNOWLEDGE))
    assert same(scan(files(PROGRAM), KNOWLEDGE, cache), scan(files(PROGRAM), KNOWLEDGE))


def after_in(texts: dict[str, str], edit: dict[str, str]) -> tuple[ScanResult, ScanResult]:
    """Scan a program, edit it, scan again; return that and a cold scan of the edited program."""
    cache = Memory()
    scan(files(texts), KNOWLEDGE, cache)
    edited = texts | edit
    return scan(files(edited), KNOWLEDGE, cache), scan(files(edited), KNOWLEDGE)


REQUEST = "from flask import request\n"
CALLER = REQUEST + "def go(thing):\n    return thing.launch_it(request.args['q'])\n"
RUNNER = "import os\n\nclass Runner:\n    def launch_it(self, command):\n        os.system(command)\n"


def test_a_method_known_by_its_name_alone_is_found_in_a_file_that_is_not_run_again() -> None:
    warm, cold = after_in({"a.py": CALLER, "b.py": RUNNER}, {"a.py": "import re\n" + CALLER})
    assert [one.evidence[0].name for one in cold.findings] == ["a.py"]
    assert same(warm, cold)


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("around", "by"),
    [
        ("if x:\n{}", 4),
        ("if x:\n    pass\nelif y:\n    pass\nelse:\n{}", 4),
        ("while x:\n{}", 4),
        ("for x in y:\n    pass\nelse:\n{}", 4),
        ("with x:\n{}", 4),
        ("try:\n{}finally:\n    pass\n", 4),
        ("try:\n    import fast\nexcept ImportError:\n{}", 4),
        ("try:\n    import fast\nexcept ImportError:\n    pass\nelse:\n{}", 4),
        ("try:\n    import fast\nfinally:\n{}", 4),
        ("match x:\n    case 1:\n        pass\n    case _:\n{}", 8),
        ("try:\n    import fast\nexcept ImportError:\n    if x:\n{}", 8),
    ],
)
def test_a_method_is_known_whatever_statement_its_class_is_in(around: str, by: int) -> None:
    runner = around.format(indented(RUNNER, by))
    warm, cold = after_in({"a.py": CALLER, "b.py": runner}, {"a.py": "import re\n" + CALLER})
    assert [one.evidence[0].name for one in cold.findings if one.rule == "command-injection"] == ["a.py"]
    assert same(warm, cold)


def test_a_method_of_that_name_that_is_new_is_seen() -> None:
    old = RUNNER.replace("launch_it", "other")
    warm, cold = after_in({"a.py": CALLER, "b.py": old}, {"b.py": RUNNER})
    assert any(one.evidence[0].name == "a.py" for one in cold.findings)
    assert same(warm, cold)


def test_a_method_of_that_name_that_many_have_no_more_is_seen() -> None:
    texts = {"a.py": CALLER, **{f"b{n}.py": RUNNER for n in range(12)}}
    gone = {f"b{n}.py": "" for n in range(1, 12)}
    warm, cold = after_in(texts, gone)
    assert any(one.evidence[0].name == "a.py" for one in cold.findings)
    assert same(warm, cold)


def test_a_method_of_that_name_that_is_gone_is_seen() -> None:
    warm, cold = after_in({"a.py": CALLER, "b.py": RUNNER}, {"b.py": RUNNER.replace("launch_it", "other")})
    assert not any(one.evidence[0].name == "a.py" for one in cold.findings)
    assert same(warm, cold)


def test_how_others_call_a_function_does_not_change_what_one_file_comes_to() -> None:
    call = "from tool import _tool\n" + REQUEST
    many = call + "".join(f"def f{n}():\n    _tool(request.args['q'], {n})\n\n" for n in range(2, 30))
    texts = {
        "many.py": many,
        "one.py": call + "def go():\n    _tool(request.args['q'], 0)\n",
        "tool.py": "import os\n\ndef _tool(x, how):\n    if how == 1:\n        os.system(x)\n",
    }
    warm, cold = after_in(texts, {"one.py": "import re\n" + texts["one.py"]})
    assert not cold.findings
    assert same(warm, cold)


CALL = "from tool import _tool\n" + REQUEST
CROWD = CALL + "".join(f"def f{n}():\n    _tool(request.args['q'], {n})\n\n" for n in range(2, 60))
CROWDED = {
    "many.py": CROWD,
    "zed.py": CALL + "def go():\n    _tool(request.args['q'], 0)\n",
    "tool.py": "import os\n\ndef _tool(x, how):\n    if how == 1:\n        os.system(x)\n",
    "apart.py": REQUEST + "import os\n\ndef go():\n    os.system(request.args['q'])\n",
}


@pytest.mark.parametrize("edited", ["zed.py", "many.py", "tool.py"])
def test_what_is_not_told_apart_for_others_calls_is_not_after_an_edit(edited: str) -> None:
    warm, cold = after_in(CROWDED, {edited: "import re\n" + CROWDED[edited]})
    assert any(one.evidence[0].name == "zed.py" for one in cold.findings)
    assert same(warm, cold)


def test_a_new_call_of_what_is_called_in_too_many_ways_is_seen() -> None:
    texts = CROWDED | {"zed.py": "x = 1\n"}
    warm, cold = after_in(texts, {"zed.py": CROWDED["zed.py"]})
    assert any(one.evidence[0].name == "zed.py" for one in cold.findings)
    assert same(warm, cold)


def test_an_edit_beside_what_is_called_in_too_many_ways_runs_no_more_than_before() -> None:
    warm, cold = after_in(CROWDED, {"apart.py": "import re\n" + CROWDED["apart.py"]})
    assert same(warm, cold)
    assert warm.stages["files_run"] == 1


NESTED = {
    "app.py": (
        "import os\nfrom flask import Flask, request\nfrom tool import Runner, twice\n"
        "app = Flask(__name__)\n\n"
        "def checked(word):\n    return word.isalnum()\n\n"
        "@app.route('/')\ndef go():\n    word = request.args['q']\n\n    def run(how):\n"
        "        def deeper(text):\n            os.system(how + text)\n        deeper(word)\n"
        "    run('ls')\n    run('cat')\n    twice(lambda: Runner(word).run())\n\n"
        "@app.route('/safe')\ndef safe():\n    word = request.args['q']\n"
        "    if checked(word):\n        os.system(word)\n"
    ),
    "tool.py": (
        "import subprocess\n\nclass Runner:\n    def __init__(self, word):\n        self.word = word\n\n"
        "    def run(self):\n        subprocess.run(self.word, shell=True)\n\n"
        "def twice(work):\n    work()\n    work()\n"
    ),
}


@pytest.mark.parametrize("texts", [PROGRAM, CROWDED, NESTED])
def test_a_large_program_is_answered_as_a_small_one(
    texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = scan(files(texts), KNOWLEDGE, Memory())
    monkeypatch.setattr(program, "FRUGAL_FROM", 0)
    large = scan(files(texts), KNOWLEDGE, Memory())
    assert small.findings
    assert same(large, small)
    assert large.stages == small.stages


@pytest.mark.parametrize("edited", ["zed.py", "many.py", "tool.py"])
def test_an_edit_of_a_large_program_gives_what_a_cold_scan_gives(
    edited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "FRUGAL_FROM", 0)
    warm, cold = after_in(CROWDED, {edited: "import re\n" + CROWDED[edited]})
    assert any(one.evidence[0].name == "zed.py" for one in cold.findings)
    assert same(warm, cold)


def test_a_large_program_keeps_neither_summaries_nor_what_its_records_rest_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(program, "FRUGAL_FROM", 0)
    cache = Memory()
    cold, warm = (program.Program(files(PROGRAM), KNOWLEDGE, cache) for _ in range(2))
    cold.analyse(None)
    assert not cold.machine.summaries
    assert cold.summaries
    warm.analyse(None)
    assert not warm.ran
    for made in (cold, warm):
        assert not any(record.uses for record in made.records.values())
        made.close()


class Forgetful(Memory):
    """Gives what was kept once, and forgets it."""

    def get(self, key: bytes) -> bytes | None:
        return self._kept.pop(key, None)


def test_what_a_large_program_rests_on_may_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FRUGAL_FROM", 0)
    cache = Forgetful()
    scan(files(CROWDED), KNOWLEDGE, cache)
    edited = CROWDED | {"apart.py": "import re\n" + CROWDED["apart.py"]}
    assert same(scan(files(edited), KNOWLEDGE, cache), scan(files(edited), KNOWLEDGE))


def test_an_edit_of_a_large_program_runs_no_more_than_one_of_a_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "FRUGAL_FROM", 0)
    warm, cold = after_in(CROWDED, {"apart.py": "import re\n" + CROWDED["apart.py"]})
    assert same(warm, cold)
    assert warm.stages["files_run"] == 1
