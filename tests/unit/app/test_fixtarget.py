from __future__ import annotations

from pathlib import Path

import pytest

from tests.toys import load, plant, tools
from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.app.acquire.opened import Selection
from vedette.app.fixtarget import FixTarget, opened, rule_texts
from vedette.app.jobs import Job
from vedette.core.dialogue import ModelRole
from vedette.core.errors import LimitHit
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.store.cache import Memory

PROGRAM = Program(command=("true",))
FILES = {
    "a.py": "import os, json\nfrom yaml.nodes import x\n\ndef f():\n    import tornado\neval(1)\n",
    "pkg/b.py": "from . import c\nimport lxml.etree as e\n",
    "tests/test_a.py": "import pytest\n",
}


class Box:
    """Counts its runs, and answers or raises as it is told."""

    def __init__(self, answer: Execution | NotExecuted | LimitHit) -> None:
        self.answer, self.runs = answer, 0

    def run(self, program: Program) -> Execution | NotExecuted:
        del program
        self.runs += 1
        if isinstance(self.answer, LimitHit):
            raise self.answer
        return self.answer


RAN = Execution(code=0, out=b"", err=b"", out_digest="", err_digest="", walls=Walls.LANDLOCK)


def target(root: Path, box: Box | None = None) -> FixTarget:
    made = tools(root.parent / "data")
    cache = Memory()
    return FixTarget(
        acquired=opened(made, str(root), Selection(), Job(), cache),
        analyser=load([], None),
        cache=cache,
        sandbox=box,
        job=Job(),
        load_again=made,
        rules=rule_texts(None),
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return plant(tmp_path / "app", FILES)


def test_it_is_scanned_again_with_changes_and_the_files_stay(root: Path) -> None:
    it = target(root)
    assert len(it.rescan(Rescan()).findings) == 1
    assert not it.rescan(Rescan(changed={"a.py": "x = 1\n"})).findings
    assert len(it.rescan(Rescan(changed={"a.py": "eval(2)\neval(3)\n"}, rules={"own.md": "…"})).findings) == 2
    it.laid["a.py"] = "x = 1\n"
    assert not it.rescan(Rescan()).findings, "accepted patches are laid over"
    assert (root / "a.py").read_text() == FILES["a.py"]


def test_only_files_of_the_target_are_read(root: Path) -> None:
    (root / "latin.py").write_bytes(b"x = '\xe9'\n")
    (root.parent / "secret.py").write_text("x\n")
    (root / "link.py").symlink_to(root.parent / "secret.py")
    it = target(root)
    assert it.read(ReadSource(path="a.py")) == FILES["a.py"]
    for path in ("gone.py", "../secret.py", "link.py", "latin.py", str(root / "a.py")):
        assert it.read(ReadSource(path=path)) is None
    it.laid["a.py"] = "y\n"
    assert (it.text("a.py"), it.original("a.py")) == ("y\n", FILES["a.py"])


def test_a_file_that_changed_meanwhile_is_not_read(root: Path) -> None:
    it = target(root)
    (root / "a.py").write_text("other\n")
    assert it.read(ReadSource(path="a.py")) is None


def test_the_same_program_is_run_once(root: Path) -> None:
    box = Box(RAN)
    it = target(root, box)
    assert it.execute(Execute(program=PROGRAM)) is it.execute(Execute(program=PROGRAM)) is RAN
    assert box.runs == 1
    it.execute(Execute(program=Program(command=("false",))))
    assert box.runs == 2
    for number in range(100):
        it.execute(Execute(program=Program(command=(f"p{number}",))))
    assert len(it.ran) <= 16


def test_where_nothing_can_be_run_it_says_so(root: Path) -> None:
    ended = target(root).execute(Execute(program=PROGRAM))
    assert isinstance(ended, NotExecuted)
    ended = target(root, Box(LimitHit("the tree is too large", hint="clean it"))).execute(
        Execute(program=PROGRAM)
    )
    assert isinstance(ended, NotExecuted)
    assert (ended.why, ended.hint) == ("the tree is too large", "clean it")


def test_what_is_always_imported_is_known_and_nobody_has_a_role(root: Path) -> None:
    it = target(root)
    known = it.imported()
    assert {"os", "json", "yaml", "lxml", "a", "pkg", "b"} <= known
    assert not {"tornado", "pytest"} & known
    assert it.model(ModelRole.JUDGE) is None


def test_what_is_laid_over_a_copy_is_what_changed_or_all_there_is(root: Path) -> None:
    it = target(root)
    it.laid["a.py"] = "y\n"
    assert it.overlay(folder=True) == {"a.py": b"y\n"}
    assert it.overlay(folder=False) == {name: text.encode() for name, text in FILES.items()} | {
        "a.py": b"y\n"
    }
