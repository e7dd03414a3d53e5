"""Names of the values of well-known Windows events, in order: for exports that give the values alone."""

from __future__ import annotations

from typing import Final

_SUBJECT: Final = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId"
_TARGET: Final = "TargetUserSid TargetUserName TargetDomainName"
_TASK: Final = f"{_SUBJECT} TaskName TaskContent"
_CHANGED: Final = f"TargetUserName TargetDomainName TargetSid {_SUBJECT}"
_MEMBER: Final = f"MemberName MemberSid {_CHANGED} PrivilegeList"

POSITIONS: Final[dict[tuple[str, int], tuple[str, ...]]] = {
    (channel, number): tuple(names.split())
    for channel, events in {
        "Security": {
            4624: f"{_SUBJECT} {_TARGET} TargetLogonId LogonType LogonProcessName AuthenticationPackageName"
            " WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName"
            " IpAddress IpPort ImpersonationLevel RestrictedAdminMode TargetOutboundUserName"
            " TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken",
            4625: f"{_SUBJECT} {_TARGET} Status FailureReason SubStatus LogonType LogonProcessName"
            " AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength"
            " ProcessId ProcessName IpAddress IpPort",
            4634: f"{_TARGET} TargetLogonId LogonType",
            4647: f"{_TARGET} TargetLogonId",
            4648: f"{_SUBJECT} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName"
            " TargetInfo ProcessId ProcessName IpAddress IpPort",
            4672: f"{_SUBJECT} PrivilegeList",
            4688: f"{_SUBJECT} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine"
            " TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel",
            4697: f"{_SUBJECT} ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount",
            4698: _TASK, 4699: _TASK, 4700: _TASK, 4701: _TASK,
            4702: f"{_SUBJECT} TaskName TaskContentNew",
            4722: _CHANGED, 4723: _CHANGED, 4724: _CHANGED, 4725: _CHANGED, 4726: f"{_CHANGED} PrivilegeList",
            4728: _MEMBER, 4729: _MEMBER, 4732: _MEMBER, 4733: _MEMBER, 4756: _MEMBER, 4757: _MEMBER,
            4740: f"TargetUserName TargetDomainName TargetSid {_SUBJECT}",
            4768: "TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status"
            " TicketEncryptionType PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber"
            " CertThumbprint",
            4769: "TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType"
            " IpAddress IpPort Status LogonGuid TransmittedServices",
            4771: "TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort"
            " CertIssuerName CertSerialNumber CertThumbprint",
            4776: "PackageName TargetUserName Workstation Status",
            5140: f"{_SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList",
            5145: f"{_SUBJECT} ObjectType IpAddress IpPort ShareName ShareLocalPath RelativeTargetName"
            " AccessMask AccessList AccessReason",
            1102: f"{_SUBJECT}",
        },
        "System": {
            7045: "ServiceName ImagePath ServiceType StartType AccountName",
            7036: "param1 param2",
            7040: "param1 param2 param3 param4",
        },
        "Microsoft-Windows-PowerShell/Operational": {
            4103: "ContextInfo UserData Payload",
            4104: "MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path",
        },
    }.items()
    for number, names in events.items()
}  # fmt: skip
