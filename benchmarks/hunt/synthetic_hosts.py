"""Hosts of an office, made up: what administrators, programs and travellers do, and harm with its truth.

Synthetic, seeded, and said to be so. Ordinary days have a deployment server that installs services
everywhere, administrators behind a jump host, people who fly and people behind a VPN, installers, builds
and archives.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.hunt import synthetic_logs
from benchmarks.hunt.synthetic_logs import START
from vedette.hunt.actions import (
    FILE_RENAME,
    FILE_WRITE,
    LOG_CLEARED,
    LOGIN,
    PROCESS_START,
    SERVICE_INSTALL,
    SHARE,
    SUCCESS,
)
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import DAY, HOUR, MINUTE, SECOND

DAYS: Final = 5
_WINDOWS: Final = Logsource(product="windows", service="security")
_SYSTEM: Final = "C:\\Windows\\System32\\"
_ORDINARY: Final = (
    (f"{_SYSTEM}services.exe", f"{_SYSTEM}svchost.exe", "svchost.exe -k netsvcs"),
    (
        ("C:\\Windows\\explorer.exe"),
        ("C:\\Program Files\\Microsoft Office\\WINWORD.EXE"),
        ("WINWORD.EXE /n report.docx"),
    ),
    ("C:\\Windows\\explorer.exe", f"{_SYSTEM}cmd.exe", "cmd.exe"),
    (f"{_SYSTEM}cmd.exe", f"{_SYSTEM}ipconfig.exe", "ipconfig /all"),
    (f"{_SYSTEM}svchost.exe", f"{_SYSTEM}taskhostw.exe", "taskhostw.exe"),
    (
        (f"{_SYSTEM}wbem\\WmiPrvSE.exe"),
        (f"{_SYSTEM}WindowsPowerShell\\v1.0\\powershell.exe"),
        ("powershell -File C:\\CM\\scan.ps1"),
    ),
    ("C:\\Program Files\\Git\\git.exe", "C:\\Program Files\\Git\\bin\\sh.exe", "sh -c 'git gc'"),
)
_CITIES: Final = ((47.4, 8.5), (51.5, -0.1), (40.7, -74.0), (1.35, 103.8), (-33.9, 151.2))


@dataclass(frozen=True, slots=True)
class Harm:
    """What was done, by which rule it ought to be seen, and who or what has to be named."""

    rule: str
    names: str


def make(chance: random.Random) -> tuple[list[Event], list[Harm]]:
    """Return days of an office with harm in them, in order of time."""
    events = [*synthetic_logs.office(chance, 60, DAYS), *_work(chance), *_journeys(chance)]
    harms: list[Harm] = []
    for deed in (_chain, _run, _travel, _ransom, _cleared, _document, _false_name):
        made, harm = deed(chance, START + 2 * DAY + chance.randint(1, 20) * HOUR)
        events += made
        harms.append(harm)
    return sorted(events, key=lambda event: event.time or 0), harms


def _event(time: int, action: str, host: str, **columns: object) -> Event:
    fields: dict[str, Value] = {
        name: value for name, value in columns.items() if isinstance(value, str | int)
    }
    made = Event(source=0, record=0, time=time, logsource=_WINDOWS, fields=fields, action=action, host=host)
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def _login(time: int, user: str, source: str, host: str, **more: object) -> Event:
    return _event(time, LOGIN, host, user=user, source_ip=source, outcome=SUCCESS, logon_type=3, **more)


def _installed(time: int, source: str, host: str, command: str) -> list[Event]:
    share = _event(time, SHARE, host, source_ip=source, file="svcctl", user="x")
    return [share, _event(time + 5 * SECOND, SERVICE_INSTALL, host, command_line=command, file="agent")]


def _work(chance: random.Random) -> Iterator[Event]:
    for day in range(DAYS):
        morning = START + day * DAY + 7 * HOUR
        for number in range(30):  # the deployment server
            at = morning + number * MINUTE
            yield _login(at, "deploy", "10.2.0.50", f"pc{number:02}")
            yield from _installed(at, "10.2.0.50", f"pc{number:02}", "C:\\Windows\\ccmsetup.exe")
        for admin in range(3):  # from a desk to the jump host, and on
            at = morning + admin * HOUR
            yield _login(at, f"adm{admin}", f"10.1.0.{admin + 10}", "jump")
            yield _login(at + MINUTE, f"adm{admin}", "10.2.0.60", f"srv{(admin + day) % 4:02}")
        for _ in range(1_500):
            parent, child, command = chance.choice(_ORDINARY)
            time, host = morning + chance.randrange(12 * HOUR), f"pc{chance.randrange(30):02}"
            yield _event(
                time, PROCESS_START, host, parent=parent, process=child, command_line=command, user=("anna")
            )
        for number in range(2_000):  # a build, and an archive unpacked
            ending = chance.choice(("o", "py", "json", "md", "class"))
            file = f"C:\\src\\p{number % 80}\\f{number}.{ending}"
            yield _event(
                morning + number * SECOND // 8,
                FILE_WRITE,
                ("pc03"),
                process=("C:\\tools\\build.exe"),
                file=file,
            )


def _journeys(chance: random.Random) -> Iterator[Event]:
    for person in range(20):
        home, away = _CITIES[0], _CITIES[1 + person % 4]
        for day in range(DAYS):
            at = START + day * DAY + 8 * HOUR
            where = away if day == 3 and person % 3 == 0 else home  # noqa: PLR2004  flew in the night
            yield _visit(
                at,
                (f"user{person:03}"),
                where,
                (f"198.51.100.{person}") if where == home else (f"203.0.113.{person}"),
            )
            if person % 5 == 1:  # and a VPN at noon, every day
                yield _visit(at + 4 * HOUR, f"user{person:03}", _CITIES[2], "192.0.2.77")
        chance.random()


def _visit(time: int, user: str, place: tuple[float, float], address: str) -> Event:
    return _login(time, user, address, "vpn", latitude=place[0], longitude=place[1])


def _chain(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    names = [
        _login(
            at - DAY,
            ("adm0"),
            (f"10.3.0.{number}"),
            ("files"),
            fields={("WorkstationName"): (f"lab{number}")},
        )
        for number in (1, 2)
    ]
    hops = [
        _login(at, "user007", "10.1.0.17", "lab1"),
        _login(at + 20 * MINUTE, "user007", "10.3.0.1", "lab2"),
        _login(at + 50 * MINUTE, "user007", "10.3.0.2", "vault"),
    ]
    return [*names, *hops], Harm("pattern:lateral-movement", "vault")


def _run(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    login = _login(at, "user011", "10.1.0.21", "srv07")
    return [login, *_installed(at + MINUTE, ("10.1.0.21"), ("srv07"), ("%COMSPEC% /c x"))], Harm(
        ("pattern:lateral-movement-run"), ("srv07")
    )


def _travel(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    there = _visit(at + 40 * MINUTE, "user055", _CITIES[4], "203.0.113.222")
    return [_visit(at, ("user055"), _CITIES[0], ("198.51.100.222")), there], Harm(
        ("pattern:impossible-travel"), ("user055")
    )


def _ransom(chance: random.Random, at: int) -> tuple[list[Event], Harm]:
    action = chance.choice((FILE_WRITE, FILE_RENAME))
    files = [
        _event(
            at + number * SECOND // 5,
            action,
            ("pc09"),
            process=("C:\\Users\\x\\a.exe"),
            file=(f"C:\\d\\{number % 25}\\n{number}.docx.wxyz"),
        )
        for number in range(400)
    ]
    command = "vssadmin delete shadows /all /quiet"
    return [
        *files,
        _event(
            at,
            PROCESS_START,
            ("pc09"),
            process=(f"{_SYSTEM}vssadmin.exe"),
            parent=("x"),
            command_line=command,
        ),
    ], Harm("pattern:ransomware", "pc09")


def _cleared(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    return [_event(at, LOG_CLEARED, ("pc11"), user=("user011"), outcome=SUCCESS)], Harm(
        ("pattern:log-clearing"), ("pc11")
    )


def _document(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    parent = "C:\\Program Files\\Microsoft Office\\WINWORD.EXE"
    made = _event(
        at,
        PROCESS_START,
        ("pc12"),
        parent=parent,
        process=(f"{_SYSTEM}cmd.exe"),
        command_line=("cmd /c calc"),
    )
    return [made], Harm("pattern:odd-processes", "pc12")


def _false_name(_: random.Random, at: int) -> tuple[list[Event], Harm]:
    made = _event(
        at,
        PROCESS_START,
        ("pc13"),
        parent=("x.exe"),
        process=("C:\\Users\\Public\\svchost.exe"),
        command_line=("svchost.exe"),
    )
    return [made], Harm("pattern:masquerading", "pc13")
