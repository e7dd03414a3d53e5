"""Words and numbers by which a log is cleared or stopped: of Windows, of Linux, of clouds."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vedette.hunt.actions import API_CALL, LOG_CLEARED, PROCESS_START, SCRIPT
from vedette.hunt.event import Event


class Stop(NamedTuple):
    """How a log was ended or emptied."""

    sort: str
    """cleared, stopped, changed or time."""
    words: str
    column: str
    value: str


_WINDOWS: Final = {
    ("Security", 1102): ("cleared", "the Security log was cleared"),
    ("System", 104): ("cleared", "a log was cleared"),
    ("Security", 4719): ("changed", "what is audited was changed"),
    ("Security", 1100): ("stopped", "the event log service stopped"),
    ("Microsoft-Windows-Sysmon/Operational", 16): ("changed", "Sysmon's configuration was changed"),
}
"""By channel and number. 1100 comes with each shutdown, and counts only beside something else."""
_CLOUD: Final = {
    "stoplogging": "stopped",
    "deletetrail": "stopped",
    "updatetrail": "changed",
    "puteventselectors": "changed",
    "deleteflowlogs": "stopped",
    "deletedetector": "stopped",
    "disablesecurityhub": "stopped",
    "stopconfigurationrecorder": "stopped",
    "deleteconfigurationrecorder": "stopped",
    "deleteloggroup": "cleared",
    "deletelogstream": "cleared",
    "google.logging.v2.configservicev2.deletesink": "stopped",
    "google.logging.v2.loggingservicev2.deletelog": "cleared",
    "microsoft.insights/diagnosticsettings/delete": "stopped",
}
_COMMAND = re.compile(
    r"\bwevtutil(?:\.exe)?\"?\s+(?:cl|clear-log)\b|\bclear-eventlog\b|\bremove-eventlog\b"
    r"|\bwevtutil(?:\.exe)?\"?\s+(?:sl|set-log)\b.{0,120}/e:false"
    r"|\bauditpol(?:\.exe)?\"?\s.{0,80}(?:/clear|/remove|(?:success|failure):disable)"
    r"|\b(?:sc|net1?)(?:\.exe)?\"?\s+(?:stop|config)\s+\"?(?:eventlog|sysmon\w*"
    r"|wecsvc)\b"
    r"|\bfltmc(?:\.exe)?\s+unload\s+sysmon"
    r"|\bauditctl\s+(?:.{0,40}\s)?-(?:e\s*0|d)\b"
    r"|\bsystemctl\s+(?:stop|disable|mask|kill)\s+(?:--now\s+)?(?:rsyslog|syslog(?:-ng)?"
    r"|auditd|systemd-journald)"
    r"|\bservice\s+(?:rsyslog|syslog(?:-ng)?|auditd)\s+stop"
    r"|\bjournalctl\s+.{0,40}--vacuum-(?:time|size)=[01]s?\b"
    r"|(?:\brm\s+(?:-\w+\s+)*|>\s*|\btruncate\s+(?:-s\s*0|--size=?0)\s+|\bshred\s+(?:-\w+\s+)*)"
    r"/var/log/(?:\S*(?:auth|secure|syslog|messages|audit|wtmp|btmp|lastlog)|\*)"
    r"|\bhistory\s+-c\b|\bunset\s+histfile\b|\bhistfile=/dev/null|\bln\s+-sf?\s+/dev/null\s+\S*_hi"
    r"story"
)
_MESSAGE = re.compile(
    (
        r"type=DAEMON_(?:END|ABORT)|audit_enabled=0|\bauditd?\[\d+\]: The audit daemon"
        r" is exiting|^op=set audit_enabled=0"
    ),
    re.IGNORECASE,
)
_NEEDLES: Final = (
    "wevtutil",
    "eventlog",
    "auditpol",
    "auditctl",
    "sysmon",
    "syslog",
    "auditd",
    "journal",
    "/var/log/",
    "hist",
    "wecsvc",
)


def of(event: Event) -> Stop | None:
    """Say how an event ends or empties a log; None of nearly all."""
    action = event.action
    number = event.fields.get("EventID")
    found = _of_windows(event, number) if type(number) is int else None
    if found is None and action == LOG_CLEARED:
        return Stop("cleared", "a log was cleared", "message", event.message or "")
    if found is None and action in {PROCESS_START, SCRIPT}:
        return _of_command(event)
    if found is None and action == API_CALL:
        return _of_cloud(event)
    message = event.message
    if found is None and message is not None and number is None and _MESSAGE.search(message):
        return Stop("stopped", "auditing stopped", "message", message)
    return found


def _of_windows(event: Event, number: int) -> Stop | None:
    channel = event.fields.get("Channel")
    known = _WINDOWS.get((channel, number)) if isinstance(channel, str) else None
    if known is None:
        return None
    if number == 4719 and (event.user or "$")[-1:] == "$":  # noqa: PLR2004  a policy applied, by the machine itself
        return None
    return Stop(known[0], known[1], "Channel", str(channel))


def _of_command(event: Event) -> Stop | None:
    text = event.command_line or event.message
    if text is None:
        return None
    lowered = text[:8_192].lower()
    if not any(needle in lowered for needle in _NEEDLES):
        return None
    found = _COMMAND.search(lowered)
    if found is None:
        return None
    column = "command_line" if event.command_line else "message"
    return Stop(
        "stopped" if "stop" in found[0] else "cleared",
        f"a command was run: {found[0][:80]}",
        column,
        text,
    )


def _of_cloud(event: Event) -> Stop | None:
    name = (
        event.fields.get("eventName") or event.fields.get("methodName") or event.fields.get("operationName")
    )
    if not isinstance(name, str):
        return None
    sort = _CLOUD.get(name.lower())
    return Stop(sort, f"{name} was called", "eventName", name) if sort else None
