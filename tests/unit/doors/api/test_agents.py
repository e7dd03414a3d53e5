"""Tools for members' agents over HTTP: each caller by their own rights, however many come at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.unit.doors.api.fakes import URL, FakeService, application, client
from vedette.app.callers import Caller
from vedette.app.gate import Work
from vedette.app.knowledge_answers import Known
from vedette.doors.api.door import Options

CROWD = 12


class Picky(FakeService):
    """Lets everybody use one thing, and those whose number is even one more."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.fake.handlers["knowledge.show"] = self.known

    def may(self, caller: Caller, capability: str) -> bool:
        time.sleep(0.01)
        even = int(caller.subject.id.removeprefix("m")) % 2 == 0
        return capability == "knowledge.show" or (even and capability == "rules.list")

    def known(self, request: Any, work: Work) -> Known:  # noqa: ANN401 - as a handler has it
        time.sleep(0.02)
        return Known(id=request.ident, kind="term", name=work.caller.subject.id, parts=())


def test_nobody_is_taken_for_another_in_a_crowd(tmp_path: Path) -> None:
    service = Picky(tmp_path)
    app = application(service)

    async def one(number: int) -> None:
        name = f"m{number}"
        async with (
            client(app, name) as http,
            Client(streamable_http_client(f"{URL}/mcp", http_client=cast("Any", http))) as agent,
        ):
            for turn in range(3):
                tools = {tool.name for tool in (await agent.list_tools()).tools}
                assert tools == {"show_knowledge"} | ({"list_rules"} if number % 2 == 0 else set())
                told = await agent.call_tool("show_knowledge", {"ident": f"{name}-{turn}"})
                assert told.structured_content["text"].startswith(f"{name}-{turn}: {name}")

    async def crowd() -> None:
        await asyncio.gather(*(one(number) for number in range(CROWD)))

    try:
        asyncio.run(crowd())
    finally:
        service.close()
    assert {name for name, _ in service.fake.asked} == {f"m{number}" for number in range(CROWD)}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_strangers_and_pages_in_browsers_are_turned_away(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    service = Picky(tmp_path)

    async def asked() -> int:
        usual = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        async with client(application(service), "m1") as http:
            body = b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'
            return (await http.post("/mcp", content=body, headers=usual | headers)).status_code

    try:
        assert asyncio.run(asked()) == status
    finally:
        service.close()


@pytest.mark.parametrize("body", [b"[" * 200_000, b"{", b"x" * (2 << 20), b"null", b"\xff"])
def test_rubbish_is_refused_without_a_trace_of_us(tmp_path: Path, body: bytes) -> None:
    service = Picky(tmp_path)

    async def asked() -> Any:  # noqa: ANN401
        usual = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        async with client(application(service), "m1") as http:
            return await http.post("/mcp", content=body, headers=usual)

    try:
        told = asyncio.run(asked())
    finally:
        service.close()
    assert 400 <= told.status_code < 500, (told.status_code, told.text)
    assert "Traceback" not in told.text


def test_whoever_sends_half_a_body_is_waited_for_a_moment_and_a_few_times(tmp_path: Path) -> None:
    service = Picky(tmp_path)
    app = application(service, options=Options(public_url=URL, body_seconds=1.0, person_talks=3))

    async def half() -> AsyncIterator[bytes]:
        yield b'{"jsonrpc"'
        await asyncio.sleep(30)

    async def asked() -> list[int]:
        usual = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        async with client(app, "m1") as http:
            each = (http.post("/mcp", content=half(), headers=usual) for _ in range(5))
            return sorted(one.status_code for one in await asyncio.gather(*each))

    try:
        assert asyncio.run(asked()) == [408, 408, 408, 429, 429]
    finally:
        service.close()


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8765", 200), ("localhost:1", 200), ("evil.example:8765", 421)]
)
def test_at_home_any_port_is_ours_and_no_other_name(tmp_path: Path, host: str, status: int) -> None:
    service = Picky(tmp_path)
    app = application(service, options=Options(public_url="http://127.0.0.1"))

    async def asked() -> int:
        usual = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        async with client(app, "m1") as http:
            body = b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'
            return (await http.post("/mcp", content=body, headers=usual | {"Host": host})).status_code

    try:
        assert asyncio.run(asked()) == status
    finally:
        service.close()
