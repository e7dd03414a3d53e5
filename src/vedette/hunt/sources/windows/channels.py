"""Windows' channels: what Sigma calls them, and which provider writes where."""

from __future__ import annotations

from typing import Final

SYSMON: Final = "Microsoft-Windows-Sysmon/Operational"
LINUX_SYSMON: Final = "Linux-Sysmon/Operational"
POWERSHELL: Final = "Microsoft-Windows-PowerShell/Operational"
POWERSHELL_CORE: Final = "PowerShellCore/Operational"
POWERSHELL_CLASSIC: Final = "Windows PowerShell"
DEFENDER: Final = "Microsoft-Windows-Windows Defender/Operational"
TASKS: Final = "Microsoft-Windows-TaskScheduler/Operational"
RDP_SESSIONS: Final = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
RDP_LISTENER: Final = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational"
RDP_CORE: Final = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational"
RDP_CLIENT: Final = "Microsoft-Windows-TerminalServices-RDPClient/Operational"
WMI: Final = "Microsoft-Windows-WMI-Activity/Operational"
DNS_CLIENT: Final = "Microsoft-Windows-DNS-Client/Operational"
DNS_SERVER: Final = "DNS Server"
DNS_ANALYTICAL: Final = "Microsoft-Windows-DNSServer/Analytical"
NTLM: Final = "Microsoft-Windows-NTLM/Operational"
OPENSSH: Final = "OpenSSH/Operational"
BITS: Final = "Microsoft-Windows-Bits-Client/Operational"

SERVICES: Final = {
    "Security": "security",
    "System": "system",
    "Application": "application",
    SYSMON: "sysmon",
    LINUX_SYSMON: "sysmon",
    POWERSHELL: "powershell",
    POWERSHELL_CORE: "powershell",
    POWERSHELL_CLASSIC: "powershell-classic",
    DEFENDER: "windefend",
    TASKS: "taskscheduler",
    RDP_SESSIONS: "terminalservices-localsessionmanager",
    RDP_LISTENER: "terminalservices-remoteconnectionmanager",
    RDP_CLIENT: "terminalservices-rdpclient",
    WMI: "wmi",
    DNS_CLIENT: "dns-client",
    DNS_SERVER: "dns-server",
    DNS_ANALYTICAL: "dns-server-analytic",
    "Microsoft-Windows-DNSServer/Audit": "dns-server-audit",
    NTLM: "ntlm",
    BITS: "bits-client",
    "Microsoft-Windows-AppLocker/EXE and DLL": "applocker",
    "Microsoft-Windows-AppLocker/MSI and Script": "applocker",
    "Microsoft-Windows-AppLocker/Packaged app-Deployment": "applocker",
    "Microsoft-Windows-AppLocker/Packaged app-Execution": "applocker",
    "Microsoft-Windows-AppModel-Runtime/Admin": "appmodel-runtime",
    "Microsoft-Windows-AppXDeploymentServer/Operational": "appxdeployment-server",
    "Microsoft-Windows-AppxPackaging/Operational": "appxpackaging-om",
    "Microsoft-Windows-CAPI2/Operational": "capi2",
    "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational": "certificateservicesclient-lifecycle-system",  # noqa: E501
    "Microsoft-Windows-CodeIntegrity/Operational": "codeintegrity-operational",
    "Microsoft-Windows-Diagnosis-Scripted/Operational": "diagnosis-scripted",
    "Microsoft-Windows-DriverFrameworks-UserMode/Operational": "driver-framework",
    "Microsoft-Windows-LDAP-Client/Debug": "ldap",
    "Microsoft-Windows-LSA/Operational": "lsa-server",
    "Microsoft-ServiceBus-Client": "microsoft-servicebus-client",
    "Microsoft-Windows-Security-Mitigations/Kernel Mode": "security-mitigations",
    "Microsoft-Windows-Security-Mitigations/User Mode": "security-mitigations",
    "Microsoft-Windows-Shell-Core/Operational": "shell-core",
    "Microsoft-Windows-SmbClient/Connectivity": "smbclient-connectivity",
    "Microsoft-Windows-SmbClient/Security": "smbclient-security",
    "Microsoft-Windows-SMBServer/Connectivity": "smbserver-connectivity",
    "Microsoft-Windows-VHDMP/Operational": "vhdmp",
    "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall": "firewall-as",
    "MSExchange Management": "msexchange-management",
    OPENSSH: "openssh",
    "Microsoft-IIS-Configuration/Operational": "iis-configuration",
}
"""Sigma's word for a channel; others have none."""

CHANNELS: Final = {
    "microsoft-windows-security-auditing": "Security",
    "microsoft windows security auditing.": "Security",
    "microsoft-windows-sysmon": SYSMON,
    "linux-sysmon": LINUX_SYSMON,
    "microsoft-windows-powershell": POWERSHELL,
    "powershellcore": POWERSHELL_CORE,
    "powershell": POWERSHELL_CLASSIC,
    "microsoft-windows-windows defender": DEFENDER,
    "microsoft-windows-taskscheduler": TASKS,
    "microsoft-windows-terminalservices-localsessionmanager": RDP_SESSIONS,
    "microsoft-windows-terminalservices-remoteconnectionmanager": RDP_LISTENER,
    "microsoft-windows-wmi-activity": WMI,
    "microsoft-windows-dns-client": DNS_CLIENT,
    "microsoft-windows-dns-server-service": DNS_SERVER,
    "service control manager": "System",
}
"""Where a provider writes, for exports that do not say."""

_SPELT: Final = {name.lower(): name for name in SERVICES}


def spelt(channel: str) -> str:
    """Give a channel's name as Windows writes it: exports change its case."""
    return channel if channel in SERVICES else _SPELT.get(channel.lower(), channel)
