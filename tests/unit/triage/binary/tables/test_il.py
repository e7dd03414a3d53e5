"""Constants that code for .NET hands to a function last."""

from __future__ import annotations

import pytest

from vedette.triage.binary.tables import il

TOKEN = b"\x05\0\0\x0a"


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (b"\x16", {"0"}),
        (b"\x1d", {"7"}),
        (b"\x1f\x18", {"24"}),
        (b"\x20\x40\0\0\0", {"64"}),
        (b"\x02", set()),
        (b"\x2a", set()),
    ],
    ids=["nothing", "small", "short", "whole", "an argument", "another instruction"],
)
@pytest.mark.parametrize("call", [b"\x28", b"\x6f"], ids=["call", "callvirt"])
def test_the_constant_before_a_call_is_told(load: bytes, told: set[str], call: bytes) -> None:
    assert il.last_given(b"\x2a\x00" * 4 + load + call + TOKEN + b"\x2a", il.MEMBERS, 5) == told


def test_a_token_that_is_not_called_says_nothing() -> None:
    assert il.last_given(b"\x1d\x73" + TOKEN, il.MEMBERS, 5) == set()
    assert il.last_given(b"\x1d\x28" + TOKEN, il.METHODS, 5) == set()
    assert il.last_given(b"\x28" + TOKEN, il.MEMBERS, 5) <= {"0"}
    assert il.last_given(TOKEN, il.MEMBERS, 5) == set()


def test_sites_are_bounded() -> None:
    many = (b"\x1d\x28" + TOKEN) * 1000 + b"\x1f\x18\x28" + TOKEN
    assert il.last_given(many, il.MEMBERS, 5) == {"7"}
