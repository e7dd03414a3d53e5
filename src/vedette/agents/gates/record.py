"""What was done, as an incident's record has it: the only thing that lets a sentence say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.agents.gates.exhibits import Deed
from vedette.core.actions import ActionKind, ActionState
from vedette.core.clocks import DutyState
from vedette.core.incidents import Incident, Standing, Status
from vedette.core.patches import Rung, Tried

_STATES: Final = {
    ActionKind.ISOLATE_HOST: "isolated",
    ActionKind.DISABLE_ACCOUNT: "disabled",
    ActionKind.REVOKE_SESSIONS: "revoked",
    ActionKind.BLOCK_ADDRESS: "blocked",
    ActionKind.BLOCK_DOMAIN: "blocked",
    ActionKind.BLOCK_HASH: "blocked",
    ActionKind.QUARANTINE_FILE: "quarantined",
    ActionKind.ROTATE_SECRET: "rotated",
    ActionKind.SNAPSHOT_EVIDENCE: "kept",
}
_HELD: Final = frozenset((ActionState.DONE, ActionState.VERIFIED))
_REACHED: Final = (Status.CONTAINED, Status.ERADICATED, Status.RECOVERED)


def deeds(incident: Incident) -> tuple[Deed, ...]:
    """Return what an incident's record says was done and still holds."""
    return tuple(_deeds(incident))


def mended(tried: Tried, path: str) -> tuple[Deed, ...]:
    """Return that a file is fixed, where a person approved a patch that passed its gates."""
    done = tried.accepted and tried.rung is Rung.HUMAN_APPROVED
    return (Deed(state="fixed", objects=frozenset((path.casefold(),))),) if done else ()


def _deeds(incident: Incident) -> Iterator[Deed]:
    for one in incident.actions:
        if one.state in _HELD:
            yield Deed(state=_STATES[one.plan.kind], objects=frozenset((one.plan.target.name.casefold(),)))
    for entity in incident.entities:
        if entity.standing is Standing.CONTAINED:
            yield Deed(state="contained", objects=frozenset((entity.entity.name.casefold(),)))
    order = list(Status)
    for status in _REACHED:
        if order.index(incident.status) >= order.index(status):
            yield Deed(state=status.value, objects=frozenset())
    if any(one.state is DutyState.TOLD for one in incident.duties):
        yield Deed(state="told", objects=frozenset())
