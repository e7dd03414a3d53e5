import pytest

from tests.unit.hunt.patterns.made import START, event, holds_its_word, process, said
from vedette.core.levels import Severity
from vedette.hunt.actions import API_CALL, LOG_CLEARED, OTHER
from vedette.hunt.event import Event
from vedette.hunt.patterns.records.clearing import LogClearing


def windows(number: int, channel: str, action: str = OTHER, **more: object) -> Event:
    columns = {"host": "pc1", "user": "anna", **more}
    return event(START, action=action, fields={"EventID": number, "Channel": channel}, **columns)


def test_a_log_that_was_cleared_says_so() -> None:
    (found,) = holds_its_word(LogClearing, [windows(1102, "Security", LOG_CLEARED)] * 2)
    assert found.severity is Severity.HIGH
    assert found.techniques == ("T1070.001",)
    assert [one.name for one in found.actors] == ["anna"]
    assert "the Security log was cleared" in found.message


@pytest.mark.parametrize(
    "command",
    [
        "wevtutil cl Security",
        "auditctl -e 0",
        "systemctl stop rsyslog",
        "rm -f /var/log/auth",
        "history -c",
        "fltmc unload SysmonDrv",
        "sc stop eventlog",
    ],
)
def test_commands_that_do_away_with_logs(command: str) -> None:
    assert len(said(LogClearing(), [process("x", "sh", command)])) == 1


@pytest.mark.parametrize(
    "command",
    [
        "wevtutil qe Security",
        "systemctl restart rsyslog",
        "cat /var/log/syslog",
        "history",
        "auditctl -l",
        "tail -f /var/log/auth.log",
    ],
)
def test_commands_that_only_look(command: str) -> None:
    assert said(LogClearing(), [process("x", "sh", command)]) == []


def test_a_trail_that_is_stopped() -> None:
    (found,) = said(LogClearing(), [event(action=API_CALL, user="ops", fields={"eventName": "StopLogging"})])
    assert found.techniques == ("T1562.008",)
    assert (
        said(LogClearing(), [event(action=API_CALL, user=("ops"), fields={"eventName": "DescribeTrails"})])
        == []
    )


def test_the_service_stops_at_every_shutdown() -> None:
    assert said(LogClearing(), [windows(1100, "Security", user=None)]) == []


def test_a_policy_the_machine_applies_itself_is_no_change() -> None:
    assert said(LogClearing(), [windows(4719, "Security", user="pc1$")]) == []
    (found,) = said(LogClearing(), [windows(4719, "Security")])
    assert found.severity is Severity.LOW
