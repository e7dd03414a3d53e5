import asyncio
import threading

import pytest

from vedette.app.jobs import Cancelled
from vedette.core.dialogue import Delta
from vedette.doors.api.channel import Channel

PARTS = [Delta(text=str(number)) for number in range(100)]


def put_all(channel: Channel) -> None:
    for one in PARTS:
        channel.put(one)


def test_what_is_put_in_a_thread_arrives_in_order_a_few_at_a_time() -> None:
    async def heard() -> list[Delta]:
        channel = Channel(most=4)
        thread = threading.Thread(target=put_all, args=(channel,))
        thread.start()
        got: list[Delta] = []
        while len(got) < len(PARTS):
            await channel.wait(10)
            some = channel.taken()
            assert len(some) <= 4
            got += some
        thread.join()
        return got

    assert asyncio.run(heard()) == PARTS


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "nobody reads"])
def test_whoever_speaks_to_nobody_is_stopped(*, closed: bool) -> None:
    async def spoken() -> None:
        channel = Channel(most=1, patience=10 if closed else 0.05)
        channel.put(PARTS[0])
        if closed:
            channel.close()
        await asyncio.to_thread(channel.put, PARTS[1])

    with pytest.raises(Cancelled):
        asyncio.run(spoken())


def test_nobody_is_woken_where_the_loop_is_gone() -> None:
    async def made() -> Channel:
        return Channel()

    channel = asyncio.run(made())
    channel.put(PARTS[0])
    channel.rouse()


def test_waiting_ends_by_itself() -> None:
    async def waited() -> list[Delta]:
        channel = Channel()
        await channel.wait(0.01)
        return channel.taken()

    assert asyncio.run(waited()) == []
