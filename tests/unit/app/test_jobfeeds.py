import sys
import threading
from collections.abc import Iterator

import pytest
from msgspec import structs

from vedette.app.job_answers import Kept, State, Wish
from vedette.app.jobfeeds import Live
from vedette.app.jobs import Progress


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns fifty times as often: more orders are seen in less time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 50)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_nobody_sees_the_end_before_its_event() -> None:
    for _ in range(300):
        live = Live(
            Kept(id="0" * 32, owner="ana", engine="x", target="x", wish=Wish(path="x"), place="p", made=1.0)
        )
        feed = live.feed()
        begin = threading.Barrier(2)

        def finish(live: Live = live, begin: threading.Barrier = begin) -> None:
            begin.wait()
            live.become(structs.replace(live.kept, state=State.DONE))

        thread = threading.Thread(target=finish)
        thread.start()
        begin.wait()
        while not feed.over:
            pass
        assert [one.state for one in feed.after(0)] == [State.DONE]
        thread.join()


def test_a_follower_too_far_behind_hears_the_last_of_it() -> None:
    live = Live(
        Kept(id="0" * 32, owner="ana", engine="x", target="x", wish=Wish(path="x"), place="p", made=1.0)
    )
    for number in range(1000):
        live.tell(Progress("analysing", number, 1000))
    heard = live.feed().after(3)
    assert (len(heard), heard[-1].number, heard[-1].done) == (256, 1000, 999)
