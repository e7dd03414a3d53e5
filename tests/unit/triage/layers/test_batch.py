"""Batch files: carets, pieces of variables, loops, written files, certificates, two languages in one."""

import base64

import pytest

from tests.unit.triage.layers.wrapping import BATCH, carried, peeled
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.sample import Sample

PAYLOAD = "Write-Host hello"
ENCODED = base64.b64encode(PAYLOAD.encode("utf-16-le")).decode()


@pytest.mark.parametrize("name", BATCH)
def test_each_cover_comes_off(name: str) -> None:
    assert PAYLOAD.encode() in {data.strip() for data in carried(BATCH[name](PAYLOAD), Kind.BATCH)}


@pytest.mark.parametrize(
    "code",
    [
        f'set x=%COMSPEC:~-7,1%md\r\n%x% /c "powershell -e {ENCODED}"',
        f'cmd /V:ON /C "set x=powerxxhell -e {ENCODED}&& call %x:xx=s%"',
        f"for /f \"delims=s\\ tokens=4\" %%a in ('set^|findstr PSM') do %%a -e {ENCODED}",
        f"for %%i in (powershell) do %%i -enc {ENCODED}",
        f"set a=power\r\ncall set b=%%a%%shell\r\ncall %b% -e {ENCODED}",
        f"set /a n=3*2+1\r\nif %n%==7 powershell -e {ENCODED}",
        f"pow%qq%ersh%zz%ell -e {ENCODED}",
        f"if exist x (echo a) else (powershell -e {ENCODED})",
        f'schtasks /create /tn a /tr "powershell -e {ENCODED}" /sc daily',
        f'start "" /min cmd /c powershell -e {ENCODED}',
    ],
)
def test_commands_are_found_wherever_they_hide(code: str) -> None:
    found = carried(code, Kind.BATCH)
    inner = {data for one in found for data in carried(one, Kind.BATCH)}
    assert PAYLOAD.encode() in found | inner


def test_files_of_two_languages_give_the_other() -> None:
    both = '@if (@X)==(@Y) @end /* batch\r\n@cscript //E:JScript "%~f0"\r\nexit /b */\r\nWScript.Echo(1)'
    assert [(one.data, one.kind) for one in peeled(both, Kind.BATCH)] == [
        (b"WScript.Echo(1)", Kind.JAVASCRIPT)
    ]
    both = f"<# : batch\r\n@powershell -c \"iex (gc '%~f0' -raw)\"\r\nexit /b\r\n#>\r\n{PAYLOAD}\r\n"
    assert (PAYLOAD.encode(), Kind.POWERSHELL) in {(one.data, one.kind) for one in peeled(both, Kind.BATCH)}


def test_the_file_is_made_readable() -> None:
    (whole,) = [one for one in peeled("set a=hel\r\nec^ho %a%lo\r\n", Kind.BATCH) if one.whole]
    assert whole.data.split(b"\r\n")[1] == b"echo hello"


def test_ordinary_files_carry_nothing() -> None:
    code = "@echo off\r\nset OUT=build\r\nif not exist %OUT% mkdir %OUT%\r\nxcopy src %OUT% /s /y\r\n"
    assert not carried(code, Kind.BATCH)


def test_bombs_run_out_of_allowance() -> None:
    bomb = "for /l %%i in (1,1,49000) do for /l %%j in (1,1,49000) do set a=!a!!a!x\r\n" * 60
    with pytest.raises(LimitHit):
        list(
            peel(
                Sample(name="a", data=bomb.encode(), kind=Kind.BATCH), Allowance(bounds=Bounds(fuel=300_000))
            )
        )


@pytest.mark.parametrize(
    "piece", ["(", "^", "%a", "!a:~", "for %%a in (", "if a==a ", '"', "&|", "^\r\n", "call "]
)
def test_odd_lines_end(piece: str) -> None:
    assert isinstance(peeled(piece * 3000, Kind.BATCH), list)
