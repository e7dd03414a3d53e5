"""What `case` takes apart."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_a_mapping_pattern_binds_by_key() -> None:
    code = """
    def main(value):
        match {"a": value, "b": "safe", "c": "safe"}:
            case {"a": x, "b": y}:
                SINK(x)
                SINK(y)
    main(SOURCE())
    """
    assert reaches(code) == [5]


def test_a_sequence_pattern_binds_by_position() -> None:
    code = """
    def main(value):
        match ["safe", value, "safe"]:
            case [first, *middle, last]:
                SINK(first)
                SINK(middle)
                SINK(last)
    main(SOURCE())
    """
    assert reaches(code) == [6]


def test_a_class_pattern_binds_fields() -> None:
    code = """
    class Point:
        __match_args__ = ("x", "y")
        def __init__(self, x, y):
            self.x, self.y = x, y
    def main(value):
        match Point(value, "safe"):
            case Point(a, y=b):
                SINK(a)
                SINK(b)
    main(SOURCE())
    """
    assert reaches(code) == [9]


def test_the_rest_of_a_mapping_is_without_what_was_named() -> None:
    code = """
    def main(value):
        match {"a": value, "b": "safe"}:
            case {"b": y, **rest}:
                SINK(rest)
        match {"a": value, "b": "safe"}:
            case {"a": y, **rest}:
                SINK(rest)
    main(SOURCE())
    """
    assert reaches(code) == [5]


def test_as_binds_what_matched() -> None:
    code = """
    def main(value):
        match value:
            case str() as text:
                SINK(text)
        match "safe":
            case str() as text:
                SINK(text)
    main(SOURCE())
    """
    assert reaches(code) == [5]
