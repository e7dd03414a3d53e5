"""Publishing a month aside, and closing meanwhile."""

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from vedette.app.clock import SYSTEM
from vedette.app.transparency import Transparency
from vedette.ledger.transparency.periods import Month

EMPTY: Any = SimpleNamespace(get=lambda *_: None)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Transparency:
    monkeypatch.setattr(Transparency, "_began_before", lambda *_: True)
    return Transparency(EMPTY, EMPTY, SYSTEM)


def test_closing_waits_for_what_is_being_published(
    published: Transparency, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go, done = threading.Event(), threading.Event(), []

    def slowly(_: Transparency, wanted: Month, now: float) -> None:
        began.set()
        assert go.wait(30)
        done.append((wanted.name, now))

    monkeypatch.setattr(Transparency, "_published", slowly)
    published.chore()(time.time())
    assert began.wait(30)
    threading.Timer(0.05, go.set).start()
    published.close()
    assert len(done) == 1


def test_once_it_is_closed_nothing_is_published(
    published: Transparency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Transparency, "_published", lambda *_: pytest.fail("it was closed"))
    published.close()
    published.chore()(time.time())
    for one in threading.enumerate():
        if "_aside" in one.name:
            one.join(30)
