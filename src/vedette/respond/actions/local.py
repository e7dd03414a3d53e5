"""The steps of each action on this machine, word for word. What begins with `vedette:` is done by us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from vedette.core.actions import ActionKind, PlanStep
from vedette.core.attacks import Entity
from vedette.core.errors import BadInput
from vedette.respond.actions import firewall
from vedette.respond.actions.spare import is_here
from vedette.respond.actions.surroundings import Surroundings
from vedette.respond.actions.targets import LOCAL_ACCOUNT

EVIDENCE: Final = (
    "ps -eww -o pid,ppid,user,lstart,args",
    "ss -Htunap",
    "ss -Hxlp",
    "who -a",
    "ip addr show",
    "ip route show table all",
    "ip -6 route show table all",
    "ip rule show",
    "ip -6 rule show",
    "ip neigh show",
)
"""What is kept of a machine; each only reads."""
_LONG_PAST: Final = "1970-01-02"
_ELSEWHERE: Final = "use --adapter folder:…, webhook:… or openc2:… for other machines"


class Steps(Struct, frozen=True, kw_only=True):
    """What is done, and the command that says whether it holds."""

    steps: tuple[PlanStep, ...]
    check: tuple[str, ...] = ()


def steps(kind: ActionKind, target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    """Say what is done on this machine.

    Raises:
        BadInput: it cannot be done here; the hint says what can.

    """
    made = _MAKE[kind](target, parameters, around)
    keeps_first = kind in _DESTROYS and parameters.get("evidence") != "no" and around.evidence
    return Steps(steps=(_keeping(around), *made.steps), check=made.check) if keeps_first else made


_DESTROYS: Final = frozenset(
    {
        ActionKind.ISOLATE_HOST,
        ActionKind.REVOKE_SESSIONS,
        ActionKind.BLOCK_ADDRESS,
        ActionKind.QUARANTINE_FILE,
    }
)
"""What ends connections or processes: those are written down before."""


def _keeping(around: Surroundings) -> PlanStep:
    return PlanStep(
        does="keep what would be lost: processes, connections, logins, routes",
        command=("vedette:keep-evidence", around.evidence, *EVIDENCE),
    )


def _way(parameters: Mapping[str, str], around: Surroundings) -> str:
    wanted = parameters.get("with", "")
    found = next((one for one in firewall.WAYS if one in around.programs and wanted in {"", one}), None)
    if found is None:
        raise BadInput(
            f"this machine has no {wanted or 'nft, iptables or ip'}", hint="install nftables or iproute2"
        )
    return found


def _isolate(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    if not is_here(target, around):
        raise BadInput(
            f"{target.name} is not this machine", hint=f"block-address cuts it off from here; {_ELSEWHERE}"
        )
    _whole(parameters)
    kept = tuple(one for one in parameters.get("keep", "").split(",") if one)
    made = firewall.cutting_off(kept, _way(parameters, around), ipv6=around.ipv6)
    return Steps(steps=made, check=made[-1].check)


def _block_address(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    _whole(parameters)
    way = _way(parameters, around)
    return Steps(steps=firewall.blocking(target.name, way), check=firewall.blocked(target.name, way))


def _whole(parameters: Mapping[str, str]) -> None:
    if parameters.get("root", "/") != "/":
        raise BadInput("only accounts and files can be changed below --root", hint="leave --root out")


def _disable(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    there = around.account
    name = _local(target)
    if there is None:
        raise BadInput(f"{name} is no account of this machine", hint=_ELSEWHERE)
    root = parameters.get("root", "/")
    program = ("usermod", *(() if root == "/" else ("--prefix", root)))
    lock = PlanStep(
        does="lock the password",
        command=(*program, "--lock", name),
        undo=(*program, "--unlock", name),
        check=("vedette:account-locked", root, name),
    )
    expire = PlanStep(
        does="let the account expire, so that keys and tickets do not open it either",
        command=(*program, "--expiredate", _LONG_PAST, name),
        undo=(*program, "--expiredate", _day(there.expires), name),
        check=("vedette:account-expired", root, name),
    )
    made = (expire,) if there.locked or there.empty else (lock, expire)
    return Steps(steps=made, check=expire.check)


def _day(days: str) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(days))).isoformat() if days else ""


def _local(target: Entity) -> str:
    if not LOCAL_ACCOUNT.fullmatch(target.name):
        raise BadInput(f"{target.name} cannot be an account of this machine", hint=_ELSEWHERE)
    return target.name


def _revoke(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    _whole(parameters)
    there = around.account
    name = _local(target)
    if there is None:
        raise BadInput(f"{name} is no account of this machine", hint=_ELSEWHERE)
    check = ("vedette:no-processes", str(there.uid))
    if around.systemd and "loginctl" in around.programs:
        end = PlanStep(does="end its sessions", command=("loginctl", "terminate-user", name))
    else:
        end = PlanStep(
            does="end its processes", command=("pkill", "-KILL", "-U", str(there.uid)), check=check
        )
    return Steps(steps=(end,), check=check)


def _block_domain(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    del parameters
    step = PlanStep(
        does=f"add lines to {around.hosts} that lead the name nowhere",
        command=("vedette:hosts-add", around.hosts, target.name),
        undo=("vedette:hosts-remove", around.hosts, target.name),
        check=("vedette:hosts-has", around.hosts, target.name),
    )
    return Steps(steps=(step,), check=step.check)


def _block_hash(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    del parameters
    step = PlanStep(
        does=f"add it to {around.deny}, for tools that read such a list (hunt --indicators does)",
        command=("vedette:deny-add", around.deny, target.name),
        undo=("vedette:deny-remove", around.deny, target.name),
        check=("vedette:deny-has", around.deny, target.name),
    )
    return Steps(steps=(step,), check=step.check)


def _quarantine(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    del parameters
    if around.file is None:
        raise BadInput(
            f"{target.name} is no file here, or cannot be read", hint="name a file by its whole path"
        )
    words = (target.name, around.file.digest, around.quarantine)
    step = PlanStep(
        does=f"move it to {around.quarantine}, mode 0, with its mode, owner and times written down",
        command=("vedette:quarantine", *words),
        undo=("vedette:release", *words),
        check=("vedette:quarantined", *words),
    )
    return Steps(steps=(step,), check=step.check)


def _rotate(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    del parameters, around
    words = (
        f"make a new secret for {target.name} where it is issued; give it to what uses it; "
        "then revoke the old one, and look in the logs for uses of it"
    )
    return Steps(steps=(PlanStep(does=f"a person has to: {words}", command=("vedette:by-hand", words)),))


def _snapshot(target: Entity, parameters: Mapping[str, str], around: Surroundings) -> Steps:
    del parameters
    if not is_here(target, around):
        raise BadInput(f"{target.name} is not this machine", hint=_ELSEWHERE)
    if not around.evidence:
        raise BadInput("there is no folder for evidence", hint="set VEDETTE_DATA_DIR")
    return Steps(steps=(_keeping(around),))


_MAKE: Final[Mapping[ActionKind, Callable[[Entity, Mapping[str, str], Surroundings], Steps]]] = {
    ActionKind.ISOLATE_HOST: _isolate,
    ActionKind.DISABLE_ACCOUNT: _disable,
    ActionKind.REVOKE_SESSIONS: _revoke,
    ActionKind.BLOCK_ADDRESS: _block_address,
    ActionKind.BLOCK_DOMAIN: _block_domain,
    ActionKind.BLOCK_HASH: _block_hash,
    ActionKind.QUARANTINE_FILE: _quarantine,
    ActionKind.ROTATE_SECRET: _rotate,
    ActionKind.SNAPSHOT_EVIDENCE: _snapshot,
}
