"""Readers of what is spoken in flows: one file a protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vedette.hunt.network.dialogue import Dialogue, Ends
from vedette.hunt.network.protocols.dhcp import Dhcp
from vedette.hunt.network.protocols.ftp import Ftp
from vedette.hunt.network.protocols.http import Http, Ssdp
from vedette.hunt.network.protocols.kerberos import Kerberos
from vedette.hunt.network.protocols.ldap import Ldap
from vedette.hunt.network.protocols.names import Names
from vedette.hunt.network.protocols.quic import Quic
from vedette.hunt.network.protocols.rdp import Rdp
from vedette.hunt.network.protocols.smb import Smb
from vedette.hunt.network.protocols.smtp import Smtp
from vedette.hunt.network.protocols.ssh import Ssh
from vedette.hunt.network.protocols.tls import Tls
from vedette.hunt.network.services import (
    DHCP,
    DNS,
    FTP,
    HTTP,
    KERBEROS,
    LDAP,
    QUIC,
    RDP,
    SMB,
    SMTP,
    SSDP,
    SSH,
    TLS,
)

DIALOGUES: Final[Mapping[int, Callable[[Ends], Dialogue]]] = {
    DHCP: Dhcp,
    DNS: Names,
    FTP: Ftp,
    HTTP: Http,
    KERBEROS: Kerberos,
    LDAP: Ldap,
    QUIC: Quic,
    RDP: Rdp,
    SMB: Smb,
    SMTP: Smtp,
    SSDP: Ssdp,
    SSH: Ssh,
    TLS: Tls,
}
