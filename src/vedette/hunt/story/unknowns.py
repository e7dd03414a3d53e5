"""What an attack's story leaves open, and which log or person would tell: as useful as what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from vedette.core.attacks import Entity, Unknown

_PROCESSES: Final = "processes"
_NETWORK: Final = "network"
_WEB: Final = "web"
_LOGINS: Final = "logins"


class _Gap(NamedTuple):
    tactics: frozenset[str]
    """Unknown where none of these was seen."""
    needs: str
    """The kind of log that would show it."""
    question: str
    had: str
    """What would tell although that kind of log was there."""
    lacked: str
    """What would tell where it was not."""


_GAPS: Final = (
    _Gap(
        frozenset(("initial-access",)),
        _WEB,
        "How did they get in?",
        "mail gateway and VPN logs, and earlier web logs, of the days before the first sign",
        "mail gateway, VPN and web server logs of the days before the first sign",
    ),
    _Gap(
        frozenset(("execution",)),
        _PROCESSES,
        "What did they run?",
        "script block and command-line logging, which may have been off",
        "process creation logs of these machines (Windows 4688 or Sysmon, auditd)",
    ),
    _Gap(
        frozenset(("persistence",)),
        _PROCESSES,
        "Can they come back?",
        "a look at services, scheduled tasks, run keys and new accounts on these machines",
        "a look at services, scheduled tasks, run keys and new accounts, and process logs from now on",
    ),
    _Gap(
        frozenset(("lateral-movement",)),
        _LOGINS,
        "Did they reach other machines?",
        "logon records of all servers, not only those given here",
        "logon records (Windows 4624, sshd) of all servers for the same time",
    ),
    _Gap(
        frozenset(("exfiltration", "collection")),
        _NETWORK,
        "Was data taken?",
        "flows of a longer time, and the proxy's upload volumes",
        "firewall, NetFlow or proxy logs with volumes for the same time",
    ),
    _Gap(
        frozenset(("command-and-control",)),
        _NETWORK,
        "Do they still have a way to talk to these machines?",
        "DNS and proxy logs after the last sign",
        "DNS, proxy or firewall logs of these machines",
    ),
)
_KINDS: Final = {
    _PROCESSES: frozenset(("process-start", "script")),
    _NETWORK: frozenset(("connection", "dns", "tls")),
    _WEB: frozenset(("http",)),
    _LOGINS: frozenset(("login", "ticket")),
}


def unknowns(shown: frozenset[str], victims: Sequence[Entity], kinds: frozenset[str]) -> tuple[Unknown, ...]:
    """Say what is open: `shown` are the tactics seen, `kinds` the actions that occurred at all."""
    return tuple(_open(shown, victims, kinds))


def _open(shown: frozenset[str], victims: Sequence[Entity], kinds: frozenset[str]) -> Iterator[Unknown]:
    for gap in _GAPS:
        if gap.tactics.isdisjoint(shown):
            there = not _KINDS[gap.needs].isdisjoint(kinds)
            yield Unknown(question=gap.question, would_tell=gap.had if there else gap.lacked)
    if not victims:
        yield Unknown(
            question="Which machine is it?",
            would_tell="logs that name hosts, or the DHCP leases for these addresses",
        )
