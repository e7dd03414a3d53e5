"""Commands that ask, and such that do."""

import pytest

from vedette.hunt.patterns.processes.questions import arguments, question


@pytest.mark.parametrize(
    ("command", "technique"),
    [
        ("whoami", "T1033"),
        ("whoami.exe /all", "T1069"),
        ('"C:\\Windows\\System32\\net.exe" user', "T1087"),
        ("net user anna /domain", "T1087"),
        ('net group "Domain Admins" /domain', "T1069"),
        ("net view", "T1018"),
        ("net view \\\\srv1", "T1135"),
        ("nltest /domain_trusts", "T1482"),
        ("nltest /dclist:corp", "T1018"),
        ("systeminfo", "T1082"),
        ("tasklist /v", "T1057"),
        ("tasklist /svc", "T1007"),
        ("ipconfig /all", "T1016"),
        ("netstat -ano", "T1049"),
        ("reg query HKLM\\Software /s", "T1012"),
        ("wmic useraccount get name", "T1087"),
        ("/bin/cat /etc/passwd", "T1087"),
        ("/usr/bin/id", "T1033"),
        ("uname -a", "T1082"),
    ],
)
def test_questions(command: str, technique: str) -> None:
    assert (
        question(command.split('"')[1] if command[0] == '"' else command.split(maxsplit=1)[0], command)
        == technique
    )


@pytest.mark.parametrize(
    "command",
    [
        "net user eve S3cret /add",
        "net localgroup administrators eve /add",
        "net use z: \\\\srv1\\share",
        "net start spooler",
        "ipconfig /flushdns",
        "route add 10.0.0.0 mask 255.0.0.0 10.0.0.1",
        "ip addr add 10.0.0.5/24 dev eth0",
        "reg add HKLM\\Software\\a",
        "wmic process call create calc",
        "sc start spooler",
        "cat /var/log/syslog",
        "notepad whoami.txt",
    ],
)
def test_what_asks_nothing(command: str) -> None:
    assert question(command.split(maxsplit=1)[0], command) == ""


def test_arguments_are_what_stands_behind_the_program() -> None:
    assert arguments('"C:\\Program Files\\a.exe" -x') == " -x"
    assert arguments("a.exe -x") == "-x"
    assert arguments("") == ""
