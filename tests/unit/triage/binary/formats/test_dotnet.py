"""What .NET executables name in their tables."""

from __future__ import annotations

from tests.unit.triage.binary.made import dotnet, pe
from vedette.core.executables import Executable
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

FETCHES = ("System.Net", "WebClient", "DownloadData")
LOADS = ("System.Reflection", "Assembly", "Load")
CALLS = ("System.Reflection", "MethodBase", "Invoke")


def sample(data: bytes) -> Sample:
    return Sample(name="a.exe", data=data, kind=Kind.DOTNET)


def examined(data: bytes) -> Executable:
    found = examine(sample(data), Allowance())
    assert found is not None
    return found


def acts(data: bytes) -> set[Act]:
    return {one.act for one in facts(sample(data), examined(data), Allowance())}


def test_it_says_what_it_takes_from_others() -> None:
    found = examined(dotnet([FETCHES, LOADS], ["http://198.51.100.7/a"]))
    assert (found.format, found.imports[0]) == (".NET", "System.Net.WebClient::DownloadData")
    assert found.libraries == ("System.Net 4.0.1.2",)
    assert "http://198.51.100.7/a" in found.strings


def test_running_what_was_downloaded_is_told_from_downloading() -> None:
    assert acts(dotnet([FETCHES, LOADS, CALLS], ["b"])) == {Act.LOADS_CODE, Act.DOWNLOADS}
    assert acts(dotnet([FETCHES, CALLS], ["b"])) == {Act.DOWNLOADS}
    assert acts(dotnet([FETCHES], ["http://198.51.100.7/a"])) == {Act.DOWNLOADS}


def test_without_its_tables_it_is_still_a_windows_file() -> None:
    broken = dotnet([FETCHES], ["b"]).replace(b"BSJB", b"xxxx")
    assert "its .NET tables cannot be read" in examined(broken).notes
    assert examined(pe(b"\xc3")).format == "PE"


def test_a_mark_of_a_tool_that_makes_code_unreadable_is_told() -> None:
    marked = examined(dotnet([("", "ConfusedByAttribute", ".ctor"), FETCHES], ["b"]))
    assert "ConfusedByAttribute" in marked.packed
    assert not examined(dotnet([("System", "ObsoleteAttribute", ".ctor"), FETCHES], ["b"])).packed


def test_writing_down_keys_is_told_from_having_a_window() -> None:
    hook = ("System.Windows.Forms", "Application", "Run")
    assert acts(dotnet([hook], ["b"])) == set()
    assert acts(dotnet([("System.Drawing", "Graphics", "CopyFromScreen")], ["b"])) == {Act.READS_SCREEN}


FOLDER = ("System", "Environment", "GetFolderPath")
COPIES = ("System.IO", "File", "Copy")


def test_a_folder_asked_for_by_its_number_is_told_from_others() -> None:
    made = dotnet([("System", "Object", ".ctor"), FOLDER, COPIES], ["b"])
    asks = b"\x28" + b"\x02\0\0\x0a"
    assert Act.PERSISTS in acts(made + b"\x1d" + asks)
    assert acts(made + b"\x1f\x1a" + asks) == set()


def test_native_functions_named_in_texts_and_called_by_address_are_told() -> None:
    marshal = ("System.Runtime.InteropServices", "Marshal", "GetDelegateForFunctionPointer")
    names = ["OpenProcess", "VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread"]
    assert Act.INJECTS in acts(dotnet([marshal], names))
    assert Act.INJECTS not in acts(dotnet([("System", "Object", ".ctor")], names))
