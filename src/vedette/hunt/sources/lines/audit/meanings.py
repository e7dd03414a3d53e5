"""What an audit event says: the columns, and the names rules for Linux know processes, files and flows by."""

from __future__ import annotations

import posixpath
from typing import Final

from vedette.hunt.actions import (
    ACCOUNT_CHANGED,
    ALERT,
    CONNECTION,
    FAILURE,
    FILE_DELETE,
    FILE_READ,
    FILE_RENAME,
    FILE_WRITE,
    LOGIN,
    LOGOUT,
    MODULE_LOAD,
    OTHER,
    PRIVILEGE,
    PROCESS_ACCESS,
    PROCESS_START,
    SCRIPT,
    SUCCESS,
)
from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.common.names import address_of, number_of, port_of, user_of
from vedette.hunt.sources.lines.audit.records import Line

_PROCESS: Final = Logsource(product="linux", category="process_creation", service="auditd")
_FILE: Final = Logsource(product="linux", category="file_event", service="auditd")
_NETWORK: Final = Logsource(product="linux", category="network_connection", service="auditd")
_CALLS: Final = {
    "execve": PROCESS_START, "execveat": PROCESS_START, "connect": CONNECTION, "unlink": FILE_DELETE,
    "unlinkat": FILE_DELETE, "rmdir": FILE_DELETE, "rename": FILE_RENAME, "renameat": FILE_RENAME,
    "renameat2": FILE_RENAME, "init_module": MODULE_LOAD, "finit_module": MODULE_LOAD,
    "delete_module": MODULE_LOAD, "ptrace": PROCESS_ACCESS, "process_vm_readv": PROCESS_ACCESS,
    "process_vm_writev": PROCESS_ACCESS, "open": FILE_READ, "openat": FILE_READ, "openat2": FILE_READ,
    "creat": FILE_WRITE, "truncate": FILE_WRITE, "chmod": FILE_WRITE, "fchmodat": FILE_WRITE,
    "chown": FILE_WRITE, "fchownat": FILE_WRITE, "mkdir": FILE_WRITE, "mkdirat": FILE_WRITE,
    "mknod": FILE_WRITE, "mknodat": FILE_WRITE, "symlink": FILE_WRITE, "link": FILE_WRITE,
}  # fmt: skip
_KINDS: Final = {
    "USER_CMD": PRIVILEGE, "USER_ROLE_CHANGE": PRIVILEGE, "ADD_USER": ACCOUNT_CHANGED,
    "DEL_USER": ACCOUNT_CHANGED, "ADD_GROUP": ACCOUNT_CHANGED, "DEL_GROUP": ACCOUNT_CHANGED,
    "USER_CHAUTHTOK": ACCOUNT_CHANGED, "USER_MGMT": ACCOUNT_CHANGED, "GRP_MGMT": ACCOUNT_CHANGED,
    "ACCT_LOCK": ACCOUNT_CHANGED, "ACCT_UNLOCK": ACCOUNT_CHANGED, "GRP_CHAUTHTOK": ACCOUNT_CHANGED,
    "USER_LOGOUT": LOGOUT, "TTY": SCRIPT, "USER_TTY": SCRIPT,
}  # fmt: skip
_BECOMING: Final = frozenset({"su", "sudo", "doas", "pkexec", "runuser", "polkit-agent-helper-1"})
_ARGUMENTS_MAX: Final = 500
_KEPT: Final = 4096
_UNSET: Final = frozenset({"4294967295", "-1", "unset", "unknown(4294967295)"})
_INET: Final = "0200"
_INET6: Final = "0A00"


class Meanings:
    """Makes an event say what its records say; remembers which processes had a login refused."""

    __slots__ = ("_refused",)

    def __init__(self) -> None:
        self._refused: dict[str, None] = {}

    def see(self, event: Event, lines: list[Line]) -> None:
        """Take over what the records of one event say."""
        by_kind = {line.kind: line.pairs for line in lines}
        event.action = OTHER
        if "SYSCALL" in by_kind:
            _see_call(event, lines, by_kind)
        else:
            self._see_user(event, lines[0])
            if "EXECVE" in by_kind:
                event.action, event.logsource = PROCESS_START, _PROCESS
                event.command_line = event.fields["CommandLine"] = _command(by_kind["EXECVE"])
        if lines[0].kind.startswith("ANOM_"):
            event.action = ALERT

    def _see_user(self, event: Event, line: Line) -> None:
        pairs, kind = line.pairs, line.kind
        result = pairs.get("res", pairs.get("result", ""))
        event.outcome = _result(result)
        event.process, event.process_id = pairs.get("exe"), number_of(pairs.get("pid"))
        event.source_ip = address_of(pairs.get("addr")) or address_of(pairs.get("hostname"))
        event.action = _KINDS.get(kind, OTHER)
        who = pairs.get("acct") or pairs.get("ID") or _account(pairs.get("id"))
        if kind in {"USER_AUTH", "USER_LOGIN"}:
            self._see_login(event, kind, pairs, who)
        elif event.action == ACCOUNT_CHANGED:
            event.target_user, event.user = user_of(who), _who(pairs)
        else:
            event.user = user_of(who) if kind == "USER_LOGOUT" else _who(pairs)
        if (command := pairs.get("cmd")) is not None:
            event.command_line = event.fields["CommandLine"] = command
        if event.action == SCRIPT:
            event.message = pairs.get("data")

    def _see_login(self, event: Event, kind: str, pairs: dict[str, str], who: str | None) -> None:
        """Tell one login an attempt: each refusal of USER_AUTH, and what USER_LOGIN adds to them."""
        event.user = user_of(who) if who not in {"(unknown)", "(unknown user)", "(invalid user)"} else None
        name = (event.process or "").rpartition("/")[2]
        if name in _BECOMING:
            event.action, event.target_user, event.user = PRIVILEGE, event.user, _who(pairs)
            return
        process = pairs.get("pid", "")
        if kind == "USER_AUTH":
            if event.outcome == FAILURE:
                event.action = LOGIN
                self._remember(process)
        elif event.outcome == SUCCESS or process not in self._refused:
            event.action = LOGIN

    def _remember(self, process: str) -> None:
        if len(self._refused) >= _KEPT:
            del self._refused[next(iter(self._refused))]
        self._refused[process] = None


def _see_call(event: Event, lines: list[Line], by_kind: dict[str, dict[str, str]]) -> None:
    """Read a system call with what belongs to it."""
    call, name = by_kind["SYSCALL"], str(event.fields.get("SYSCALL", ""))
    event.outcome = _result(call.get("success", ""))
    event.process, event.process_id = call.get("exe"), number_of(call.get("pid"))
    event.user = _who(call)
    event.action = _CALLS.get(name, OTHER)
    title = by_kind.get("PROCTITLE", {}).get("proctitle")
    directory = by_kind.get("CWD", {}).get("cwd")
    event.command_line = _command(by_kind.get("EXECVE", {})) or title
    _see_path(event, lines, directory)
    if "SOCKADDR" in by_kind:
        _see_address(event, by_kind["SOCKADDR"])
    elif event.action == CONNECTION:
        event.action = OTHER
    if "EXECVE" in by_kind:
        event.action = PROCESS_START
    _add_names(event, call, directory)


def _see_path(event: Event, lines: list[Line], directory: str | None) -> None:
    """Find the file it was about: the last that is not the folder it lies in."""
    named = [line.pairs for line in lines if line.kind == "PATH" and "name" in line.pairs]
    about = [one for one in named if one.get("nametype") != "PARENT"]
    if not about:
        return
    chosen = next((one for one in about if one.get("nametype") in {"CREATE", "DELETE"}), about[0])
    name = chosen["name"]
    event.file = posixpath.join(directory, name) if directory and not name.startswith("/") else name
    kind = chosen.get("nametype")
    if kind == "CREATE" and event.action in {FILE_READ, OTHER}:
        event.action = FILE_WRITE
    elif kind == "DELETE" and event.action == OTHER:
        event.action = FILE_DELETE


def _see_address(event: Event, pairs: dict[str, str]) -> None:
    """Read where to: as the kernel has it in memory, or in words."""
    words = pairs.get("SADDR") or pairs.get("saddr", "")
    if "laddr=" in words:
        told = dict(part.partition("=")[::2] for part in words.strip("{} ").split())
        address, port = address_of(told.get("laddr")), port_of(told.get("lport"))
    else:
        address, port = _from_memory(words.upper())
    event.destination_ip, event.destination_port = address, port
    if address is None and event.action == CONNECTION:
        event.action = OTHER  # a socket of the machine's own


def _from_memory(text: str) -> tuple[str | None, int | None]:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None, None
    port = int.from_bytes(raw[2:4], "big")
    if text.startswith(_INET) and len(raw) >= 8:  # noqa: PLR2004
        return address_of(".".join(str(part) for part in raw[4:8])), port
    if text.startswith(_INET6) and len(raw) >= 24:  # noqa: PLR2004
        return address_of(":".join(raw[at : at + 2].hex() for at in range(8, 24, 2))), port
    return None, None


def _add_names(event: Event, call: dict[str, str], directory: str | None) -> None:
    """Add what rules for processes, files and connections ask for."""
    fields = event.fields
    if event.process is not None:
        fields["Image"] = event.process
    if event.user is not None:
        fields["User"] = event.user
    if event.action == PROCESS_START:
        event.logsource = _PROCESS
        fields["CommandLine"] = event.command_line
        fields["ParentProcessId"] = number_of(call.get("ppid"))
        if directory:
            fields["CurrentDirectory"] = directory
    elif event.action == FILE_WRITE and event.file is not None:
        event.logsource, fields["TargetFilename"] = _FILE, event.file
    elif event.action == CONNECTION:
        event.logsource = _NETWORK
        fields["DestinationIp"], fields["DestinationPort"] = event.destination_ip, event.destination_port
        fields["Initiated"] = "true"


def _command(pairs: dict[str, str]) -> str | None:
    parts = []
    for place in range(_ARGUMENTS_MAX):
        part = pairs.get(f"a{place}")
        if part is None:
            break
        parts.append(part)
    return " ".join(parts) or None


def _who(pairs: dict[str, str]) -> str | None:
    """Name who logged in, however often they became somebody else since; or who it is now."""
    login = pairs.get("AUID") or pairs.get("auid", "")
    if login in _UNSET or not login:
        login = pairs.get("UID") or pairs.get("uid", "")
    return user_of(_account(login))


def _account(number: str | None) -> str | None:
    return "root" if number == "0" else number if number not in _UNSET else None


def _result(text: str) -> str | None:
    if text in {"success", "yes", "1"}:
        return SUCCESS
    return FAILURE if text in {"failed", "no", "0"} else None
