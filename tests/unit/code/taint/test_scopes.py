"""Functions of very large programs are kept folded."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.taint import machine
from vedette.code.taint.scopes import Function, Module
from vedette.lang.python.lower import lower


def function_of(text: bytes) -> Function:
    return Function(Module("m", "m.py"), lower(text).body[0], "f")


def test_a_folded_body_is_what_it_was() -> None:
    function = function_of(b"def f(x):\n    return [y for y in x if y != 'a' and y > 1.5] or {None: b'1'}\n")
    before = function.body
    function.fold()
    assert function.body == before
    assert function.body is not before
    function.fold()
    assert function.body == before


def test_what_is_nested_too_deeply_to_fold_stays_as_it_is() -> None:
    function = function_of(b"def f(x):\n    return x\n")
    at = function.at
    deep: tuple[object, ...] = ()
    for _ in range(3000):
        deep = (deep,)
    function = Function(function.module, (0, at, "f", (), deep, (), at, None, 0), "f")
    function.fold()
    assert function.body is deep


def test_bodies_run_lately_are_kept_unfolded_but_no_more_than_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "UNFOLDED_MAX", 2)
    runner = machine.Machine(KNOWLEDGE, machine.Project(), folding=True)
    functions = [function_of(b"def f(x):\n    return x\n") for _ in range(3)]
    for function in functions:
        function.fold()
        assert runner.body(function) is runner.body(function)
    assert list(runner.unfolded) == functions[1:]
