"""What is raised, and where it is caught."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_what_is_raised_reaches_its_handler() -> None:
    code = """
    def main(value):
        try:
            raise ValueError(value)
        except ValueError as error:
            SINK(error)
        try:
            raise ValueError("safe")
        except ValueError as error:
            SINK(error)
    main(SOURCE())
    """
    assert reaches(code) == [6]


def test_what_a_callee_raises_reaches_the_caller() -> None:
    code = """
    def fail(value):
        raise ValueError(value)
    def main(value):
        try:
            fail(value)
        except ValueError as error:
            SINK(str(error))
        try:
            fail("safe")
        except ValueError as error:
            SINK(str(error))
    main(SOURCE())
    """
    assert reaches(code) == [8]


def test_what_was_assigned_before_raising_holds_in_the_handler() -> None:
    code = """
    def main(value):
        x = y = "safe"
        try:
            x = value
            raise ValueError
        except ValueError:
            SINK(x)
            SINK(y)
    main(SOURCE())
    """
    assert reaches(code) == [8]


def test_what_a_handler_keeps_is_seen_after_it() -> None:
    code = """
    def main(value):
        kept = other = ""
        try:
            raise ValueError(value)
        except ValueError as error:
            kept = error
        finally:
            SINK(kept)
            SINK(other)
    main(SOURCE())
    """
    assert reaches(code) == [9]
