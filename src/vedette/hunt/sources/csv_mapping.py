"""Which column of ours a header of somebody's table fills: guessed from its name, or said by the user."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vedette.core.errors import BadInput
from vedette.hunt import actions
from vedette.hunt.actions import FAILURE, SUCCESS
from vedette.hunt.event import Logsource
from vedette.hunt.sources.values import AS_COLUMN

_NOT_NAME: Final = re.compile(r"[^a-z0-9]+")
ACTIONS: Final = frozenset(
    value for name, value in vars(actions).items() if name.isupper() and isinstance(value, str)
) - {SUCCESS, FAILURE}
COLUMNS: Final = frozenset(AS_COLUMN) | {"time", "outcome"}

_GUESSED: Final[Mapping[str, tuple[str, ...]]] = {
    "time": ("timestamp", "time", "datetime", "date", "dateutc", "datetimeutc", "eventtime", "timegenerated",
             "timecreated", "createdat", "starttime", "dateandtime", "logtime", "eventdate", "creationdate",
             "activitydatetime", "receivetime", "utctime"),
    "host": ("host", "hostname", "computer", "computername", "machine", "machinename", "devicename",
             "server"),
    "user": ("user", "username", "account", "accountname", "userprincipalname", "subjectusername", "actor",
             "userid", "login", "srcuser"),
    "target_user": ("targetuser", "targetusername", "dstuser"),
    "source_ip": ("sourceip", "srcip", "ipaddress", "clientip", "src", "source", "sourceaddress", "remoteip",
                  "remoteaddr", "callerip", "sourceipaddress", "srcaddr", "ip", "saddr"),
    "source_port": ("sourceport", "srcport", "sport", "spt"),
    "destination_ip": ("destinationip", "destip", "dstip", "dst", "dest", "destination", "destinationaddress",
                       "targetip", "dstaddr", "daddr"),
    "destination_port": ("destinationport", "destport", "dstport", "dport", "dpt", "port"),
    "transport": ("protocol", "proto", "transport", "ipprotocol"),
    "bytes_out": ("bytessent", "sentbytes", "bytesout", "srcbytes", "sentbyte"),
    "bytes_in": ("bytesreceived", "receivedbytes", "bytesin", "dstbytes", "rcvdbyte", "rcvdbytes"),
    "process": ("process", "processname", "image", "newprocessname", "processpath", "executable"),
    "process_id": ("processid", "pid"),
    "parent": ("parentprocess", "parentimage", "parentprocessname", "creatorprocessname"),
    "command_line": ("commandline", "cmdline", "processcommandline", "command"),
    "file": ("file", "filename", "filepath", "objectname", "targetfilename"),
    "hash": ("hash", "hashes", "sha256", "sha1", "md5"),
    "domain": ("domain", "query", "queryname", "fqdn", "destinationhostname"),
    "url": ("url", "uri", "requesturl", "csuristem"),
    "method": ("method", "httpmethod", "requestmethod"),
    "status": ("statuscode", "httpstatus", "scstatus", "responsecode"),
    "user_agent": ("useragent", "httpuseragent", "csuseragent"),
    "message": ("message", "msg", "description", "details", "renderedmessage"),
    "outcome": ("outcome", "result", "status", "resulttype", "resultstatus", "action"),
    "logon_type": ("logontype",),
}  # fmt: skip
_GOOD: Final = frozenset({"success", "succeeded", "successful", "ok", "allow", "allowed", "accept",
                          "accepted",
                          "permit", "pass", "passed", "granted", "0", "0x0", "audit success"})  # fmt: skip
_BAD: Final = frozenset({"failure", "failed", "fail", "error", "deny", "denied", "drop", "dropped", "block",
                         "blocked", "reject", "rejected", "interrupted", "audit failure"})  # fmt: skip
_NO_LOGSOURCE: Final = Logsource()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table's rows become events."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Header by column; or numbers, counting from 1, for a table without a header."""
    action: str = actions.OTHER
    logsource: Logsource = _NO_LOGSOURCE

    @property
    def numbered(self) -> bool:
        """Whether the columns are named by their numbers."""
        return all(header.isdecimal() for header in self.columns.values())


def plainly(header: str) -> str:
    """Write a header as the guesses have it."""
    return _NOT_NAME.sub("", header.lower())


def guessed(headers: list[str]) -> dict[str, str]:
    """Guess which header fills which column; one header fills one column."""
    known = {plainly(one): one for one in reversed(headers)}
    made: dict[str, str] = {}
    for column, names in _GUESSED.items():
        name = next((one for one in names if one in known and known[one] not in made.values()), None)
        if name is not None:
            made[column] = known[name]
    return made


def outcome(text: str) -> str | None:
    """Read success or failure from a word for it."""
    word = text.strip().lower()
    return SUCCESS if word in _GOOD else FAILURE if word in _BAD else None


def said(text: str) -> Plan:
    """Read `time=When,user=Who,action=login`: a mapping in one line.

    Raises:
        BadInput: it is not of that form, or names a column there is not.

    """
    pairs = [pair.partition("=")[::2] for pair in text.split(",") if pair.strip()]
    return _made({name.strip(): header.strip() for name, header in pairs}, {})


def written(text: str) -> Plan:
    """Read a mapping file, in TOML: `action`, a table `columns` of headers, and one `logsource`.

    Raises:
        BadInput: it is not of that form, or names a column there is not.

    """
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"the mapping cannot be read: {error}", hint="it is TOML") from error
    columns = held.get("columns", {})
    action = {"action": held["action"]} if "action" in held else {}
    logsource = held.get("logsource", {})
    if not isinstance(columns, dict) or not isinstance(logsource, dict):
        raise BadInput("the mapping has no [columns]", hint='columns are written as time = "When"')
    return _made(columns | action, logsource)


def _made(pairs: dict[str, Any], logsource: dict[str, Any]) -> Plan:
    action = pairs.pop("action", actions.OTHER)
    if action not in ACTIONS:
        raise BadInput(f"no action is called {action!r}", hint=f"known: {', '.join(sorted(ACTIONS))}")
    wrong = [one for one in pairs if one not in COLUMNS or not isinstance(pairs[one], str) or not pairs[one]]
    if wrong or not pairs:
        raise BadInput(
            f"no column is called {wrong[0]!r}" if wrong else "the mapping names no column",
            hint=f"known: {', '.join(sorted(COLUMNS))}",
        )
    parts = {name: str(logsource.get(name, "")) for name in ("product", "category", "service")}
    return Plan(columns=pairs, action=action, logsource=Logsource(**parts))
