"""Units, icons and drives name commands, and when they run."""

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import BOOT, CALLED, LOGIN, OPENED
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def told(text: str, name: str = "a.service") -> list[tuple[str, str]]:
    sample = Sample(name=name, data=text.encode(), kind=Kind.INI)
    return [(one.command, one.when) for one in orders(sample, Allowance())]


def test_a_unit_runs_when_what_wants_it_does() -> None:
    unit = "[Service]\nExecStart=-/bin/sh -c \\\n  'a b'\nRestart=always\n"
    assert told(unit) == [("/bin/sh -c    'a b'", CALLED)]
    assert told(f"{unit}[Install]\nWantedBy=multi-user.target\n")[0][1] == BOOT
    assert told(f"{unit}[Install]\nWantedBy=default.target\n")[0][1] == LOGIN


def test_keys_of_other_sections_and_comments_are_no_commands() -> None:
    assert told("[Unit]\nExecStart=/bin/a\n[Service]\n#ExecStart=/bin/b\nExecStart=\nUser=x\n") == []


def test_icons_run_when_opened_or_at_login() -> None:
    icon = "[Desktop Entry]\nExec=/opt/a --open %U 100%%\n"
    assert told(icon, "a.desktop") == [("/opt/a --open  100%", OPENED)]
    assert told(icon, "etc/xdg/autostart/a.desktop")[0][1] == LOGIN


def test_drives_have_commands_of_windows() -> None:
    text = "[AutoRun]\r\nopen=setup.exe /s\r\nicon=a.ico\r\nshell\\open\\command=b.exe\r\n"
    assert told(text, "autorun.inf") == [("setup.exe /s", OPENED), ("b.exe", OPENED)]
