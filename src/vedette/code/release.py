"""Letting go of what a program was made of: of much of it while it is written down, of all at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.code.taint.machine import Machine
    from vedette.code.taint.scopes import Module


def forget_summaries(m: Machine, modules: Iterable[Module | None]) -> None:
    """Keep of summaries only what they found and rest on. Who runs anything after this makes them anew."""
    for summary in m.summaries.values():
        summary.settle()
    _clear_made(m)
    for module in modules:
        for function in module.functions.values() if module is not None else ():
            function.contexts = 0


def _clear_made(m: Machine) -> None:
    """Let go of what was made by running functions, and would be made anew by running them again."""
    for made in (m.summaries, m.shapes, m.receivers, m.unfolded):
        made.clear()


def take_apart(m: Machine, modules: Iterable[Module | None]) -> None:
    """Take all circles apart: a module knows its functions, and they know it.

    What has no circles is freed at once. Left to be found they take long, for they are found among
    hundreds of thousands of objects, and in a server another thread may have to wait for that.
    """
    for module in modules:
        if module is not None:
            for function in module.functions.values():
                function.inner.clear()
                function.owner = None
            module.functions.clear()
            module.env.clear()
            module.heap.clear()
            module.uses.clear()
            module.labels.clear()
    for cls in m.classes.values():
        cls.attrs.clear()
        cls.bases.clear()
    for summary in m.summaries.values():
        summary.uses = ()
    _clear_made(m)
    m.classes.clear()
    m.by_method.clear()
    m.library_bases.clear()
    m.base_entries.clear()
