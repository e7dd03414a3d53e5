"""Commands that stand in files of settings, for others to run: at each boot, by a schedule, in a build."""

from __future__ import annotations

from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Final

from vedette.core.errors import LimitHit
from vedette.triage.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.documents.orders.order import Order
    from vedette.triage.sample import Sample

_READERS: Final[dict[Kind, str]] = {
    Kind.INI: "units",
    Kind.CRON: "cron",
    Kind.REGISTRY: "registry",
    Kind.XML: "tasks",
    Kind.DOCKERFILE: "containers",
    Kind.YAML: "workflows",
}
"""Kind to the module that finds the commands in it. Each offers `orders(sample, allowance)`."""
HANDLES: Final = frozenset(_READERS)
BUILDS: Final = frozenset({Kind.DOCKERFILE, Kind.YAML})
"""Kinds whose commands run where something is built, by whoever builds it."""
_MOST: Final = 500


def orders(sample: Sample, allowance: Allowance) -> Iterator[Order]:
    """Yield the commands.

    Raises:
        LimitHit: there are very many; the first are yielded before.

    """
    name = _READERS.get(sample.kind)
    if name is None:
        return
    allowance.burn(len(sample.data) // 64 + 1)
    found = import_module(f"{__name__}.{name}").orders(sample, allowance)
    yield from islice(found, _MOST)
    if next(found, None) is not None:
        raise LimitHit(f"only its first {_MOST} commands were looked at", hint="split the file")
