"""What it means that a file is written: places whose content is started or trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told

_STARTED: Final = expression(
    r"\.bashrc|\.zshrc|\.bash_profile|\.bash_login|\.bash_logout|\.zprofile|/\.profile|\.zshenv|/etc/profile\b|"
    r"/etc/bash\.bashrc|/etc/rc\.local|/etc/rc\.d/|/etc/cron|/var/spool/cron|/etc/init\.d/|/etc/inittab|"
    r"systemd/(?:system|user)/|launchagents/|launchdaemons/|\.config/autostart|/etc/xdg/autostart|/etc/update-motd\.d|"
    r"/etc/udev/rules\.d|/etc/apt/apt\.conf\.d|\.git/hooks/|/etc/inetd\.conf|/etc/xinetd\.d",
    re.IGNORECASE,
)
_LOG: Final = expression(
    r"/var/log/(?:auth\.log|secure|messages|syslog|wtmp|btmp|lastlog|audit/|kern\.log|cron|maillog)|_history$|/var/run/utmp"
)
_RIGHTS: Final = expression(r"NOPASSWD|ALL\s*=\s*\(?\s*ALL")
_ROOT: Final = expression(r"^[^:\s]+:[^:]*:0:", re.MULTILINE)
_CORE: Final = expression(r"/release_agent$|/proc/sys/kernel/core_pattern$|/sys/kernel/uevent_helper$")


def told_of_writing(path: str, text: str) -> Iterator[Told]:
    """Yield what it means that text is written to a path."""
    target = path[:300]
    if _STARTED.search(path):
        yield Told(act=Act.PERSISTS, says="writes where programs are started from", target=target, how="file")
    elif "authorized_keys" in path:
        yield Told(act=Act.PERSISTS, says="lets a key log in", target=target, how="authorized_keys")
    elif path.endswith("/etc/ld.so.preload"):
        yield Told(
            act=Act.PERSISTS,
            says="has a library loaded into every program",
            target=target,
            how="ld.so.preload",
        )
        yield Told(
            act=Act.INJECTS,
            says="has a library loaded into every program",
            target=target,
            how="ld.so.preload",
        )
    elif _LOG.search(path) and not text.strip():
        yield Told(act=Act.CLEARS_TRACES, says="empties a log or history", target=target, how="file")
    elif _CORE.search(path) and (path.endswith("release_agent") or text.strip()[:1] in {"/", "|", "$"}):
        yield Told(act=Act.ESCALATES, says="has the kernel run a program", target=target, how="file")
    yield from _accounts(path, text, target)
    if path.endswith("/etc/selinux/config") and "SELINUX=disabled" in text:
        yield Told(act=Act.DISABLES_DEFENCE, says="switches SELinux off for good", target=target, how="file")


def _accounts(path: str, text: str, target: str) -> Iterator[Told]:
    if "/etc/sudoers" in path and _RIGHTS.search(text):
        yield Told(act=Act.ESCALATES, says="lets somebody act as root", target=target, how="sudoers")
    elif path in {"/etc/passwd", "/etc/shadow"} and text.strip():
        yield Told(act=Act.ADDS_ACCOUNT, says="writes an account into the list", target=target, how="file")
        if _ROOT.search(text) and path == "/etc/passwd":
            yield Told(
                act=Act.ESCALATES, says="adds an account with the rights of root", target=target, how="file"
            )
