"""What each Windows event says: its action, outcome and category, and which names fill which column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from vedette.hunt import actions
from vedette.hunt.actions import FAILURE, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.sources.windows import channels, refinements

Refine: TypeAlias = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of event of one channel."""

    action: str = actions.OTHER
    columns: Mapping[str, str] | None = None
    """Name of a field by column."""
    category: str = ""
    """In Sigma's words."""
    outcome: str | None = None
    refine: Refine | None = None
    """What a mere table can't say; called last."""
    constants: tuple[tuple[str, str | int], ...] = ()
    """Columns that are the same for every such event."""


def _of(text: str) -> dict[str, str]:
    """Read `column=Field` pairs."""
    return dict(pair.split("=") for pair in text.split())


_SUBJECT: Final = "user=SubjectUserName"
_IMAGE: Final = "user=User process=Image process_id=ProcessId"
_LOGIN: Final = _of(
    "user=TargetUserName source_ip=IpAddress source_port=IpPort logon_type=LogonType process=ProcessName"
)
_TICKET: Final = _of("user=TargetUserName source_ip=IpAddress source_port=IpPort")
_ACCOUNT: Final = Row(actions.ACCOUNT_CHANGED, _of(f"{_SUBJECT} target_user=TargetUserName"), "", SUCCESS)
_MEMBER: Final = Row(
    actions.ACCOUNT_CHANGED,
    _of(f"{_SUBJECT} target_user=TargetUserName"),
    "",
    SUCCESS,
    refinements.name_member,
)
_TASK: Final = Row(actions.TASK, _of(f"{_SUBJECT} file=TaskName"), "", SUCCESS, refinements.read_task)
_WRITTEN: Final = _of(f"{_IMAGE} file=TargetFilename hash=Hashes")
_FLOW: Final = _of(
    "process=Application process_id=ProcessId source_ip=SourceAddress source_port=SourcePort"
    " destination_ip=DestAddress destination_port=DestPort transport=Protocol"
)
_OBJECT: Final = _of(f"{_SUBJECT} process=ProcessName process_id=ProcessId file=ObjectName")
_KERBEROS: Final = (("protocol", "kerberos"),)
_RDP: Final = (("protocol", "rdp"), ("logon_type", 10))
_SMB: Final = (("protocol", "smb"),)

_SECURITY: Final = {
    1102: Row(actions.LOG_CLEARED, _of(_SUBJECT), "", SUCCESS),
    4624: Row(actions.LOGIN, _LOGIN, "", SUCCESS),
    4625: Row(actions.LOGIN, _LOGIN, "", FAILURE),
    4634: Row(actions.LOGOUT, _of("user=TargetUserName logon_type=LogonType")),
    4647: Row(actions.LOGOUT, _of("user=TargetUserName")),
    4648: Row(
        actions.LOGIN,
        _of(f"{_SUBJECT} target_user=TargetUserName target_host=TargetServerName process=ProcessName"
            " source_ip=IpAddress source_port=IpPort"),
    ),
    4656: Row(actions.OTHER, _OBJECT, "", None, refinements.tell_object),
    4657: Row(
        actions.REGISTRY,
        _of(f"{_SUBJECT} process=ProcessName process_id=ProcessId file=ObjectName"),
        "registry_event",
    ),
    4663: Row(actions.OTHER, _OBJECT, "", SUCCESS, refinements.tell_object),
    4672: Row(actions.PRIVILEGE, _of(_SUBJECT), "", SUCCESS),
    4673: Row(actions.PRIVILEGE, _of(f"{_SUBJECT} process=ProcessName process_id=ProcessId")),
    4688: Row(
        actions.PROCESS_START,
        _of(f"{_SUBJECT} target_user=TargetUserName process=NewProcessName process_id=NewProcessId"
            " parent=ParentProcessName command_line=CommandLine"),
        "process_creation",
    ),
    4689: Row(actions.OTHER, _of(f"{_SUBJECT} process=ProcessName process_id=ProcessId")),
    4697: Row(
        actions.SERVICE_INSTALL, _of(f"{_SUBJECT} command_line=ServiceFileName file=ServiceName"), "", SUCCESS
    ),
    **dict.fromkeys((4698, 4699, 4700, 4701, 4702), _TASK),
    **dict.fromkeys(
        (4720, 4722, 4723, 4724, 4725, 4726, 4727, 4730, 4731, 4734, 4735, 4737, 4738, 4740, 4741, 4742, 4743,
         4754, 4755, 4758, 4765, 4767, 4781, 4794),
        _ACCOUNT,
    ),
    **dict.fromkeys((4728, 4729, 4732, 4733, 4746, 4747, 4751, 4752, 4756, 4757, 4761, 4762), _MEMBER),
    4766: Row(actions.ACCOUNT_CHANGED, _of(f"{_SUBJECT} target_user=TargetUserName"), "", FAILURE),
    4768: Row(actions.TICKET, _TICKET, "", None, refinements.judge_status, _KERBEROS),
    4769: Row(actions.TICKET, _TICKET, "", None, refinements.judge_status, _KERBEROS),
    4770: Row(actions.TICKET, _TICKET, "", SUCCESS, None, _KERBEROS),
    4771: Row(actions.LOGIN, _TICKET, "", FAILURE, None, _KERBEROS),
    4776: Row(
        actions.LOGIN,
        _of("user=TargetUserName"),
        "",
        None,
        refinements.judge_credentials,
        (("protocol", "ntlm"),),
    ),
    4778: Row(
        actions.LOGIN, _of("user=AccountName source_ip=ClientAddress"), "", SUCCESS, None, _RDP
    ),
    4779: Row(actions.LOGOUT, _of("user=AccountName source_ip=ClientAddress"), "", None, None, _RDP),
    4800: Row(actions.OTHER, _of("user=TargetUserName")),
    4801: Row(actions.OTHER, _of("user=TargetUserName")),
    5140: Row(
        actions.SHARE,
        _of(f"{_SUBJECT} source_ip=IpAddress source_port=IpPort file=ShareName"),
        "",
        SUCCESS,
        None,
        _SMB,
    ),
    5145: Row(
        actions.SHARE,
        _of(f"{_SUBJECT} source_ip=IpAddress source_port=IpPort file=RelativeTargetName"),
        "",
        None,
        refinements.judge_keywords,
        _SMB,
    ),
    5156: Row(actions.CONNECTION, _FLOW, "", SUCCESS),
    5157: Row(actions.CONNECTION, _FLOW, "", FAILURE),
}  # fmt: skip

_SYSMON: Final = {
    1: Row(
        actions.PROCESS_START,
        _of(f"{_IMAGE} parent=ParentImage command_line=CommandLine hash=Hashes"),
        "process_creation",
    ),
    2: Row(actions.FILE_WRITE, _of(f"{_IMAGE} file=TargetFilename"), "file_change"),
    3: Row(
        actions.CONNECTION,
        _of(f"{_IMAGE} source_ip=SourceIp source_port=SourcePort destination_ip=DestinationIp"
            " destination_port=DestinationPort transport=Protocol domain=DestinationHostname"),
        "network_connection",
    ),
    4: Row(category="sysmon_status"),
    5: Row(actions.OTHER, _of(_IMAGE), "process_termination"),
    6: Row(actions.MODULE_LOAD, _of("file=ImageLoaded hash=Hashes"), "driver_load"),
    7: Row(actions.MODULE_LOAD, _of(f"{_IMAGE} file=ImageLoaded hash=Hashes"), "image_load"),
    8: Row(
        actions.PROCESS_ACCESS,
        _of("user=SourceUser process=SourceImage process_id=SourceProcessId file=TargetImage"),
        "create_remote_thread",
    ),
    9: Row(actions.FILE_READ, _of(f"{_IMAGE} file=Device"), "raw_access_thread"),
    10: Row(
        actions.PROCESS_ACCESS,
        _of("user=SourceUser process=SourceImage process_id=SourceProcessId file=TargetImage"),
        "process_access",
    ),
    11: Row(actions.FILE_WRITE, _of(f"{_IMAGE} file=TargetFilename"), "file_event"),
    12: Row(actions.REGISTRY, _of(f"{_IMAGE} file=TargetObject"), "registry_event"),
    13: Row(actions.REGISTRY, _of(f"{_IMAGE} file=TargetObject"), "registry_set"),
    14: Row(actions.REGISTRY, _of(f"{_IMAGE} file=TargetObject"), "registry_rename"),
    15: Row(actions.FILE_WRITE, _of(f"{_IMAGE} file=TargetFilename hash=Hash"), "create_stream_hash"),
    16: Row(category="sysmon_status"),
    17: Row(actions.OTHER, _of(f"{_IMAGE} file=PipeName"), "pipe_created"),
    18: Row(actions.OTHER, _of(f"{_IMAGE} file=PipeName"), "pipe_created"),
    19: Row(actions.OTHER, _of("user=User"), "wmi_event"),
    20: Row(actions.OTHER, _of("user=User command_line=Destination"), "wmi_event"),
    21: Row(actions.OTHER, _of("user=User"), "wmi_event"),
    22: Row(
        actions.DNS,
        _of(f"{_IMAGE} domain=QueryName answers=QueryResults"),
        "dns_query",
        None,
        refinements.read_dns_status,
        (("protocol", "dns"),),
    ),
    23: Row(actions.FILE_DELETE, _WRITTEN, "file_delete"),
    24: Row(actions.OTHER, _of(f"{_IMAGE} hash=Hashes"), "clipboard_change"),
    25: Row(actions.PROCESS_ACCESS, _of(_IMAGE), "process_tampering"),
    26: Row(actions.FILE_DELETE, _WRITTEN, "file_delete_detected"),
    27: Row(actions.FILE_WRITE, _WRITTEN, "file_block_executable", FAILURE),
    28: Row(actions.FILE_DELETE, _WRITTEN, "file_block_shredding", FAILURE),
    29: Row(actions.FILE_WRITE, _WRITTEN, "file_executable_detected"),
    255: Row(category="sysmon_error"),
}  # fmt: skip

_SYSTEM: Final = {
    104: Row(actions.LOG_CLEARED, _of(_SUBJECT), "", SUCCESS),
    7045: Row(actions.SERVICE_INSTALL, _of("command_line=ImagePath file=ServiceName"), "", SUCCESS),
}
_MSSQL: Final = (("protocol", "mssql"),)
_APPLICATION: Final = {
    18453: Row(actions.LOGIN, None, "", SUCCESS, refinements.read_database_login, _MSSQL),
    18454: Row(actions.LOGIN, None, "", SUCCESS, refinements.read_database_login, _MSSQL),
    18456: Row(actions.LOGIN, None, "", FAILURE, refinements.read_database_login, _MSSQL),
}
_PROVIDERS: Final = {
    ("System", 104): "microsoft-windows-eventlog",
    ("System", 7045): "service control manager",
    ("Application", 18453): "mssql",
    ("Application", 18454): "mssql",
    ("Application", 18456): "mssql",
}
"""How the provider's name begins, where others use the same number for something else."""
_SSH: Final = {4: Row(actions.SSH, None, "", None, refinements.read_ssh, (("protocol", "ssh"),))}

_POWERSHELL: Final = {
    4103: Row(actions.SCRIPT, _of("message=Payload"), "ps_module", None, refinements.read_context),
    4104: Row(actions.SCRIPT, _of("message=ScriptBlockText file=Path"), "ps_script"),
}
_CLASSIC: Final = {
    400: Row(actions.SCRIPT, None, "ps_classic_start", None, refinements.read_classic),
    600: Row(actions.OTHER, None, "ps_classic_provider_start", None, refinements.read_classic),
    800: Row(actions.SCRIPT, None, "ps_classic_script", None, refinements.read_classic),
}
_THREAT: Final = Row(
    actions.ALERT,
    {"file": "Path", "process": "Process Name", "user": "Detection User", "message": "Threat Name"},
    "antivirus",
    None,
    refinements.join_names,
)
_DEFENDER: Final = dict.fromkeys((1006, 1007, 1008, 1009, 1015, 1116, 1117, 1118, 1119, 1121, 1122), _THREAT)
_TASKS: Final = {
    106: Row(actions.TASK, _of("user=UserContext file=TaskName")),
    140: Row(actions.TASK, _of("user=UserName file=TaskName")),
    141: Row(actions.TASK, _of("user=UserName file=TaskName")),
    129: Row(actions.OTHER, _of("file=TaskName process=Path process_id=ProcessID")),
    200: Row(actions.OTHER, _of("file=TaskName process=ActionName")),
    201: Row(actions.OTHER, _of("file=TaskName process=ActionName")),
}
_RDP_SESSION: Final = {
    21: Row(actions.LOGIN, _of("user=User source_ip=Address"), "", SUCCESS, None, _RDP),
    23: Row(actions.LOGOUT, _of("user=User"), "", None, None, _RDP),
    24: Row(actions.LOGOUT, _of("user=User source_ip=Address"), "", None, None, _RDP),
    25: Row(actions.LOGIN, _of("user=User source_ip=Address"), "", SUCCESS, None, _RDP),
}
_RDP_LISTENER: Final = {
    261: Row(actions.CONNECTION, None, "", None, None, _RDP[:1]),
    1149: Row(actions.LOGIN, _of("user=Param1 source_ip=Param3"), "", SUCCESS, None, _RDP),
}
_RDP_CORE: Final = {131: Row(actions.CONNECTION, None, "", None, refinements.read_client, _RDP[:1])}
_RDP_CLIENT: Final = {
    1024: Row(actions.OTHER, _of("target_host=Value destination_ip=Value"), "", None, None, _RDP[:1]),
    1102: Row(actions.OTHER, _of("target_host=Value destination_ip=Value"), "", None, None, _RDP[:1]),
}
_DNS: Final = (("protocol", "dns"),)
_DNS_CLIENT: Final = dict.fromkeys(
    (3006, 3008, 3018, 3020),
    Row(
        actions.DNS,
        _of("domain=QueryName answers=QueryResults"),
        "dns_query",
        None,
        refinements.read_dns_status,
        _DNS,
    ),
)
_DNS_SERVER: Final = {
    256: Row(
        actions.DNS,
        _of("domain=QNAME source_ip=Source source_port=Port query_type=QTYPE"),
        "",
        None,
        refinements.read_query_type,
        _DNS,
    ),
}
_WMI: Final = {
    5857: Row(actions.OTHER, _of("file=ProviderPath process_id=HostProcess")),
    5858: Row(actions.OTHER, _of("user=User target_host=ClientMachine")),
    5860: Row(actions.OTHER, _of("user=User")),
}
_NTLM: Final = {8004: Row(actions.LOGIN, _of("user=UserName"), "", None, None, (("protocol", "ntlm"),))}
_BITS: Final = {
    3: Row(actions.OTHER, _of("user=jobOwner process=processPath process_id=processId")),
    59: Row(actions.HTTP, _of("url=url"), "", None, refinements.read_url),
    60: Row(actions.HTTP, _of("url=url bytes_in=bytesTransferred"), "", None, refinements.read_url),
}

ROWS: Final[Mapping[str, Mapping[int, Row]]] = {
    "Security": _SECURITY,
    "System": _SYSTEM,
    "Application": _APPLICATION,
    channels.OPENSSH: _SSH,
    channels.SYSMON: _SYSMON,
    channels.LINUX_SYSMON: _SYSMON,
    channels.POWERSHELL: _POWERSHELL,
    channels.POWERSHELL_CORE: _POWERSHELL,
    channels.POWERSHELL_CLASSIC: _CLASSIC,
    channels.DEFENDER: _DEFENDER,
    channels.TASKS: _TASKS,
    channels.RDP_SESSIONS: _RDP_SESSION,
    channels.RDP_LISTENER: _RDP_LISTENER,
    channels.RDP_CORE: _RDP_CORE,
    channels.RDP_CLIENT: _RDP_CLIENT,
    channels.DNS_CLIENT: _DNS_CLIENT,
    channels.DNS_ANALYTICAL: _DNS_SERVER,
    channels.WMI: _WMI,
    channels.NTLM: _NTLM,
    channels.BITS: _BITS,
}
_OTHERS: Final[Mapping[str, Row]] = {
    "Security": Row(
        columns=_of(
            f"{_SUBJECT} target_user=TargetUserName process=ProcessName process_id=ProcessId"
            " source_ip=IpAddress"
        )
    ),
    channels.SYSMON: Row(columns=_of(_IMAGE)),
    channels.LINUX_SYSMON: Row(columns=_of(_IMAGE)),
    channels.TASKS: Row(columns=_of("file=TaskName")),
    channels.DEFENDER: Row(columns={"user": "User"}, refine=refinements.join_names),
}
_PLAIN: Final = Row()


def row(channel: str, event_id: int | None, provider: str) -> Row:
    """Say what an event of this channel, number and provider is."""
    known = ROWS.get(channel, {}).get(event_id) if event_id is not None else None
    if known is not None and not provider.lower().startswith(_PROVIDERS.get((channel, event_id or 0), "")):
        known = None
    return known or _OTHERS.get(channel, _PLAIN)


def fields_named() -> Iterable[str]:
    """Name every field some row reads."""
    every = [one for rows in ROWS.values() for one in rows.values()] + list(_OTHERS.values())
    return {name for one in every for name in (one.columns or {}).values()}
