"""What is raised and where it is caught; loops and comprehensions over what is known."""

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


def test_a_loop_that_surely_runs_overwrites() -> None:
    code = """
    def main(value):
        x = y = value
        for _ in range(2):
            x = "safe"
        for _ in range(0):
            y = "safe"
        SINK(x)
        SINK(y)
    main(SOURCE())
    """
    assert reaches(code) == [9]


def test_a_loop_over_nothing_never_runs() -> None:
    code = """
    def main(value):
        x = y = "safe"
        for _ in range(0):
            x = value
        for _ in range(30):
            y = value
        SINK(x)
        SINK(y)
    main(SOURCE())
    """
    assert reaches(code) == [9]


def test_a_list_filled_later_is_not_taken_for_empty() -> None:
    code = """
    def main(value):
        kept = []
        for _ in value:
            for item in kept:
                SINK(item)
            kept.append(value)
    main(SOURCE())
    """
    assert reaches(code) == [6]


def test_a_comprehension_over_known_elements_keeps_their_order() -> None:
    code = """
    def main(value):
        made = [x for x in (value, "safe")]
        SINK(made[0])
        SINK(made[1])
        by_key = {k: v for k, v in (("a", value), ("b", "safe"))}
        SINK(by_key["a"])
        SINK(by_key["b"])
    main(SOURCE())
    """
    assert reaches(code) == [4, 7]
