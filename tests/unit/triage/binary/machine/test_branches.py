"""Code made to be looked at for long: bounds hold, and what is found is the same in any piece."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.triage.binary.image import Image, Region
from vedette.triage.binary.machine import branches as module
from vedette.triage.binary.machine.branches import branches
from vedette.triage.binary.machine.functions import Functions

BASE = 0x400000


def image(code: bytes) -> Image:
    region = Region(name=".text", address=BASE, size=len(code), offset=0, stored=len(code), rights=5)
    return Image(
        data=code, format="ELF", architecture="x86-64", regions=(region,), sections=(region,), entry=BASE
    )


def call(at: int, target: int) -> bytes:
    return b"\xe8" + (target - at - 5).to_bytes(4, "little", signed=True)


def test_the_last_instruction_is_seen() -> None:
    code = bytes(59) + call(59, 0)
    assert branches(image(code)).calls.sites.tolist() == [BASE + 59]


def test_calls_out_of_what_is_mapped_are_no_calls() -> None:
    assert not len(branches(image(call(0, 5000) + bytes(59))).calls.sites)


@pytest.mark.parametrize("piece", [64, 100, 4096])
def test_pieces_change_nothing(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    code = b"".join(call(at, at // 2) if at % 20 == 0 else b"\x90" * 5 for at in range(0, 1000, 5))
    whole = branches(image(code)).calls
    monkeypatch.setattr(module, "_PIECE", piece)
    cut = branches(image(code)).calls
    assert np.array_equal(whole.sites, cut.sites)
    assert np.array_equal(whole.targets, cut.targets)


def test_code_that_is_nothing_but_calls_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LINKS_MAX", 1000)
    monkeypatch.setattr(module, "_PIECE", 4096)
    known = Functions(image(b"\xe8\0\0\0\0" * 20_000))
    assert len(known.branches.calls.sites) < 3000
    assert len(known.within(known.calls, 0)) <= 4000


@pytest.mark.parametrize(
    "load", [b"\xa1", b"\x8b\x35", b"\x8b\x3d", b"\xc7\x45\xfc"], ids=["eax", "esi", "edi", "variable"]
)
def test_loads_from_an_address_written_out_are_seen_on_32_bits(load: bytes) -> None:
    made = image(load + (BASE + 0x40).to_bytes(4, "little") + bytes(90))
    made.bits, made.architecture = 32, "x86"
    assert BASE + 0x40 in branches(made).references.targets.tolist()
    assert BASE + 0x40 not in branches(image(made.data)).references.targets.tolist()
