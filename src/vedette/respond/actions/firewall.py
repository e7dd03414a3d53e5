"""Blocking and cutting off with what a Linux machine has: nft, else iptables, else policy rules of `ip`.

Each way leaves everything that is there already as it is: a table or chain of its own, or rules of its own
number. What it adds it takes away by naming exactly that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from vedette.core.actions import PlanStep
from vedette.respond.actions.targets import Network, network

Steps: TypeAlias = tuple[PlanStep, ...]
KEPT: Final = "40"
CUT_OFF: Final = "50"
BLOCKED: Final = "60"
"""Numbers of the rules of `ip`: read before the machine's own routes, which begin at 32766."""
_BEFORE_OTHERS: Final = -300
"""Among the hooks of nft: before its own filters."""
WAYS: Final = ("nft", "iptables", "ip")
"""The best first."""


def blocking(name: str, way: str) -> Steps:
    """Say how nothing gets through to an address or range any more."""
    return _BLOCKS[way](_net(name))


def cutting_off(kept: Sequence[str], way: str, *, ipv6: bool) -> Steps:
    """Say how this machine is cut off from all but the addresses that are kept."""
    return _CUTS[way](tuple(_net(one) for one in kept), ipv6)


def blocked(name: str, way: str) -> tuple[str, ...]:
    """Name the command that says whether a block holds."""
    if way == "ip":  # what the kernel itself would do with a packet to there
        found = _net(name)
        return ("ip", f"-{found.version}", "route", "get", str(found.network_address))
    return blocking(name, way)[-1].check


def _net(name: str) -> Network:
    found = network(name)
    if found is None:  # the target was looked at before
        raise ValueError(name)
    return found


def _table(what: str) -> str:
    """Name a table after what it is for: the same block twice is one."""
    return f"vedette_{hashlib.sha256(what.encode()).hexdigest()[:10]}"


def _nft_block(net: Network) -> Steps:
    table = _table(f"block {net}")
    family = _nft_family(net)
    chains = {
        "input": f"{family} saddr {net} drop;",
        "output": f"{family} daddr {net} drop;",
        "forward": f"{family} saddr {net} drop; {family} daddr {net} drop;",
    }
    return (_nft_table(table, chains, "accept", f"block {net} with a table of its own"),)


def _nft_cut(kept: tuple[Network, ...], ipv6: bool) -> Steps:  # noqa: FBT001 - a row of a table of ways
    del ipv6  # a table of the family inet is for both
    chains = {
        "input": "iif lo accept;" + "".join(f" {_nft_family(one)} saddr {one} accept;" for one in kept),
        "output": "oif lo accept;" + "".join(f" {_nft_family(one)} daddr {one} accept;" for one in kept),
        "forward": "",
    }
    return (_nft_table(_table("cut off"), chains, "drop", "let nothing in or out but what is kept"),)


def _nft_table(table: str, chains: Mapping[str, str], policy: str, does: str) -> PlanStep:
    """Make a table whole or not at all: nft takes one command as one change."""
    inside = " ".join(
        f"chain {hook} {{ type filter hook {hook} priority {_BEFORE_OTHERS}; policy {policy}; {rules} }};"
        for hook, rules in chains.items()
    )
    return PlanStep(
        does=does,
        command=("nft", f"add table inet {table} {{ {inside} }}"),
        undo=("nft", f"delete table inet {table}"),
        check=("nft", f"list table inet {table}"),
    )


def _nft_family(net: Network) -> str:
    return "ip" if net.version == 4 else "ip6"  # noqa: PLR2004 - of the Internet Protocol


def _iptables_block(net: Network) -> Steps:
    program = _iptables(net)
    sides = (
        ("INPUT", "-s", "in"),
        ("OUTPUT", "-d", "out"),
        ("FORWARD", "-s", "through from there"),
        ("FORWARD", "-d", "through to there"),
    )
    return tuple(
        _iptables_rule(program, chain, (side, str(net), "-j", "DROP"), f"drop what goes {words}")
        for chain, side, words in sides
    )


def _iptables_cut(kept: tuple[Network, ...], ipv6: bool) -> Steps:  # noqa: FBT001
    programs = ("iptables", "ip6tables") if ipv6 else ("iptables",)
    return tuple(step for program in programs for step in _iptables_cut_by(program, kept))


def _iptables_cut_by(program: str, kept: tuple[Network, ...]) -> Iterator[PlanStep]:
    chain = "VEDETTE_CUT"
    yield PlanStep(
        does="make a chain of our own",
        command=(program, "-w", "-N", chain),
        undo=(program, "-w", "-X", chain),
        check=(program, "-w", "-S", chain),
    )
    accepted: list[tuple[str, ...]] = [("-i", "lo"), ("-o", "lo")]
    for one in (one for one in kept if _iptables(one) == program):
        accepted += [("-s", str(one)), ("-d", str(one))]
    for number, match in enumerate(accepted, 1):
        rule = (*match, "-j", "ACCEPT")
        yield _iptables_rule(program, chain, rule, f"keep {' '.join(match)}", str(number))
    last = str(len(accepted) + 1)
    yield _iptables_rule(program, chain, ("-j", "DROP"), "drop all else", last)
    for hook in ("INPUT", "OUTPUT", "FORWARD"):
        yield _iptables_rule(program, hook, ("-j", chain), f"ask that chain first ({hook.lower()})")


def _iptables_rule(program: str, chain: str, rule: tuple[str, ...], does: str, number: str = "1") -> PlanStep:
    return PlanStep(
        does=does,
        command=(program, "-w", "-I", chain, number, *rule),
        undo=(program, "-w", "-D", chain, *rule),
        check=(program, "-w", "-C", chain, *rule),
    )


def _iptables(net: Network) -> str:
    return "iptables" if net.version == 4 else "ip6tables"  # noqa: PLR2004


def _ip_block(net: Network) -> Steps:
    family = f"-{net.version}"
    return (
        _ip_rule(family, BLOCKED, ("to", str(net)), "blackhole", "send nothing there"),
        _ip_rule(family, BLOCKED, ("from", str(net)), "blackhole", "pass nothing on that comes from there"),
    )


def _ip_cut(kept: tuple[Network, ...], ipv6: bool) -> Steps:  # noqa: FBT001
    keeping = [
        _ip_rule(f"-{one.version}", KEPT, ("to", str(one)), "lookup main", f"keep the way to {one}")
        for one in kept
    ]
    families = ("-4", "-6") if ipv6 else ("-4",)
    return (
        *keeping,
        *(
            _ip_rule(one, CUT_OFF, ("from", "all"), "blackhole", f"send nothing else (IPv{one[1]})")
            for one in families
        ),
    )


def _ip_rule(family: str, number: str, match: tuple[str, str], action: str, does: str) -> PlanStep:
    rule = ("pref", number, *match, *action.split())
    return PlanStep(
        does=does,
        command=("ip", family, "rule", "add", *rule),
        undo=("ip", family, "rule", "del", *rule),
        check=("ip", family, "-j", "rule", "show", "pref", number, *match),
    )


_BLOCKS: Final[Mapping[str, Callable[[Network], Steps]]] = {
    "nft": _nft_block,
    "iptables": _iptables_block,
    "ip": _ip_block,
}
_CUTS: Final[Mapping[str, Callable[[tuple[Network, ...], bool], Steps]]] = {
    "nft": _nft_cut,
    "iptables": _iptables_cut,
    "ip": _ip_cut,
}
