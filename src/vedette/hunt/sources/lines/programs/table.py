"""Which program's words are read by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from vedette.hunt.actions import OTHER
from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.lines.programs import (
    accounts,
    asa,
    cron,
    devices,
    mail,
    packets,
    paloalto,
    proxies,
    resolvers,
    sessions,
    sshd,
)

See: TypeAlias = Callable[[Event, str], None]

_SERVICES: Final = {
    name: Logsource(product="linux", service=service)
    for service, names in {
        "sshd": ("sshd", "sshd-session", "sshd-auth", "dropbear"),
        "sudo": ("sudo",),
        "cron": ("cron", "crond", "crontab", "anacron", "atd"),
        "clamav": ("clamd", "clamscan", "freshclam", "clamav-milter"),
        "guacamole": ("guacd",),
        "vsftpd": ("vsftpd",),
        "auth": (
            "su", "login", "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "passwd",
            "chpasswd", "chage", "gpasswd", "systemd-logind", "polkitd", "pkexec", "gdm", "gdm-password",
            "lightdm", "sddm", "adduser", "newusers", "runuser", "shadow", "chsh", "chfn",
        ),
    }.items()
    for name in names
}  # fmt: skip
_SYSLOG: Final = Logsource(product="linux", service="syslog")
_ACCOUNTS: Final = (
    "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "passwd", "chpasswd", "gpasswd",
    "adduser", "deluser", "newusers", "chage", "shadow",
)  # fmt: skip


class Programs:
    """Reads what programs say; one for each source, for some of it takes remembering."""

    __slots__ = ("_asa", "_known")

    def __init__(self) -> None:
        ssh = sshd.Sshd().see
        self._asa = asa.Asa().see
        self._known: dict[str, See] = {
            "sshd": ssh,
            "sshd-session": ssh,
            "sshd-auth": ssh,
            "dropbear": sshd.see_dropbear,
            "sudo": accounts.see_sudo,
            "su": accounts.see_su,
            "login": sessions.see_login,
            "systemd-logind": sessions.see_logind,
            "cron": cron.see,
            "crond": cron.see,
            "crontab": cron.see,
            "dovecot": mail.see_dovecot,
            "vsftpd": mail.see_ftp,
            "proftpd": mail.see_ftp,
            "pure-ftpd": mail.see_ftp,
            "ftpd": mail.see_ftp,
            "klogind": mail.see_klogind,
            "dnsmasq": resolvers.see_dnsmasq,
            "dnsmasq-dhcp": resolvers.see_dhcp,
            "dhcpd": resolvers.see_dhcp,
            "dhclient": resolvers.see_dhcp,
            "named": resolvers.see_named,
            "unbound": resolvers.see_named,
            "kernel": packets.see_kernel,
            "haproxy": proxies.see_haproxy,
            **dict.fromkeys(("nginx", "httpd", "apache", "apache2"), proxies.see_server),
            **dict.fromkeys(_ACCOUNTS, accounts.see_account),
        }

    def see(self, event: Event, program: str, message: str) -> None:
        """Make of an event with a message what that message says."""
        name = program.rpartition("/")[2].lower()
        plain, bracket, _ = name.partition("(")
        event.logsource = _SERVICES.get(plain, _SYSLOG)
        if sessions.is_pam(message):
            sessions.see_pam(event, message)
        elif bracket and "pam" in name:
            sessions.see_old_pam(event, message, plain)
        elif (see := self._known.get(plain)) is not None:
            see(event, message)
        elif "%" in program or "%" in message[:60] or message.startswith("CEF:") or "devname=" in message:
            self._appliance(event, program, message)
        elif not program and paloalto.is_paloalto(message):
            paloalto.see(event, message)
        elif program.startswith("postfix"):
            mail.see_postfix(event, message)
        if event.action is None:
            event.action = OTHER

    def _appliance(self, event: Event, program: str, message: str) -> None:
        """Make of it what appliances say, whose messages begin where others have a program."""
        if devices.is_cef(message):
            devices.see_cef(event, message)
        elif devices.is_fortigate(message):
            devices.see_fortigate(event, message)
        elif asa.is_asa(program) or asa.is_asa(message):
            self._asa(event, f"{program}: {message}")
        elif devices.is_ios(program, message):
            devices.see_ios(event, f"{program}: {message}")
