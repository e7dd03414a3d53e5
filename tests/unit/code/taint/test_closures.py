"""Nested functions, lambdas, and the variables around them."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_a_nested_function_sees_what_is_around_it() -> None:
    code = """
    def outer(a, b):
        def inner():
            SINK(a)
            SINK(b)
        inner()
    outer(SOURCE(), "safe")
    """
    assert reaches(code) == [4]


def test_a_lambda_sees_what_is_around_it() -> None:
    code = """
    def outer(a, b):
        (lambda: SINK(a))()
        (lambda: SINK(b))()
    outer(SOURCE(), "safe")
    """
    assert reaches(code) == [3]


def test_a_function_returned_keeps_what_it_captured() -> None:
    code = """
    def adder(n):
        return lambda x: SINK(x + n)
    adder(SOURCE())("a")
    def other(n):
        return lambda x: SINK(x)
    other(SOURCE())("a")
    """
    assert reaches(code) == [3]


def test_a_variable_bound_after_the_function_is_seen() -> None:
    code = """
    def outer():
        def first():
            return second()
        def second():
            SINK(value)
            SINK(other)
        value, other = SOURCE(), "safe"
        first()
    outer()
    """
    assert reaches(code) == [6]


def test_nonlocal_writes_are_seen_outside() -> None:
    code = """
    def outer(a):
        x = y = "safe"
        def inner():
            nonlocal x
            x = a
            y = a
        inner()
        SINK(x)
        SINK(y)
    outer(SOURCE())
    """
    assert reaches(code) == [9]


def test_globals_and_names_of_the_language_stay_known_inside() -> None:
    code = """
    import os
    def outer(a):
        def inner():
            return os.path.join("x", str(len(a)), a)
        SINK(inner())
    outer(SOURCE())
    """
    assert reaches(code) == [6]
