"""What an executable is, by its headers."""

from __future__ import annotations

import hashlib

import pytest

from tests.unit.triage.binary.compiled import compiled, needs_compiler
from tests.unit.triage.binary.made import called, pe
from vedette.core.errors import LimitHit
from vedette.core.executables import Executable, State
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.binary import examine
from vedette.triage.binary.study import of, study
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

pytestmark = needs_compiler
PROGRAM = """
#include <stdio.h>
#include <string.h>
int main(int n, char **words) {
    char room[64];
    strcpy(room, words[0]);
    printf("see https://updates.example.invalid/latest and /etc/example.conf %s", room);
    return 0;
}
"""
LOOSE = ("-O1", "-fno-stack-protector", "-no-pie", "-z", "execstack", "-Wl,-z,norelro", "-U_FORTIFY_SOURCE")
TIGHT = ("-O2", "-fstack-protector-all", "-pie", "-fPIE", "-Wl,-z,relro,-z,now", "-D_FORTIFY_SOURCE=2")


def examined(data: bytes, kind: Kind = Kind.ELF) -> Executable:
    found = examine(Sample(name="a", data=data, kind=kind), Allowance())
    assert found is not None
    return found


def states(one: Executable) -> dict[str, State]:
    return {protection.name: protection.state for protection in one.protections}


def test_a_program_built_with_care_has_every_protection() -> None:
    told = states(examined(compiled(PROGRAM, *TIGHT)))
    assert {told[name] for name in ("NX", "PIE", "RELRO", "canary", "FORTIFY")} == {State.ON}


def test_a_program_built_without_care_has_none() -> None:
    told = states(examined(compiled(PROGRAM, *LOOSE)))
    assert {told[name] for name in ("NX", "PIE", "RELRO", "canary", "FORTIFY")} == {State.OFF}


@pytest.mark.parametrize(
    ("option", "name", "state"),
    [
        ("-Wl,-z,lazy", "RELRO", State.PARTIAL),
        ("-Wl,-rpath,/opt/example/lib", "no RPATH", State.PARTIAL),
        ("-Wl,-rpath,lib", "no RPATH", State.OFF),
        ("-Wl,-rpath,/tmp/lib", "no RPATH", State.OFF),
        ("-fcf-protection=none", "IBT", State.OFF),
    ],
)
def test_one_option_changes_one_answer(option: str, name: str, state: State) -> None:
    assert states(examined(compiled(PROGRAM, *TIGHT)))[name] != state or name == "IBT"
    assert states(examined(compiled(PROGRAM, *TIGHT, option)))[name] == state


def test_what_it_takes_says_and_was_made_with() -> None:
    found = examined(compiled(PROGRAM, *TIGHT))
    assert found.libraries == ("libc.so.6",)
    assert "__printf_chk" in found.imports
    assert "https://updates.example.invalid/latest" in found.strings
    assert "/etc/example.conf" in found.strings
    assert any("GCC" in word for word in found.made_with)
    assert (found.format, found.kind, found.packed, found.stripped) == ("ELF", "program", "", False)
    assert len(found.build_id) >= 16


def test_stripping_shows() -> None:
    assert examined(compiled(PROGRAM, "-s")).stripped


def test_a_library_is_no_program() -> None:
    found = examined(compiled("int twice(int n) { return 2 * n; }", "-shared", "-fPIC"))
    assert (found.kind, states(found)["PIE"]) == ("library", State.NOT_APPLICABLE)
    assert found.exports >= 1


def test_what_was_appended_is_noted() -> None:
    whole = compiled(PROGRAM)
    assert not [note for note in examined(whole).notes if "follow" in note]
    (note,) = [note for note in examined(whole + b"PK\3\4" + bytes(range(256)) * 8).notes if "follow" in note]
    assert "a zip archive" in note


def test_padding_at_the_end_is_told_and_not_read() -> None:
    program = pe(called(0, 0) + b"\xc3", [("KERNEL32.dll", ["ExitProcess"])])
    study.cache_clear()
    padded = Sample(name="a.exe", data=program + b"tail" * 9 + bytes(5 << 20), kind=Kind.PE)
    found = examine(padded, Allowance())
    assert found is not None
    assert any("5,238,784 of them the same one" in one for one in found.notes)
    made = of(padded)
    assert made is not None
    assert len(made.image.data) < len(program) + 5000


def test_code_that_looks_compressed_is_said_to_be_packed() -> None:
    noise = b"".join(hashlib.sha256(n.to_bytes(2)).digest() for n in range(2000))
    words = "".join(map("\\x{:02x}".format, noise))
    more = f'__attribute__((section(".text"))) const unsigned char more[] = "{words}";'
    code = f"{more} int main() {{ return more[0]; }}"
    assert "as even as if compressed" in examined(compiled(code)).packed
    assert not examined(compiled(PROGRAM)).packed


def test_half_a_file_is_read_as_far_as_it_goes() -> None:
    whole = compiled(PROGRAM)
    for size in (0, 4, 16, 52, 64, 400, len(whole) // 2, len(whole) - 1):
        examine(Sample(name="a", data=whole[:size], kind=Kind.ELF), Allowance())


def test_no_allowance_no_answer() -> None:
    sample = Sample(name="a", data=compiled(PROGRAM), kind=Kind.ELF)
    with pytest.raises(LimitHit):
        examine(sample, Allowance(Bounds(fuel=10)))


def test_what_is_no_executable_is_none() -> None:
    for kind in (Kind.ELF, Kind.PE, Kind.MACHO, Kind.TEXT):
        assert examine(Sample(name="a", data=b"MZ hello" * 40, kind=kind), Allowance()) is None
