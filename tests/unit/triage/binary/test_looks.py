"""What executables show by how they are made, each with what looks like it and is ordinary."""

from __future__ import annotations

import base64

from tests.unit.triage.binary.made import pe
from tests.unit.triage.binary.test_hidden import stored, under
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

START, END = b"\x48\x83\xec\x28", b"\xc3"
LOOKS_UP = [("KERNEL32.dll", ["GetProcAddress", "LoadLibraryA"])]
NAMES = (
    "VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread", "OpenProcess", "CreateServiceA", "WinExec",
    "RegSetValueExA", "InternetReadFile", "URLDownloadToFileA", "GetAsyncKeyState", "SetWindowsHookExA",
    "CryptEncrypt", "FindFirstFileA", "FindNextFileA",
)  # fmt: skip


def found(data: bytes) -> list[Fact]:
    sample = Sample(name="a.exe", data=data, kind=Kind.PE)
    executable = examine(sample, Allowance())
    assert executable is not None
    told = list(facts(sample, executable, Allowance()))
    for one in told:
        there = data[one.place.offset : one.place.offset + one.place.length]  # type: ignore[union-attr]
        assert there.decode("utf-8", "replace") == one.quote
    return told


def hows(data: bytes) -> set[tuple[Act, str]]:
    return {(one.act, one.how) for one in found(data)}


def named(*names: str) -> bytes:
    return b"\0" + b"\0".join(name.encode() for name in names) + b"\0"


def test_functions_looked_up_by_name_count_as_if_imported() -> None:
    made = pe(START + END, LOOKS_UP, named(*NAMES[:4]))
    assert (Act.INJECTS, "") in hows(made)
    assert hows(pe(START + END, [("KERNEL32.dll", ["Sleep"] * 12)], named(*NAMES[:4]))) == {(Act.INJECTS, "")}


def test_names_in_a_program_that_looks_nothing_up_are_only_names() -> None:
    imports = [("KERNEL32.dll", [f"Other{number}" for number in range(12)])]
    assert hows(pe(START + END, imports, named(*NAMES))) == set()


def test_many_functions_looked_up_are_told() -> None:
    (told,) = [one for one in found(pe(START + END, LOOKS_UP, named(*NAMES))) if one.act is Act.LOADS_CODE]
    assert "looks up 14 functions" in told.says
    assert not [
        one for one in found(pe(START + END, LOOKS_UP, named(*NAMES[:9]))) if one.act is Act.LOADS_CODE
    ]


def test_a_text_put_together_letter_by_letter_is_told_and_read() -> None:
    made = pe(START + stored("http://198.51.100.7/a", "letters") + END)
    (told,) = [one for one in found(made) if one.how == "hidden text"]
    assert "http://198.51.100.7/a" in told.says
    assert not hows(pe(START + stored("a few plain words", "letters") + END))


def test_a_short_name_of_a_program_is_told_as_well() -> None:
    assert (Act.OBFUSCATED, "hidden text") in hows(pe(START + stored("cmd.exe", "letters") + END))
    assert not hows(pe(START + stored("cmdline", "letters") + END))


def test_texts_under_a_key_are_told_and_read() -> None:
    hidden = under(b"\0kernel32.dll\0" + named(*NAMES[:4]), 0x33)
    assert hows(pe(START + END, LOOKS_UP, hidden)) == {(Act.OBFUSCATED, "hidden text"), (Act.INJECTS, "")}


def test_a_text_as_letters_of_base64_is_a_sign_and_read() -> None:
    letters = base64.b64encode(b"http://198.51.100.7/gate.php")
    (told,) = found(pe(START + END, (), b"\0" + letters + b"\0"))
    assert (told.act, told.how, told.sure) == (Act.OBFUSCATED, "text as letters", False)
    assert "http://198.51.100.7/gate.php" in told.says
    assert not found(pe(START + END, (), b"\0" + base64.b64encode(b"a few plain words more") + b"\0"))


def test_a_program_inside_is_a_sign_and_one_under_a_key_is_more() -> None:
    inner = pe(START + END)
    (told,) = [one for one in found(pe(START + END, (), inner)) if one.act is Act.EMBEDS]
    assert (told.how, told.sure) == ("program", False)
    hidden = under(b"MZ" + bytes(60) + b"This program cannot be run in DOS mode", 0x41)
    (told,) = [one for one in found(pe(START + END, (), hidden)) if one.act is Act.EMBEDS]
    assert (told.how, told.sure) == ("under a key", True)
    assert not [one for one in found(pe(START + END, (), b"MZ and nothing else")) if one.act is Act.EMBEDS]


def test_a_part_with_code_that_can_be_written_looks_packed_and_usual_parts_do_not() -> None:
    plain = pe(START + END, LOOKS_UP)
    assert not hows(plain)
    writable = plain.replace((0x60000020).to_bytes(4, "little"), (0xE0000020).to_bytes(4, "little"), 1)
    assert hows(writable) == {(Act.OBFUSCATED, "packer")}


def test_a_part_as_even_as_if_encrypted_looks_packed() -> None:
    even = bytes((number * 167 + (number >> 8) * 91) & 0xFF for number in range(40_000))
    (told,) = found(pe(START + END, LOOKS_UP, even))
    assert "as even as if encrypted" in told.says
    assert not found(pe(START + END, LOOKS_UP, b"plain words " * 4000))
