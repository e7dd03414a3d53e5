"""Constants before calls on processors no compiler here makes code for: put together by hand."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from vedette.core.executables import Call
from vedette.triage.binary.image import Image, Region
from vedette.triage.binary.machine.callsites import calls
from vedette.triage.binary.machine.constants import Constants
from vedette.triage.binary.machine.functions import Functions
from vedette.triage.binary.machine.listing import Disassembler

CODE, TEXT, SLOTS = 0x10000, 0x11000, 0x12000
WORDS = b"\0" * 16 + b"ls -l\0"


def image(architecture: str, code: bytes, **more: object) -> Image:
    data = code.ljust(0x1000, b"\0") + WORDS.ljust(0x100, b"\0")
    regions = (
        Region(name="", address=CODE, size=0x1000, offset=0, stored=0x1000, rights=5),
        Region(name="", address=TEXT, size=0x100, offset=0x1000, stored=0x100, rights=4),
    )
    made = Image(data=data, format="ELF", architecture=architecture, regions=regions, entry=CODE)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def found(made: Image) -> Sequence[Call]:
    functions = Functions(made)
    return calls(functions, Constants(functions, Disassembler(made)))


def words(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


PAGE_OF_TEXT = 0xB0000000  # adrp x0, the next page
PLACE_IN_PAGE = 0x91004000  # add x0, x0, #16
BACK = 0xD65F03C0  # ret


def branch(at: int, target: int) -> int:
    return 0x94000000 | (target - at) // 4 & 0x3FFFFFF


def test_a_page_and_a_place_in_it_make_an_address() -> None:
    code = words(PAGE_OF_TEXT, PLACE_IN_PAGE, branch(CODE + 8, CODE + 0x100), BACK)
    (one,) = found(image("AArch64", code, names={CODE: "main", CODE + 0x100: "system"}))
    assert (one.function, one.arguments) == ("main", ('"ls -l"',))


def test_what_a_register_held_before_a_call_is_gone_after_it() -> None:
    after = words(
        PAGE_OF_TEXT, PLACE_IN_PAGE, branch(CODE + 8, CODE + 0x80), branch(CODE + 12, CODE + 0x100), BACK
    )
    names = {CODE: "main", CODE + 0x80: "other", CODE + 0x100: "system"}
    assert [one.arguments for one in found(image("AArch64", after, names=names))] == [("",)]


def test_a_stub_leads_to_its_import() -> None:
    slot = SLOTS + 0x18
    stub = words(0xD0000010, 0xF9400E11, 0x91006210, 0xD61F0220)  # adrp x16; ldr x17; add x16; br x17
    code = words(PAGE_OF_TEXT, PLACE_IN_PAGE, branch(CODE + 8, CODE + 0x40), BACK).ljust(0x40, b"\0") + stub
    (one,) = found(image("AArch64", code, names={CODE: "main"}, slots={slot: "popen"}))
    assert (one.callee, one.arguments) == ("popen", ('"ls -l"',))


def test_an_address_among_the_code_is_loaded() -> None:
    call = 0xEB000000 | (0x100 - 4 - 8) // 4
    code = words(0xE59F0004, call, 0xE12FFF1E, TEXT + 16)  # ldr r0, [pc, #4]; bl; bx lr; the address
    names = {CODE: "main", CODE + 0x100: "system"}
    (one,) = found(image("ARM", code, bits=32, names=names))
    assert one.arguments == ('"ls -l"',)


def old(code: bytes, call_at: int) -> bytes:
    return code + b"\xe8" + struct.pack("<i", 0x100 - call_at - 5) + b"\xc3"


def test_arguments_lie_on_the_stack() -> None:
    names = {CODE: "main", CODE + 0x100: "system"}
    pushed = old(b"\x68" + struct.pack("<I", TEXT + 16), 5)
    stored = old(b"\xc7\x04\x24" + struct.pack("<I", TEXT + 16), 7)
    for code in (pushed, stored):
        (one,) = found(image("x86", code, bits=32, names=names))
        assert one.arguments == ('"ls -l"',)


def test_an_address_beside_the_table_of_imports_counts() -> None:
    code = old(
        b"\x8d\x83" + struct.pack("<i", TEXT + 16 - SLOTS) + b"\x50", 7
    )  # lea eax, [ebx - x]; push eax
    names = {CODE: "main", CODE + 0x100: "system"}
    (one,) = found(image("x86", code, bits=32, names=names, table_base=SLOTS))
    assert one.arguments == ('"ls -l"',)


def test_a_place_two_ways_lead_to_knows_only_what_both_say() -> None:
    # test edi, edi; je +7; lea rdi, [text]; call: the jump leads to the call, past the load.
    load = b"\x48\x8d\x3d" + struct.pack("<i", TEXT + 16 - (CODE + 4 + 7))
    code = b"\x85\xff\x74\x07" + load + b"\xe8" + struct.pack("<i", 0x100 - 16) + b"\xc3"
    names = {CODE: "main", CODE + 0x100: "system"}
    assert [one.arguments for one in found(image("x86-64", code, names=names))] == [("",)]
    straight = b"\x85\xff\x90\x90" + code[4:]
    assert [one.arguments for one in found(image("x86-64", straight, names=names))] == [('"ls -l"',)]


def test_what_nobody_here_lists_has_functions_and_no_calls() -> None:
    assert found(image("MIPS", bytes(64), names={CODE: "main"})) == ()
