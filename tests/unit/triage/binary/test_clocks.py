"""Clocks that are asked twice in a row, and those that are asked to wait."""

from __future__ import annotations

import pytest

from tests.unit.triage.binary.made import called, pe
from vedette.triage.binary.clocks import ASKED_TWICE, asked_twice
from vedette.triage.binary.study import study
from vedette.triage.kinds import Kind

TAKES = [("KERNEL32.dll", ["GetTickCount", "Sleep"])]
START, END = b"\x48\x83\xec\x28", b"\xc3"
CLOCK, SLEEP = 0, 1


def sequence(*parts: int | bytes) -> bytes:
    code = START
    for one in parts:
        code += one if isinstance(one, bytes) else called(one, len(code))
    return code + END


def told(code: bytes) -> list[str]:
    known = study(pe(code, TAKES), Kind.PE)
    assert known is not None
    return [name for name, _ in asked_twice(known)]


def test_two_questions_in_a_row_are_told() -> None:
    assert told(sequence(CLOCK, b"\x89\xc3", CLOCK)) == [ASKED_TWICE]


@pytest.mark.parametrize(
    "parts",
    [
        (CLOCK,),
        (CLOCK, SLEEP, CLOCK),
        (CLOCK, b"\x90" * 300, CLOCK),
        (CLOCK, b"\xeb\x02\x89\xc3", CLOCK),
        (SLEEP, SLEEP),
    ],
    ids=["once", "with a wait between", "far apart", "jumped over", "no clock"],
)
def test_what_only_measures_is_not(parts: tuple[int | bytes, ...]) -> None:
    assert told(sequence(*parts)) == []


def test_a_clock_asked_by_way_of_a_register_is_told() -> None:
    load = b"\x48\x8b\x35" + (0x2000 - (0x1000 + len(START) + 7)).to_bytes(4, "little", signed=True)
    assert told(START + load + b"\xff\xd6\x89\xc3\xff\xd6" + END) == [ASKED_TWICE]
