"""A fault of ours in one file is told, and costs nothing but that file's part."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import vedette
from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import ScanResult, scan
from vedette.code.result import FAULT
from vedette.code.taint import interpreter
from vedette.code.taint.machine import Machine
from vedette.code.taint.values import State, Value
from vedette.core.sources import SourceFile
from vedette.lang import ir
from vedette.lang.ir import Node

SAMPLES = sorted(path for path in Path(vedette.__file__).parent.rglob("samples/**/*.py"))
GOOD = "from flask import request\neval(request.args['q'])\n"
ODD = "x = 1 if y else 2\ndef f():\n    return 1 if y else 2\n"


def scanned(files: dict[str, bytes]) -> ScanResult:
    return scan([_source(path, data) for path, data in files.items()], KNOWLEDGE)


def _source(path: str, data: bytes) -> SourceFile:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=path, digest=digest, size=len(data), read=lambda: data)


def test_no_sample_meets_a_fault() -> None:
    assert SAMPLES
    result = scanned({str(number) + path.name: path.read_bytes() for number, path in enumerate(SAMPLES)})
    assert not [note for note in result.coverage.skipped if note.why.startswith(FAULT)]


def test_a_fault_costs_nothing_but_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(m: Machine, node: Node, state: State) -> Value:
        del m, node, state
        raise ZeroDivisionError("our mistake")

    monkeypatch.setitem(interpreter.EVALUATORS, ir.TERNARY, broken)
    result = scanned(
        {"good.py": GOOD.encode(), "odd.py": ODD.encode(), "too.py": b"import odd\n" + GOOD.encode()}
    )
    (note,) = result.coverage.skipped
    assert (note.what, note.partial) == ("odd.py", True)
    assert note.why == f"{FAULT}: ZeroDivisionError: our mistake"
    found = [one.primary.name for one in result.findings if one.rule == "code-injection"]
    assert found == ["good.py", "too.py"]
