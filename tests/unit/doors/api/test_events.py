import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.unit.doors.api.fakes import URL, FakeService, Quick, application
from tests.unit.doors.api.served import served
from vedette.app.job_answers import Event, State
from vedette.app.requests import Scan
from vedette.doors.api.application import Application
from vedette.doors.api.door import Options
from vedette.doors.api.events import written

FAST = Options(public_url=URL, heartbeat=0.1, recheck=0.2, person_streams=2)


def submitted(service: FakeService, quick: Quick) -> str:
    job = service.board.submit("ana", "code.scan", Scan(target="folder:src")).job.id
    assert quick.began.wait(10)
    return job


@asynccontextmanager
async def following(port: int, job: str, **headers: str) -> AsyncIterator[AsyncIterator[str]]:
    given = {"Authorization": "Test ana"} | headers
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=given) as web,
        web.stream("GET", f"/v1/jobs/{job}/events") as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        yield answer.aiter_lines()


async def numbers(lines: AsyncIterator[str]) -> list[int]:
    return [int(line.removeprefix("id: ")) async for line in lines if line.startswith("id: ")]


def test_a_follower_hears_each_event_as_it_happens(service: FakeService, quick: Quick) -> None:
    job = submitted(service, quick)

    async def follow(port: int) -> None:
        async with following(port, job) as lines:
            assert await anext(lines) == "retry: 2000"
            heard = ""
            async for line in lines:
                heard += line + "\n"
                if "progress" in line:
                    quick.go.set()
            last = [json.loads(line[6:]) for line in heard.split("\n") if line.startswith("data: ")][-1]
            assert last["state"] == "done"
            assert "id: 1\nevent: state\n" in heard

    with served(application(service, options=FAST)) as port:
        asyncio.run(follow(port))


def test_a_follower_goes_on_where_it_left(service: FakeService, quick: Quick) -> None:
    job = submitted(service, quick)
    quick.go.set()

    async def follow(port: int) -> None:
        async with following(port, job) as lines:
            assert await numbers(lines) in ([1, 2, 3, 4], [4])
        async with following(port, job, **{"Last-Event-ID": "3"}) as lines:
            assert await numbers(lines) == [4]
        async with following(port, job, **{"Last-Event-ID": "4"}) as lines:
            assert await numbers(lines) == []

    with served(application(service, options=FAST)) as port:
        asyncio.run(follow(port))


def test_a_quiet_stream_says_that_it_is_there_and_ends_with_the_right_to_it(
    service: FakeService, quick: Quick
) -> None:
    job = submitted(service, quick)

    async def follow(port: int) -> None:
        async with following(port, job) as lines:
            heard = ""
            async for line in lines:
                heard += line + "\n"
                if line.startswith(": still here"):
                    service.good = False
            assert "event: ended" in heard

    with served(application(service, options=FAST)) as port:
        asyncio.run(follow(port))


def test_streams_are_closed_when_the_server_stops(service: FakeService, quick: Quick) -> None:
    job = submitted(service, quick)

    async def follow(app: Application, port: int) -> None:
        async with following(port, job, **{"Last-Event-ID": "3"}) as lines:
            await anext(lines)
            app.door.stop()
            assert [line async for line in lines if line] == []

    app = application(service)
    with served(app) as port:
        asyncio.run(follow(app, port))


def test_one_person_follows_only_so_much_and_hanging_up_makes_room(
    service: FakeService, quick: Quick
) -> None:
    job = submitted(service, quick)

    async def follow(port: int) -> None:
        async with following(port, job), following(port, job):
            with pytest.raises(AssertionError, match="too much is followed"):
                async with following(port, job):
                    pass
        for _ in range(400):
            try:
                async with following(port, job):
                    return
            except AssertionError:
                await asyncio.sleep(0.05)
        raise AssertionError

    with served(application(service, options=FAST)) as port:
        asyncio.run(follow(port))


def test_an_event_is_written_as_browsers_read_it() -> None:
    event = Event(number=7, kind="state", state=State.FAILED, why="a\nb")
    assert written(event).startswith(b"id: 7\nevent: state\ndata: {")
    assert written(event).count(b"\n") == 4
