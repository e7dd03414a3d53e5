"""Calls through a register: found as far as it holds what was loaded."""

from __future__ import annotations

from vedette.triage.binary.machine.indirect import through_register
from vedette.triage.binary.machine.listing import Instruction, Listing

LOAD: Instruction = (0, 6, "mov", "esi, dword ptr [0x402000]")


def sites(*following: tuple[str, str]) -> list[int]:
    rows: list[Instruction] = [LOAD]
    rows += [(6 + number, 1, *one) for number, one in enumerate(following)]
    listing = Listing(rows, {one[0]: number for number, one in enumerate(rows)})
    return list(through_register(listing, 0))


def test_calls_through_it_are_found() -> None:
    assert sites(("push", "0x2c"), ("call", "esi"), ("push", "1"), ("call", "esi")) == [7, 9]


def test_other_registers_are_not() -> None:
    assert sites(("call", "edi"), ("call", "0x401000")) == []


def test_once_it_holds_another_thing_it_is_over() -> None:
    assert sites(("mov", "esi, eax"), ("call", "esi")) == []
    assert sites(("pop", "esi"), ("call", "esi")) == []


def test_what_is_no_load_leads_nowhere() -> None:
    assert list(through_register(Listing([(0, 1, "push", "esi")], {0: 0}), 0)) == []
    assert list(through_register(Listing([]), 0)) == []


def test_calls_are_bounded() -> None:
    assert len(sites(*[("call", "esi")] * 100)) == 16
