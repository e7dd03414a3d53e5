"""What stands behind each profile here, and the meters it runs on: made of what the operator attached."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vedette.access.nouns import Decision
from vedette.app.asking import Countable, Request
from vedette.app.clock import Clock
from vedette.app.gate import Gate, Handler, Work
from vedette.app.model_capabilities import ROWS
from vedette.app.model_requests import ListProfiles
from vedette.app.steps import Doing, InSteps, Steps, worked
from vedette.core.budgets import Budgets

if TYPE_CHECKING:
    from vedette.app.modelplace import ModelPlace
    from vedette.app.modeluse import Attached
    from vedette.models.assignments import Assignment


_FRESH: Final = 2.0
"""Seconds until what a probe found out meanwhile is looked at again."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Knows what stands behind each profile; reads the operator's file once."""

    place: ModelPlace
    _read: list[Mapping[str, Assignment]] = field(default_factory=list)
    _kept: dict[str, tuple[float, Attached]] = field(default_factory=dict)
    """Until when, and what."""

    def serving(self, profile: str) -> Attached | None:
        """Return what stands behind a profile now, if anything does.

        Raises:
            BadInput: the operator's file cannot be understood.
            Unavailable: what stands there does not start.

        """
        if (known := self._known(profile)) is not None:
            return known
        from vedette.app.modelplace import FILE  # noqa: PLC0415 - few requests are to a model
        from vedette.app.modeluse import Attached  # noqa: PLC0415
        from vedette.models.assignments import assignments  # noqa: PLC0415
        from vedette.models.attachments import DataRule  # noqa: PLC0415

        if not self._read:
            self._read.append(assignments(self.place.file or self.place.folder / FILE))
        assigned = self._read[0].get(profile)
        if assigned is None:
            return None
        name = assigned.back_end
        made = Attached(
            name=name,
            profile=assigned.profile,
            model=self.place.open(name),
            roles=self.place.roles(name),
            stays=self.place.data_rule(name) is DataRule.STAYS,
            price=self.place.prices(name),
        )
        self._kept[profile] = time.monotonic() + _FRESH, made
        return made

    def at_hand(self, profile: str) -> bool:
        """Say whether it is known what stands there, so that it takes no time."""
        return self._known(profile) is not None

    def _known(self, profile: str) -> Attached | None:
        known = self._kept.get(profile)
        return known[1] if known is not None and known[0] > time.monotonic() else None


@dataclass(frozen=True, slots=True)
class Models:
    """Does the work of whatever is said to models, in a service and at home; made when first asked."""

    place: Callable[[], ModelPlace]
    budgets: Callable[[], Budgets]
    clock: Clock
    at_home: bool
    gates: list[Gate] = field(default_factory=list)
    """The one gate, once there is one: put here by whoever makes it."""
    _made: list[Mapping[str, Handler]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        named = {one.id: self._handler(one.id) for one in ROWS}
        made = named | {"desk.ask": self._ask, "text.look": _look}
        return made | {"model.evaluate": self._evaluate} if self.at_home else made

    def _evaluate(self, request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.evaluation.running import Evaluation  # noqa: PLC0415 - hardly ever asked for

        return Evaluation(self.gates[0], self.clock).run(request, work)

    def _ask(self, request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.desk import Desk  # noqa: PLC0415 - few requests are to the desk

        return Desk(self.gates, self.at_home).asked(request, work)

    def _handler(self, name: str) -> Handler:
        def steps(request: Any, work: Work) -> Steps[Countable]:  # noqa: ANN401 - the table pairs them
            made = self._made[0] if self._made else (yield Doing(self._use, brief=False))
            value: Countable = yield from worked(made[name], request, work, brief=True)
            return value

        return InSteps(steps)

    def _use(self) -> Mapping[str, Handler]:
        from vedette.agents.untrusted.masking import masked  # noqa: PLC0415 - few requests are to a model
        from vedette.app.desk import Desk  # noqa: PLC0415
        from vedette.app.modelmeter import Meter  # noqa: PLC0415
        from vedette.app.modeluse import ModelUse  # noqa: PLC0415

        with self._lock:
            if not self._made:
                serving = Serving(self.place())
                made = ModelUse(
                    back_ends=serving,
                    meter=Meter(self.budgets(), self.clock),
                    desk=Desk(self.gates, self.at_home),
                    masked=masked,
                    at_hand=serving.at_hand,
                )
                self._made.append(made.handlers(self._could))
            return self._made[0]

    def _could(self, work: Work, capability: str) -> Decision:
        supposed: Request[Any] = ListProfiles()
        return self.gates[0].could(work.caller, capability, supposed)


def _look(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
    from vedette.app import textlook  # noqa: PLC0415 - few requests are to look at a text

    return textlook.run(request, work.job)


def at_home(data_dir: Path, environ: Mapping[str, str], clock: Clock) -> Models:
    """Make what serves the owner of a machine: the same budgets hold, so that a loop costs no fortune."""

    def budgets() -> Budgets:
        from vedette.store.budgets import SqlBudgets  # noqa: PLC0415 - few commands need it
        from vedette.store.sql import on_sqlite  # noqa: PLC0415

        return SqlBudgets(on_sqlite(data_dir / "models.sqlite"))

    return Models(lambda: _place(data_dir, environ), budgets, clock, at_home=True)


def in_service(data_dir: Path, environ: Mapping[str, str], budgets: Budgets, clock: Clock) -> Models:
    """Make what serves the members of a service."""
    return Models(lambda: _place(data_dir, environ), lambda: budgets, clock, at_home=False)


def _place(data_dir: Path, environ: Mapping[str, str]) -> ModelPlace:
    from vedette.app.modelplace import placed  # noqa: PLC0415 - few requests are to a model

    return placed(data_dir, environ)
