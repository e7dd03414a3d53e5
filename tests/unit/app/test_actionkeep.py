import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.toys import still
from tests.unit.app.actionhouse import Home
from vedette.app import actionkeep
from vedette.app.actionkeep import Hand, Kept
from vedette.core.actions import ActionKind
from vedette.core.errors import BadInput, Unavailable
from vedette.respond.events import ActionMoved, Event

NAME = "s-0123456789ab"


@pytest.mark.parametrize(
    "name",
    ["", "x", "../../etc/passwd", "s-0123456789ab/../x", "S-0123456789AB", "s-0123456789ab-", f"{NAME}\n"],
)
def test_an_id_is_one_and_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    kept = Kept(folder=tmp_path, clock=still())
    with pytest.raises(BadInput, match="no id"):
        kept.action(name)
    with pytest.raises(BadInput, match="no id"):
        kept.append(name, "", Hand(by="ben", decision="d"))


def test_what_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    kept = Kept(folder=tmp_path / "none", clock=still())
    assert kept.ids() == ()
    with pytest.raises(BadInput, match="there is no action"):
        kept.action(NAME)


@pytest.mark.parametrize("data", [b"{}\n", b"[" * 10_000 + b"\n", b"\xff\n", b'{"id":"x"}\n'])
def test_what_is_not_as_it_was_written_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / f"{NAME}.jsonl").write_bytes(data)
    with pytest.raises(BadInput, match="not as it was written"):
        Kept(folder=tmp_path, clock=still()).action(NAME)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    action = home.plan(ActionKind.BLOCK_HASH, "a" * 64)
    assert (home.kept.folder / f"{action.id}.jsonl").stat().st_mode & 0o077 == 0
    assert home.kept.folder.stat().st_mode & 0o077 == 0


def test_an_incident_that_cannot_be_told_now_is_told_later(tmp_path: Path) -> None:
    told: list[str] = []
    away = [True]

    def mirror(incident: str, events: Sequence[Event]) -> str:
        if away[0]:
            raise Unavailable("the database is away", hint="wait")
        told.extend(one.id for one in events)
        return incident

    kept = Kept(folder=tmp_path, clock=still(), mirror=mirror)
    hand = Hand(by="ben", decision="d")
    kept.append(NAME, "inc", hand, ActionMoved(id=NAME, state="dropped"))  # type: ignore[arg-type]
    assert told == []
    assert len(kept.events(NAME)) == 1, "what is under way goes on"
    away[0] = False
    kept.mirrored(NAME)
    assert told == [one.id for one in kept.events(NAME)]


def test_only_one_acts_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actionkeep, "_WAIT_S", 0.2)
    kept = Kept(folder=tmp_path, clock=still())
    with kept.alone(), pytest.raises(Unavailable, match="still running"), kept.alone():
        pytest.fail("two at once")
    order: list[str] = []

    def second() -> None:
        with kept.alone():
            order.append("second")

    monkeypatch.setattr(actionkeep, "_WAIT_S", 20)
    with kept.alone():
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
