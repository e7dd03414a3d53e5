"""What is made ready once for all tests of a process, where each would make the same anew.

Rules and tables that ship are the same in every test: their look-ups are made once. Work that a service has
done in a process of its own is forked from one that has read what work needs; what `vedette.scale` starts
afresh is tried in its own tests, and by every service that tests start.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from typing import Any, Final

import pytest

_MADE: Final[dict[str, dict[str, Any]]] = {}
_WORK: Final = ("vedette.app.jobwork", "vedette.app.hunt", "vedette.app.triage")


def keep_knowledge() -> None:
    """Make the look-ups of equal rules and tables once, if this process has read what makes them."""
    module = sys.modules.get("vedette.code.knowledge")
    if module is None:
        return
    make = module.Knowledge.compile

    def compiled(self: Any) -> None:  # noqa: ANN401 - the module may not be read yet
        if not self.digest.startswith("sha256:"):  # a test's own
            make(self)
        elif self.key in _MADE:
            vars(self).update(_MADE[self.key])
        else:
            make(self)
            _MADE[self.key] = vars(self)

    module.Knowledge.compile = compiled


@cache
def _workshop() -> ForkServerContext:
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(list(_WORK))
    return made


def begin_work() -> None:
    """Begin what forks work, for all who are forked of this process: they cannot ask whether it runs."""
    _workshop()
    forkserver.ensure_running()
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]  # noqa: SLF001


def _forking(self: Any) -> None:  # noqa: ANN401
    self._context = _workshop()


@pytest.fixture(scope="module", autouse=True)
def work_is_forked() -> Iterator[None]:
    """Fork what a service has done in processes of their own, in the folders whose conftest imports this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vedette.scale.processes.Processes.__init__", _forking)
        yield
