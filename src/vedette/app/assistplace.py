"""Who helps with scans at home: made when first asked, for few scans are helped with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vedette.app.asking import Countable
from vedette.app.gate import Handler, Work
from vedette.app.modelserving import Models

if TYPE_CHECKING:
    from vedette.app.tools import Tools


def at_home(data_dir: Path, tools: Tools, models: Models) -> dict[str, Handler]:
    """Say who does the work of `code.assist` for the owner of a machine."""

    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.assist import AssistPlace  # noqa: PLC0415
        from vedette.app.modelserving import Serving  # noqa: PLC0415
        from vedette.sandbox.jail.jail import Jail  # noqa: PLC0415

        place = AssistPlace(
            tools=tools,
            folder=data_dir / "agents",
            back_ends=lambda: Serving(models.place()),
            budgets=models.budgets,
            sandbox=Jail,
            gates=models.gates,
        )
        return place.assist(request, work)

    return {"code.assist": handle}
