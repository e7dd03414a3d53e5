"""What a scan leaves behind, which is nothing, and what it does not need, which is not loaded."""

import gc
import resource
import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys
from weakref import ref

import pytest

from vedette.code import analysis, load_knowledge, scan
from vedette.code.scan import _calls
from vedette.code.taint.scopes import Class, Function, Module, Summary
from vedette.core.digest import sha256
from vedette.core.sources import SourceFile

WORDS = """
import sys
from weakref import ref
import vedette.code
vedette.code.load_knowledge()
print(*sorted(one for one in sys.modules if one.startswith(("tree_sitter", "vedette.code.taint"))))
"""


def test_the_interpreter_and_the_parser_are_loaded_when_there_is_something_to_run() -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", WORDS], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


KNOTTED = {
    "shop/__init__.py": "from shop.views import show\n",
    "shop/views.py": """
import os
import sys
from weakref import ref
import shop
from flask import Flask, request

app = Flask(__name__)
TOLD = [sys.argv[1], os.environ["X"]]

class Base:
    kind = None
    def run(self, words):
        return self.run(words[1:]) if words else self.kind

class Shop(Base):
    kind = Base

@app.route("/\\x41")
def show():
    found = []
    def inner(word):
        found.append(word)
        return outer(word)
    def outer(word):
        return inner(word) + "\\n"
    TOLD.append(request.args["q"])
    os.system(inner(request.args["q"]) + "".join(TOLD))
    for number in range(3):
        while number:
            number -= 1
    return Shop().run(map(lambda one: one, found))
""",
}


def test_a_scan_leaves_no_circles_to_be_looked_for() -> None:
    files = [
        SourceFile(path, sha256(text.encode()), len(text), text.encode) for path, text in KNOTTED.items()
    ]
    knowledge = load_knowledge()
    assert scan(files, knowledge).findings  # and whatever is made once is made
    gc.collect()
    gc.disable()
    try:
        scan(files, knowledge)
        assert gc.collect() == 0
    finally:
        gc.enable()


def living() -> int:
    """Count what only a program's analysis is made of; values of it are not looked through for circles."""
    return sum(isinstance(one, Module | Function | Class | Summary) for one in gc.get_objects())


def stop(done: int, total: int) -> None:
    if done == total // 2 - 1:  # the last file was loaded
        raise KeyboardInterrupt


def test_nothing_of_a_scan_lives_on_also_of_one_that_was_stopped() -> None:
    files = [
        SourceFile(path, sha256(text.encode()), len(text), text.encode) for path, text in KNOTTED.items()
    ]
    knowledge = load_knowledge()
    scan(files, knowledge)
    before = living()
    scan(files, knowledge)
    assert living() == before
    with pytest.raises(KeyboardInterrupt):
        scan(files, knowledge, progress=stop)
    assert living() == before


def test_what_the_last_scan_left_is_taken_apart_if_it_was_not_the_last() -> None:
    files = [
        SourceFile(path, sha256(text.encode()), len(text), text.encode) for path, text in KNOTTED.items()
    ]
    knowledge = load_knowledge()
    usual = scan(files, knowledge)
    frozen = gc.get_freeze_count()
    try:
        assert scan(files, knowledge, ending=True) == usual
        assert gc.get_freeze_count() > frozen, "nobody looks through it for circles"
        assert gc.isenabled()
        left = [ref(one) for one in analysis.LEFT]
        assert len(left) == 1
        assert scan(files, knowledge, ending=True) == usual
        assert left[0]() is None
        assert scan(files, knowledge) == usual
        assert not analysis.LEFT
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(
    ("stack", "compiled", "calls"),
    [
        (8 << 20, True, 5_592),
        (8 << 20, False, 12_000),
        (1 << 40, True, 12_000),
        (resource.RLIM_INFINITY, True, 12_000),
    ],
)
def test_compiled_calls_are_as_many_as_the_stack_has_room_for(
    stack: int,
    compiled: bool,  # noqa: FBT001
    calls: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (stack, stack))
    assert _calls(compiled=compiled) == calls
