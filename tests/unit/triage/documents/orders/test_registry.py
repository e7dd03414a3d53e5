"""Registry files set values; some of these are commands."""

import pytest

from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import BOOT, CALLED, LOGIN, OPENED, Order
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

HEAD = "Windows Registry Editor Version 5.00\r\n\r\n"
RUN = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"


def told(text: str) -> list[Order]:
    sample = Sample(name="a.reg", data=(HEAD + text).encode("utf-16"), kind=Kind.REGISTRY)
    return list(orders(sample, Allowance()))


def test_run_keys_hold_commands_for_each_login() -> None:
    setting, run = told(f'[{RUN}]\r\n"a"="\\"C:\\\\x y.exe\\" -q"\r\n"b"=-\r\n')
    assert (run.command, run.when, run.ending) == ('"C:\\x y.exe" -q', LOGIN, "cmd")
    assert setting.command == f'reg add "{RUN}" /v "a" /t REG_SZ /d "\\"C:\\x y.exe\\" -q" /f'
    assert not setting.alone


def test_words_written_as_bytes_are_read() -> None:
    raw = ",".join(f"{byte:02x}" for byte in "calc\0".encode("utf-16-le"))
    key = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\a"
    one = told(f'[{key}]\r\n"ImagePath"=hex(2):{raw[:12]}\\\r\n  {raw[12:]}\r\n')[-1]
    assert (one.command, one.when) == ("calc", BOOT)


def test_bytes_that_are_written_badly_break_nothing() -> None:
    assert [one.command for one in told(f'[{RUN}]\r\n"a"=hex(2):61,00  00,00\r\n')] == [
        f'reg add "{RUN}" /v "a" /t REG_SZ /d "a" /f',
        "a",
    ]


def test_debuggers_and_verbs_are_commands_too() -> None:
    debugger = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options"
    found = told(
        f'[{debugger}\\sethc.exe]\r\n"Debugger"="cmd.exe"\r\n'
        '[HKEY_CLASSES_ROOT\\a\\shell\\open\\command]\r\n@="b.exe %1"\r\n'
    )
    assert [(one.command, one.when) for one in found if one.alone] == [
        ("cmd.exe", CALLED),
        ("b.exe %1", OPENED),
    ]


def test_numbers_are_set_and_deleted_keys_are_not() -> None:
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows Defender"
    (one,) = told(f'[{key}]\r\n"DisableAntiSpyware"=dword:00000001\r\n[-{RUN}]\r\n"a"="b"\r\n')
    assert one.command == f'reg add "{key}" /v "DisableAntiSpyware" /t REG_DWORD /d "1" /f'


def test_ordinary_keys_are_not_looked_at() -> None:
    assert told('[HKEY_CURRENT_USER\\Software\\Editor]\r\n"Font"="Consolas"\r\n') == []


def test_many_commands_hide_nothing_that_is_set_and_what_is_left_out_is_said() -> None:
    many = "".join(f'"a{number}"="b{number}.exe"\r\n' for number in range(600))
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows Defender"
    text = f'{HEAD}[{RUN}]\r\n{many}[{key}]\r\n"DisableAntiSpyware"=dword:00000001\r\n'
    found: list[Order] = []
    with pytest.raises(LimitHit, match="only its first 500 commands"):
        found.extend(orders(Sample(name="a.reg", data=text.encode(), kind=Kind.REGISTRY), Allowance()))
    assert "DisableAntiSpyware" in found[0].command
    assert found[-1].command == "b498.exe"
