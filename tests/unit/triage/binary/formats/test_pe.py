"""Windows executables made byte by byte: what they import, call and guard."""

from __future__ import annotations

from tests.unit.triage.binary.made import called, pe
from vedette.core.executables import Executable
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

DATA = 0x140003000
START = b"\x48\x83\xec\x28"
END = b"\xc3"


def sample(data: bytes) -> Sample:
    return Sample(name="a.exe", data=data, kind=Kind.PE)


def examined(data: bytes) -> Executable:
    found = examine(sample(data), Allowance())
    assert found is not None
    return found


def acts(data: bytes) -> set[Act]:
    return {one.act for one in facts(sample(data), examined(data), Allowance())}


def taken(register: bytes, address: int, at: int) -> bytes:
    """Return `lea register, [address]` for code at an offset."""
    return register + (address - (0x140001000 + at + 7)).to_bytes(4, "little", signed=True)


def runs(command: bytes) -> bytes:
    code = START
    code += taken(b"\x48\x8d\x0d", DATA, len(code))
    code += called(0, len(code)) + END
    return pe(code, [("KERNEL32.dll", ["WinExec"])], command + b"\0")


def test_what_it_imports_and_how_it_is_guarded() -> None:
    found = examined(runs(b"calc.exe"))
    assert (found.format, found.architecture, found.kind) == ("PE", "x86-64", "program")
    assert (found.imports, found.libraries) == (("WinExec",), ("kernel32.dll",))
    states = {one.name: one.state.value for one in found.protections}
    assert (states["ASLR"], states["DEP"], states["CFG"], states["Authenticode"]) == (
        "on",
        "on",
        "off",
        "off",
    )


def test_what_was_not_asked_for_is_off() -> None:
    states = {one.name: one.state.value for one in examined(pe(START + END, characteristics=0)).protections}
    assert (states["ASLR"], states["high entropy"]) == ("off", "off")


def test_the_argument_of_a_call_through_a_slot_is_recovered() -> None:
    (call,) = examined(runs(b"cmd.exe /c echo example")).calls
    assert call.says == 'runs the command "cmd.exe /c echo example"'


def test_a_hook_on_the_keyboard_counts_and_another_does_not() -> None:
    for kind, expected in ((13, {Act.READS_KEYS}), (5, set())):
        code = START + b"\xb9" + kind.to_bytes(4, "little")
        code += called(0, len(code)) + END
        assert acts(pe(code, [("USER32.dll", ["SetWindowsHookExW"])])) == expected


def test_writing_into_another_process_and_starting_it_is_injection() -> None:
    names = ["OpenProcess", "VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread"]
    assert acts(pe(START + END, [("KERNEL32.dll", names)])) == {Act.INJECTS}
    assert acts(pe(START + END, [("KERNEL32.dll", names[:2])])) == set()


def test_a_walk_of_the_process_block_with_the_usual_hash_is_hidden_code() -> None:
    walk, turn = b"\x65\x48\x8b\x14\x25\x60\x00\x00\x00", b"\x41\xc1\xc9\x0d"
    assert acts(pe(START + walk + turn + END)) == {Act.OBFUSCATED}
    assert acts(pe(START + walk + END)) == set()


def test_a_wide_text_under_a_run_key_persists() -> None:
    key = "Software\\Microsoft\\Windows\\CurrentVersion\\Run".encode("utf-16-le") + b"\0\0"
    code = START + taken(b"\x48\x8d\x15", DATA, len(START))
    code += called(0, len(code))
    code += called(1, len(code)) + END
    built = pe(code, [("ADVAPI32.dll", ["RegOpenKeyExW", "RegSetValueExW"])], key)
    assert acts(built) == {Act.PERSISTS}
    (opened,) = [one for one in examined(built).calls if one.callee == "RegOpenKeyExW"]
    assert "CurrentVersion\\\\Run" in opened.says


def test_what_it_says_of_its_maker_is_noted() -> None:
    said = (
        "CompanyName\0\0Example Ltd\0".encode("utf-16-le")
        + b'<requestedExecutionLevel level="requireAdministrator"/>'
    )
    notes = examined(pe(START + END, data=said)).notes
    assert "says it is made by Example Ltd" in notes
    assert "asks for the rights of an administrator when it starts" in notes
    assert examined(pe(START + END)).notes == ()


def test_functions_of_sockets_are_known_by_their_numbers() -> None:
    built = bytearray(pe(START + END, [("WS2_32.dll", ["first", "second"])]))
    for slot, number in ((0x600, 23), (0x608, 999)):
        built[slot : slot + 8] = ((1 << 63) | number).to_bytes(8, "little")
    assert examined(bytes(built)).imports == ("socket", "#999")


def test_commands_it_holds_count_where_it_starts_programs() -> None:
    command = b"vssadmin delete shadows /all /quiet\0"
    starts = pe(START + END, [("KERNEL32.dll", ["CreateProcessA"])], command)
    assert acts(starts) == {Act.DESTROYS_RECOVERY, Act.RUNS_COMMAND}
    assert acts(pe(START + END, [("KERNEL32.dll", ["Sleep"])], command)) == {Act.DESTROYS_RECOVERY}


def test_addresses_it_holds_count_where_it_fetches() -> None:
    address = b"http://198.51.100.7/a\0"
    assert acts(pe(START + END, [("URLMON.dll", ["URLDownloadToFileA"])], address)) == {Act.DOWNLOADS}
    assert acts(pe(START + END, [("KERNEL32.dll", ["Sleep"])], address)) == set()
