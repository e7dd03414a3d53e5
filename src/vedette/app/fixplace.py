"""Who mends weaknesses at home: made when first asked, for few runs mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vedette.app.asking import Countable
from vedette.app.extras import lacking
from vedette.app.gate import Gate, Handler, Work
from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.errors import Unavailable

if TYPE_CHECKING:
    from vedette.app.tools import Tools

_USED: Final = (ModelRole.DRAFTER, ModelRole.JUDGE)


def at_home(data_dir: Path, tools: Tools, gates: Sequence[Gate]) -> dict[str, Handler]:
    """Say who does the work of `code.fix` for the owner of a machine.

    `gates` holds the one gate once there is one: named models are asked through it.
    """

    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.fix import Means, run  # noqa: PLC0415
        from vedette.sandbox.jail.jail import Jail  # noqa: PLC0415

        try:
            means = Means(
                tools=tools,
                sandbox=Jail() if request.run else None,
                models=_lent(gates[0], work, request.model) if request.model is not None else {},
                folder=data_dir / "agents",
            )
            return run(means, request, work.job)
        except ModuleNotFoundError as error:
            raise lacking(error) from error

    return {"code.fix": handle}


def _lent(gate: Gate, work: Work, name: str) -> dict[ModelRole, LanguageModel]:
    """Return who proposes and who judges: the named model, in the roles it was granted."""
    from vedette.app.agentmodel import Named  # noqa: PLC0415

    model = Named(gate, work.caller, name)
    granted = model.roles()
    roles = [one for one in _USED if one in granted]
    if not roles:
        raise Unavailable(
            f"{name}: nothing stands behind it here that was granted the role {_USED[0]} or {_USED[1]}",
            hint="mend without --model, or attach another: vedette models --help",
        )
    return dict.fromkeys(roles, model)
