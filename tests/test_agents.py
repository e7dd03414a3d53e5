"""Members' agents, with the SDK's own client over streamable HTTP, against a running service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import TypeVar

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.browser import Browser
from tests.serving import Served, joined, served
from vedette.ledger.entries import Kind

T = TypeVar("T")


class Signed(httpx2.Auth):
    """Signs each request with somebody's key, as `vedette proxy` does."""

    def __init__(self, who: Browser) -> None:
        self.who = who

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers.update(self.who.shown(request.method, request.url.path, self.who.token))
        yield request


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("agents")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in()
    return made


@pytest.fixture(scope="module")
def member(service: Served, operator: Browser) -> Browser:
    return joined(service, operator, "Ana", "Clinic")


def speaking(service: Served, who: Browser, what: Callable[[Client], Awaitable[T]]) -> T:
    async def talk() -> T:
        async with (
            httpx2.AsyncClient(auth=Signed(who), timeout=30) as http,
            Client(streamable_http_client(f"{service.url}/mcp", http_client=http)) as client,
        ):
            return await what(client)

    return anyio.run(talk)


def test_a_member_is_offered_what_the_policy_gives_them_and_uses_it(service: Served, member: Browser) -> None:
    tools = {one.name for one in speaking(service, member, lambda client: client.list_tools()).tools}
    assert {"ask", "look_at_text", "show_knowledge", "list_jobs", "scan_code"} <= tools
    assert not {"show_finding", "explain_last_report"} & tools, "there is no last report in a service"
    before = len(service.entries())
    question = {"question": "what is phishing?"}
    answer = speaking(service, member, lambda client: client.call_tool("ask", question))
    assert "trick e-mail" in answer.structured_content["text"]
    decided = [one.capability for one in service.entries(before) if one.kind is Kind.DECIDED]
    assert decided == ["desk.ask", "knowledge.show"]


def test_a_refusal_says_why_and_what_to_do(service: Served, member: Browser) -> None:
    target = {"target": "folder:nobody/knows"}
    answer = speaking(service, member, lambda client: client.call_tool("scan_code", target))
    assert answer.is_error
    assert "what to do" in answer.content[0].text  # type: ignore[union-attr]


def test_nobody_unsigned_says_a_word(service: Served) -> None:
    before = len(service.entries())
    hello = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    for headers in ({}, {"authorization": "Bearer sk-1"}, {"x-api-key": "sk-1"}):
        answer = httpx2.post(f"{service.url}/mcp", json=hello, headers=accept | headers)
        assert answer.status_code == 401
        assert "vedette" in answer.text
    assert len(service.entries()) == before


def test_only_a_post_is_answered_and_no_large_one(service: Served, member: Browser) -> None:
    for method, status in (("GET", 405), ("DELETE", 405)):
        headers = member.shown(method, "/mcp", member.token)
        assert httpx2.request(method, f"{service.url}/mcp", headers=headers).status_code == status
    headers = member.shown("POST", "/mcp", member.token) | {"content-type": "application/json"}
    large = httpx2.post(f"{service.url}/mcp", content=b'"' + b"x" * (2 << 20) + b'"', headers=headers)
    assert large.status_code == 413
