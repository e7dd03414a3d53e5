"""What can be asked about actions, and how risky each is: by how much may break.

Planning and trying change nothing. What changes something is of class C2, and by people only: a touch of
the key for what stops a person or a machine, another person's agreement as well for what stops many.
"""

from __future__ import annotations

from typing import Any, Final

from vedette.access.nouns import Risk
from vedette.app import action_requests as asked
from vedette.app.capability import Capability
from vedette.core.actions import Blast

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="action.kinds",
        does="list what can be done about an attack",
        reads="nothing of the caller's",
        risk=Risk.C0,
        request=asked.ListKinds,
        cost_unit="kinds",
    ),
    Capability(
        id="action.plan",
        does="plan an action: what it would do, what may break, the way back",
        reads="how the machine stands: its addresses, programs and the target",
        risk=Risk.C1,
        request=asked.PlanAction,
        cost_unit="plans",
        own_input=False,
        quotes=True,
    ),
    Capability(
        id="action.show",
        does="show actions, and how things really are with them",
        reads="the actions kept, and what they changed",
        risk=Risk.C1,
        request=asked.ShowActions,
        cost_unit="actions",
        quotes=True,
    ),
    Capability(
        id="action.try",
        does="see what an action would meet, changing nothing",
        reads="what the action would change",
        risk=Risk.C1,
        request=asked.TryAction,
        cost_unit="actions",
        own_input=False,
        quotes=True,
    ),
    Capability(
        id="action.read",
        does="do a planned action that only reads: keep evidence",
        reads="processes, connections, logins and routes of the machine",
        risk=Risk.C1,
        request=asked.Act,
        cost_unit="actions",
        own_input=False,
        changes=True,
        quotes=True,
    ),
    Capability(
        id="action.small",
        does="do or take back a planned action on one address, name, file or session",
        reads="what the action changes",
        risk=Risk.C2,
        request=asked.Act,
        cost_unit="actions",
        scoped=True,
        needs_purpose=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="action.wide",
        does="do or take back a planned action that stops a person or a machine",
        reads="what the action changes",
        risk=Risk.C2,
        request=asked.Act,
        cost_unit="actions",
        scoped=True,
        needs_purpose=True,
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="action.alone",
        does="do or take back a planned action that stops many, alone, as the owner of the machine",
        reads="what the action changes",
        risk=Risk.C2,
        request=asked.Act,
        cost_unit="actions",
        scoped=True,
        needs_purpose=True,
        human_only=True,
        changes=True,
    ),
)
IN_SERVICE: tuple[Capability[Any], ...] = (
    Capability(
        id="action.critical",
        does="do or take back a planned action that stops many, once somebody else agreed to just this plan",
        reads="what the action changes",
        risk=Risk.C2,
        request=asked.Act,
        cost_unit="actions",
        scoped=True,
        needs_purpose=True,
        needs_step_up=True,
        needs_second=True,
        human_only=True,
        changes=True,
    ),
)
AT_HOME: Final = {
    "action.read": Blast.NONE,
    "action.small": Blast.SMALL,
    "action.wide": Blast.WIDE,
    "action.alone": Blast.CRITICAL,
}
"""What each may do at the most, on one's own machine."""
SERVED: Final = {
    "action.read": Blast.NONE,
    "action.small": Blast.SMALL,
    "action.wide": Blast.WIDE,
    "action.critical": Blast.CRITICAL,
}
"""And in a service, where nobody does alone what stops many."""
