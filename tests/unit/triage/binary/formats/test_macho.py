"""Mach-O files made byte by byte, alone and several in one."""

from __future__ import annotations

from tests.unit.triage.binary.made import fat, macho
from vedette.core.executables import Executable
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

CODE = b"\x55\x48\x89\xe5\x31\xc0\x5d\xc3"
NO_HEAP, PIE = 0x1000000, 0x200000


def examined(data: bytes) -> Executable:
    found = examine(Sample(name="a", data=data, kind=Kind.MACHO), Allowance())
    assert found is not None
    return found


def states(one: Executable) -> dict[str, str]:
    return {each.name: each.state.value for each in one.protections}


def test_what_it_is_and_takes() -> None:
    found = examined(macho(CODE))
    assert (found.format, found.architecture, found.kind) == ("Mach-O", "x86-64", "program")
    assert found.libraries == ("/usr/lib/libSystem.B.dylib",)
    assert found.function_count == 1
    assert [one.flags for one in found.sections] == ["r-x"]


def test_protections_are_told_by_its_flags() -> None:
    assert states(examined(macho(CODE)))["PIE"] == "on"
    assert states(examined(macho(CODE, flags=0x85)))["PIE"] == "off"
    assert states(examined(macho(CODE)))["NX"] == "on"
    assert states(examined(macho(CODE, flags=0x200085 | 0x20000)))["NX"] == "off"
    assert states(examined(macho(CODE)))["signature"] == "off"


def test_of_several_one_is_read_and_the_others_are_named() -> None:
    other = bytearray(macho(CODE))
    other[4:8] = (0x0100000C).to_bytes(4, "little")
    found = examined(fat(bytes(other), macho(CODE)))
    assert found.architecture == "x86-64"
    assert any("AArch64" in note for note in found.notes)


def test_a_java_class_is_not_taken_for_several() -> None:
    assert (
        examine(
            Sample(name="a", data=b"\xca\xfe\xba\xbe\0\0\0\x3d" + bytes(60), kind=Kind.MACHO), Allowance()
        )
        is None
    )
