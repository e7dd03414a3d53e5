"""Expressions that are made when they are asked for."""

from __future__ import annotations

import re

import pytest

from vedette.core.expressions import expression, late


def test_it_does_what_a_compiled_one_does() -> None:
    late_one, now = expression("(?P<a>b+)", re.IGNORECASE), re.compile("(?P<a>b+)", re.IGNORECASE)
    text = "abBa b"
    assert [one["a"] for one in late_one.finditer(text)] == [one["a"] for one in now.finditer(text)]
    assert late_one.sub("-", text) == now.sub("-", text)
    assert late_one.findall(text) == now.findall(text)
    assert late_one.split(text) == now.split(text)
    assert (late_one.search(text, 4) or [""])[0] == "b"
    assert late_one.fullmatch("bB") is not None
    assert late_one.match(text) is None
    assert late_one.pattern == now.pattern
    assert late_one.flags == now.flags
    assert late_one.groups == 1


def test_it_reads_bytes_too() -> None:
    assert (expression(rb"\w+").search(b" ab ") or [b""])[0] == b"ab"


def test_it_is_made_once_and_not_before() -> None:
    made: list[int] = []

    def make() -> re.Pattern[str]:
        made.append(1)
        return re.compile("a")

    one = late(make)
    assert made == []
    assert one.search("a")
    assert one.match("a")
    assert one.search("a")
    assert made == [1]


def test_one_that_is_wrong_says_so_when_it_is_asked_for() -> None:
    with pytest.raises(re.error):
        expression("(").search("a")
