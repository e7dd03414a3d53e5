"""All of a step or nothing; alarms wait until every sink has them."""

from pathlib import Path

import pytest

from tests.unit.app.live.test_alarms import SPRAY
from vedette.app.live import journal
from vedette.app.live.alarms import Alarm, Alarms
from vedette.app.live.journal import Counts, Journal
from vedette.app.live.tails import Cursor
from vedette.core.errors import BadInput

HERE = Cursor(path="a.log", inode=1, device=2, head="ab", head_bytes=4, offset=10, lines=1)


def alarm(number: int) -> Alarm:
    (made,) = Alarms().new([SPRAY], {})
    return Alarm(**{**{name: getattr(made, name) for name in made.__struct_fields__}, "id": f"a{number}"})


@pytest.fixture
def kept(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "follower.sqlite")


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path, kept: Journal) -> None:
    counts = kept.commit({"a.log": HERE}, {"detector x": b"\0state"}, [alarm(1)], Counts(events=7))
    kept.close()
    again = Journal(tmp_path / "state" / "follower.sqlite")
    assert again.cursors() == {"a.log": HERE}
    assert again.states()["detector x"] == b"\0state"
    assert again.counts() == counts == Counts(events=7)
    assert [number for number, _ in again.waiting("file")] == [1]


def test_a_step_that_fails_leaves_nothing(kept: Journal) -> None:
    class Broken:
        def __len__(self) -> int:
            return 1

        def __iter__(self) -> object:
            raise KeyError

    with pytest.raises(KeyError):
        kept.commit({"a.log": HERE}, {"detector x": b"new"}, Broken(), Counts(events=7))  # type: ignore[arg-type]
    assert kept.cursors() == {}
    assert kept.states() == {}


def test_an_alarm_waits_until_every_sink_has_it(kept: Journal) -> None:
    kept.commit({}, {}, [alarm(1), alarm(2)], Counts())
    sinks = ("file", "hook")
    kept.taken("file", 2, sinks)
    assert kept.waiting("file") == []
    assert [number for number, _ in kept.waiting("hook")] == [1, 2]
    kept.taken("hook", 2, sinks)
    kept.commit({}, {}, [alarm(3)], Counts())
    assert [number for number, _ in kept.waiting("hook")] == [3], "numbers go on"
    assert [number for number, _ in kept.waiting("file")] == [3]


def test_a_sink_that_is_away_for_too_long_loses_the_oldest_and_it_is_counted(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "OUTBOX_MOST", 3)
    counts = kept.commit({}, {}, [alarm(n) for n in range(5)], Counts())
    assert counts.dropped == 2
    assert [number for number, _ in kept.waiting("hook")] == [3, 4, 5]


def test_a_state_of_another_version_is_said_to_be_so(kept: Journal) -> None:
    kept.commit({}, {"counts": b"x"}, [], Counts())
    kept._base.change(lambda run: run("update states set state = ? where name = 'counts'", (b"nonsense",)))  # noqa: SLF001  what another version may leave
    with pytest.raises(BadInput, match="the follower's state"):
        kept.counts()
