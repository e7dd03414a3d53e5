"""Instructions found by their bytes, where they stand as instructions."""

from __future__ import annotations

import pytest

from tests.unit.triage.binary.made import pe
from vedette.triage.binary.shapes import shaped
from vedette.triage.binary.study import study
from vedette.triage.kinds import Kind

BLOCK = b"\x65\x48\x8b\x04\x25\x60\x00\x00\x00"
THREAD = b"\x65\x48\x8b\x04\x25\x30\x00\x00\x00"
START, END = b"\x48\x83\xec\x28", b"\xc3"


def shapes(code: bytes) -> set[str]:
    known = study(pe(START + code + END), Kind.PE)
    assert known is not None
    return {name for name, _ in shaped(known)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (BLOCK, {"process block"}),
        (BLOCK + b"\x48\x8b\x40\x18", {"process block", "library list"}),
        (BLOCK + b"\x0f\xb6\x40\x02", {"process block", "debugger bit"}),
        (BLOCK + b"\x8b\x40\x68\x83\xe0\x70", {"process block", "debugger flags"}),
        (b"\x41\xc1\xc9\x0d", {"rotate by 13"}),
        (b"\xb8\x68\x58\x4d\x56", {"hypervisor port"}),
        (b"\xba\x01\x00\x00\x98", {"all packets"}),
        (b"\x0f\x31\x89\xc1\x0f\x31", {"time stamp"}),
        (b"\x0f\x31\x50\x33\xc3\x03\xc3\x58\x0f\x31", {"time stamp"}),
        (b"\x0f\x31\x58\xc3\x90\x0f\x31", set()),
        (b"\x66\x3d\x19\x04", {"languages near Russia"}),
        (b"\x81\xf9\x22\x04\x00\x00", {"languages near Russia"}),
        (b"\x66\x3d\x09\x04", set()),
        (b"\x66\x81\x38\x4d\x5a", {"program head"}),
        (b"\x81\x38\x50\x45\x00\x00", {"program mark"}),
        (b"\xe8\x00\x00\x00\x00\x58", {"own place"}),
        (b"\x6a\x33\xe8\x00\x00\x00\x00\x83\x04\x24\x05\xcb", {"change of mode"}),
        (b"\x4c\x8b\xd1\xb8\x3a\x00\x00\x00\x0f\x05\xc3", {"own kernel call"}),
        (b"\xba\x00\xc1\x07\x00", {"disk layout"}),
        (b"\xcd\x2d", {"debugger trap"}),
        (b"\xb8\x90\xcd\x2d\x90", set()),
        (b"\x90" * 20, set()),
        (BLOCK + b"\x48\x8b\x40\x20", {"process block"}),
        (THREAD + b"\x48\x8b\x40\x60\x80\x78\x02\x01", {"process block", "debugger bit"}),
        (THREAD + b"\x48\x8b\x40\x08", set()),
        (BLOCK + b"\x8b\x80\xbc\x00\x00\x00\x83\xe0\x70", {"process block", "debugger flags"}),
        (BLOCK + b"\x48\x8b\x40\x30\x83\x78\x74\x00", {"process block", "debugger heap"}),
        (BLOCK + b"\x48\x8b\x40\x20\x48\x8b\x48\x78", {"process block", "own command line"}),
        (b"\x41\xb9\x40\x00\x00\x00\x41\xb8\x00\x30\x00\x00", {"runnable memory"}),
        (b"\xc7\x44\x24\x20\x40\x00\x00\x00\x41\xb9\x00\x10\x00\x00", {"runnable memory"}),
        (b"\x41\xb9\x04\x00\x00\x00\x41\xb8\x00\x30\x00\x00", set()),
        (b"\xba\x07\x00\x00\x00\x41\xb9\x08\x00\x00\x00", {"question about a debugger"}),
        (b"\xba\x00\x00\x00\x00\x41\xb9\x08\x00\x00\x00", set()),
        (b"\xba\x11\x00\x00\x00\x48\xc7\xc1\xfe\xff\xff\xff", {"hidden thread"}),
        (b"\x0f\x01\x4c\x24\x20", {"registers of tables"}),
        (b"\x0f\x01\xd0", set()),
        (b"\xb8\x00\x00\x00\x40\x0f\xa2", {"hypervisor asked"}),
        (b"\xb8\x01\x00\x00\x00\x0f\xa2\x0f\xba\xe1\x1f", {"hypervisor asked"}),
        (b"\xb8\x01\x00\x00\x00\x0f\xa2\x0f\xba\xe1\x1b", set()),
        (b"\x0f\x3f\x07\x0b", {"call of an emulator"}),
        (b"\x74\x03\x75\x01\x90", {"misleading jumps"}),
        (b"\x74\x03\x75\x08\x90", set()),
        (b"\x80\x38\xcc", {"breakpoint sought"}),
        (b"\x80\x38\xcd", set()),
        (b"\x0f\xb7\x48\x14\x0f\xb7\x50\x06", {"sections of a program"}),
        (b"\x8b\x40\x3c\x48\x01\xc8\x8b\x80\x90\x00\x00\x00", {"table of imports"}),
        (b"\x8b\x40\x3c\x48\x01\xc8\x8b\x80\xb0\x00\x00\x00", {"table of relocations"}),
        (b"\xb9\x82\x00\x00\xc0\x0f\x32", {"entry of kernel"}),
        (b"\x41\xb8\x03\x00\x2e\x00", {"three keys"}),
        (BLOCK + b"\x8b\x40\x68\xc1\xe8\x08", {"process block"}),
    ],
)
def test_a_shape_is_known_by_its_bytes(code: bytes, expected: set[str]) -> None:
    assert shapes(code) == expected


def test_bytes_inside_another_instruction_are_no_shape() -> None:
    """A number of eight bytes that holds what would ask the hypervisor."""
    assert shapes(b"\x48\xb8\x90\x90\xb8\x68\x58\x4d\x56\x90") == set()


def test_other_systems_are_not_looked_at() -> None:
    known = study(pe(START + BLOCK + END), Kind.PE)
    assert known is not None
    known.image.windows = False
    try:
        assert list(shaped(known)) == []
    finally:
        study.cache_clear()
