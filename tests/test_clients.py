"""The clients people have, unchanged, against a running service: through the proxy, the gate, and a back-end.

Only the language model is ours: a puppet that does what it is told. Codex and Claude Code are tried by
`pytest -m slow` where they are installed: `npm install @openai/codex @anthropic-ai/claude-code`, in PATH.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess  # noqa: TID251 - clients are programs
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import anthropic
import anyio
import httpx2
import openai
import pytest
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client
from pydantic import BaseModel, SecretStr

from tests.browser import Browser
from tests.puppet import Puppet, puppet
from tests.serving import Served, environment, joined, served
from tests.waiting import late
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.doors.cli.relay import Relay, Ways
from vedette.doors.cli.remote import Remote
from vedette.ledger.entries import Kind

KEY = "sk-vedette-0123456789abcdef0123456789"
OPEN, CORE, CRITICAL, SPENT = "vedette-open", "vedette-core", "vedette-critical", "vedette-cyber"
LOOK = {
    "name": "look",
    "description": "looks at something",
    "parameters": {
        "type": "object",
        "properties": {"at": {"type": "string"}},
        "required": ["at"],
        "additionalProperties": False,
    },
}
CALL = 'CALL look {"at": "the log"}'
REMEDY = {"code": "other_model", "text": "Use another model than the most capable one."}
"""What somebody of tier T1 is told who asks for the model of tier T4."""
SCHEMA = 'JSON {"host": "ws01", "bad": true}'


class Verdict(BaseModel):
    """Something with a shape."""

    host: str
    bad: bool


@dataclass
class House:
    """A service with a model behind it, somebody of tier T1 who uses it, and their proxy."""

    service: Served
    model: Puppet
    base: str
    """Of the proxy, without /v1."""
    clients: ExitStack
    operator: Browser
    """Of tier T0."""

    def openai(self, key: str = KEY) -> openai.OpenAI:
        made = openai.OpenAI(base_url=f"{self.base}/v1", api_key=key, max_retries=0, timeout=30)
        return self.clients.enter_context(made)

    def anthropic(self, key: str = KEY) -> anthropic.Anthropic:
        made = anthropic.Anthropic(base_url=self.base, api_key=key, max_retries=0, timeout=30)
        return self.clients.enter_context(made)

    def told(self) -> dict[str, Any]:
        """What the model was told last."""
        return self.model.asked[-1]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        model = stack.enter_context(puppet())
        model.attach(folder / "data", {SPENT: {"requests": 1}, OPEN: {"request_tokens": 100_000}})
        service = stack.enter_context(served(folder))
        operator = service.somebody()
        operator.enrol(service.link)
        operator.sign_in("operations")
        ana = joined(service, operator, "Ana", "Clinic")
        _raise(ana, joined(service, operator, "Rex", "Council", "reviewer"))
        _sign_in(service, ana, folder / "ana")
        relay = Relay(Ways(signer=Remote.known(folder / "ana" / "data"), key=KEY), 0)
        thread = threading.Thread(target=relay.serve_forever, args=(0.02,))
        thread.start()
        stack.callback(relay.server_close)
        stack.callback(thread.join)
        stack.callback(relay.shutdown)
        clients = stack.enter_context(ExitStack())
        yield House(service, model, f"http://127.0.0.1:{relay.port}", clients, operator)


def _raise(who: Browser, reviewer: Browser) -> None:
    application = who.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "I look after it"})
    path = f"/v1/access/applications/{application['result']['id']}/review"
    reviewer.ask("POST", path, {"approve": True, "reasons": "known"})


def _sign_in(service: Served, who: Browser, home: Path) -> None:
    out = io.StringIO()
    console = Console(environment(home), out, io.StringIO())
    program = threading.Thread(target=main, args=(["login", service.url], console))
    program.start()
    while not out.getvalue().endswith("\n"):
        time.sleep(0.01)
    who.ask("POST", "/v1/connect", {"code": out.getvalue().strip()})
    program.join()


def say(text: str) -> Any:  # noqa: ANN401  clients type their messages each in their own way
    return [{"role": "user", "content": text}]


def of(value: object, name: str) -> Any:  # noqa: ANN401  a key of ours, which no client has a type for
    return cast("dict[str, Any]", getattr(value, "model_extra", None) or {})[name]


# --- openai


def test_openai_lists_models(house: House) -> None:
    client = house.openai()
    models = client.models.list().data
    assert [one.id for one in models] == [CORE, OPEN, SPENT, CRITICAL]
    assert client.models.retrieve(OPEN).id == OPEN
    assert of(models[-1], "vedette")["remedies"] == [REMEDY]


def test_openai_chats(house: House) -> None:
    answer = house.openai().chat.completions.create(
        model=OPEN, messages=say("hello"), temperature=0.5, max_completion_tokens=50, stop=["END"], seed=7
    )
    assert answer.choices[0].message.content == "You said: hello"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == of(answer, "vedette")["served"] == OPEN
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.total_tokens) == (11, 16)
    told = house.told()
    assert (told["temperature"], told["max_tokens"], told["stop"], told["seed"]) == (0.5, 50, ["END"], 7)
    entries = [one for one in house.service.entries() if one.id == of(answer, "vedette")["decision"]]
    assert [one.kind for one in entries] == [Kind.DECIDED, Kind.ENDED]
    assert entries[0].capability == "model.open"


def test_openai_chats_with_the_engines_alone(house: House) -> None:
    before = len(house.model.asked)
    answer = house.openai().chat.completions.create(model=CORE, messages=say("what is CWE-89?"))
    assert "CWE-89" in (answer.choices[0].message.content or "")
    assert len(house.model.asked) == before, "no language model was asked"


def test_openai_streams_and_counts(house: House) -> None:
    stream = house.openai().chat.completions.create(
        model=OPEN,
        messages=say("SAY hello everybody there"),
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    assert (
        "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)
        == "hello everybody there"
    )
    assert sum(bool(one.choices and one.choices[0].delta.content) for one in chunks) > 2
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 16
    assert of(chunks[-1], "vedette")["served"] == OPEN


def test_openai_uses_tools_both_ways(house: House) -> None:
    client = house.openai()
    tools: Any = [{"type": "function", "function": LOOK}]
    first = client.chat.completions.create(
        model=OPEN, messages=say(CALL), tools=tools, tool_choice="required"
    )
    assert first.choices[0].finish_reason == "tool_calls"
    calls = first.choices[0].message.tool_calls
    assert calls is not None
    (call,) = calls
    assert call.type == "function"
    assert (call.function.name, call.function.arguments) == ("look", '{"at": "the log"}')
    messages: Any = [
        *say(CALL),
        first.choices[0].message,
        {"role": "tool", "tool_call_id": call.id, "content": "ransom note"},
    ]
    second = client.chat.completions.create(model=OPEN, messages=messages, tools=tools)
    assert second.choices[0].message.content == "The tool said: ransom note"
    told = house.told()
    assert told["messages"][1]["tool_calls"][0]["function"]["name"] == "look"
    assert told["messages"][2]["tool_call_id"] == call.id


def test_openai_streams_tools(house: House) -> None:
    tools: Any = [{"type": "function", "function": LOOK | {"strict": True}}]
    with house.openai().chat.completions.stream(model=OPEN, messages=say(CALL), tools=tools) as stream:
        kinds = [one.type for one in stream]
        final = stream.get_final_completion()
    assert "tool_calls.function.arguments.done" in kinds
    calls = final.choices[0].message.tool_calls
    assert calls is not None
    (call,) = calls
    assert call.function.parsed_arguments == {"at": "the log"}


def test_openai_parses(house: House) -> None:
    answer = house.openai().chat.completions.parse(model=OPEN, messages=say(SCHEMA), response_format=Verdict)
    assert answer.choices[0].message.parsed == Verdict(host="ws01", bad=True)
    assert house.told()["response_format"]["json_schema"]["schema"]["required"] == ["host", "bad"]


def test_openai_responds(house: House) -> None:
    answer = house.openai().responses.create(model=OPEN, instructions="be brief", input="SAY hello")
    assert (answer.output_text, answer.status, answer.model) == ("hello", "completed", OPEN)
    assert answer.usage is not None
    assert answer.usage.input_tokens_details.cached_tokens == 4
    assert [one["role"] for one in house.told()["messages"]] == ["system", "user"]


def test_openai_responds_in_a_stream(house: House) -> None:
    with house.openai().responses.stream(model=OPEN, input="SAY hello everybody there") as stream:
        events = list(stream)
        final = stream.get_final_response()
    kinds = [one.type for one in events]
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert (
        "".join(one.delta for one in events if one.type == "response.output_text.delta") == final.output_text
    )
    assert final.output_text == "hello everybody there"
    assert of(final, "vedette")["served"] == OPEN


def test_openai_responds_with_tools(house: House) -> None:
    client = house.openai()
    tools: Any = [{"type": "function", "strict": True, **LOOK}, {"type": "web_search"}]
    first = client.responses.create(model=OPEN, input=CALL, tools=tools)
    (call,) = first.output
    assert call.type == "function_call"
    assert "web_search" in str(of(first, "vedette")["notes"])
    history: Any = [
        *say(CALL),
        call.model_dump(),
        {"type": "function_call_output", "call_id": call.call_id, "output": "ransom note"},
    ]
    second = client.responses.create(model=OPEN, input=history, tools=tools)
    assert second.output_text == "The tool said: ransom note"
    with client.responses.stream(model=OPEN, input=CALL, tools=tools[:1]) as stream:
        deltas = [one.delta for one in stream if one.type == "response.function_call_arguments.delta"]
    assert "".join(deltas) == '{"at": "the log"}'


def test_openai_parses_responses(house: House) -> None:
    answer = house.openai().responses.parse(model=OPEN, input=SCHEMA, text_format=Verdict)
    assert answer.output_parsed == Verdict(host="ws01", bad=True)


def test_openai_knows_each_error_by_its_class(house: House) -> None:
    client, message = house.openai(), say("hello")

    def error(kind: type[openai.APIStatusError], **asked: Any) -> openai.APIStatusError:  # noqa: ANN401
        with pytest.raises(kind) as caught:
            client.chat.completions.create(**{"model": OPEN, "messages": message} | asked)
        return caught.value

    assert error(openai.NotFoundError, model="gpt-9").code == "model_not_found"
    denied = error(openai.PermissionDeniedError, model=CRITICAL)
    assert denied.request_id
    body = cast("dict[str, Any]", denied.body)
    assert body["decision"] == denied.request_id
    assert body["reasons"] == ["critical-model-for-t4"]
    assert body["remedies"] == [REMEDY]
    assert REMEDY["text"] in denied.message
    image: Any = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]
    assert "only text" in error(openai.BadRequestError, messages=image).message
    assert "one answer" in error(openai.BadRequestError, n=2).message
    long = error(openai.BadRequestError, messages=say("a b " * 100_000))
    assert long.code == "context_length_exceeded"
    assert error(openai.InternalServerError, messages=say("FAIL")).status_code == 503
    client.chat.completions.create(model=SPENT, messages=message)
    spent = error(openai.RateLimitError, model=SPENT)
    assert int(spent.response.headers["retry-after"]) > 0
    with pytest.raises(openai.AuthenticationError):
        house.openai("sk-other").models.list()
    with pytest.raises(openai.BadRequestError, match="nothing is kept"):
        client.responses.create(model=OPEN, input="x", previous_response_id="resp_1")


def test_a_lower_model_answers_where_whoever_asks_said_so_and_they_are_told(house: House) -> None:
    who, body = house.operator, {"model": CRITICAL, "messages": say("hello")}
    shown = who.shown("POST", "/v1/chat/completions", who.token) | {"Vedette-Fallback": "allow"}
    answer = who.http.post("/v1/chat/completions", json=body, headers=shown)
    assert answer.headers["Vedette-Model"] == answer.json()["model"] == OPEN
    assert CRITICAL in answer.json()["vedette"]["notes"][0]


def test_who_stops_reading_stops_the_model(house: House) -> None:
    stream = house.openai().chat.completions.create(model=OPEN, messages=say("SLOW 600"), stream=True)
    next(iter(stream))
    stream.close()
    late(lambda: "SLOW 600" in house.model.broken)


def test_many_talk_at_once_and_each_hears_their_own(house: House) -> None:
    client, heard = house.openai(), {}

    def talk(number: int) -> None:
        stream = client.chat.completions.create(
            model=OPEN, messages=say(f"SAY {'-'.join([str(number)] * 40)}"), stream=True
        )
        heard[number] = "".join(one.choices[0].delta.content or "" for one in stream)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(100, 112)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert heard == {number: "-".join([str(number)] * 40) for number in range(100, 112)}


# --- anthropic

TOOL: Any = {"name": "look", "description": "looks", "input_schema": LOOK["parameters"]}


def test_an_agents_client_of_mcp_is_served_through_the_proxy(house: House) -> None:
    async def talk() -> tuple[set[str], Any]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, timeout=30) as http,
            McpClient(streamable_http_client(f"{house.base}/mcp", http_client=http)) as client,
        ):
            tools = {one.name for one in (await client.list_tools()).tools}
            return tools, await client.call_tool("show_knowledge", {"ident": "CWE-89"})

    tools, answer = anyio.run(talk)
    assert {"ask", "look_at_text", "show_knowledge"} <= tools
    assert "placeholders" in answer.structured_content["text"]


def test_anthropic_asks(house: House) -> None:
    client = house.anthropic()
    answer = client.messages.create(model=OPEN, max_tokens=50, system="be brief", messages=say("SAY hello"))
    (block,) = answer.content
    assert block.type == "text"
    assert (block.text, answer.stop_reason, answer.model) == ("hello", "end_turn", OPEN)
    assert (answer.usage.input_tokens, answer.usage.cache_read_input_tokens) == (7, 4)
    assert of(answer, "vedette")["served"] == OPEN
    assert [one["role"] for one in house.told()["messages"]] == ["system", "user"]
    assert [one.id for one in client.models.list()] == [CORE, OPEN, SPENT, CRITICAL]


def test_anthropic_streams_a_tool_and_gives_its_result(house: House) -> None:
    client = house.anthropic()
    with client.messages.stream(model=OPEN, max_tokens=50, messages=say(CALL), tools=[TOOL]) as stream:
        kinds = [one.type for one in stream]
        first = stream.get_final_message()
    assert "input_json" in kinds
    assert first.stop_reason == "tool_use"
    assert first.usage.output_tokens == 5
    (call,) = first.content
    assert call.type == "tool_use"
    assert (call.name, call.input) == ("look", {"at": "the log"})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "ransom note"}
    history: Any = [
        *say(CALL),
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": [result]},
    ]
    second = client.messages.create(model=OPEN, max_tokens=50, messages=history, tools=[TOOL])
    assert second.content[0].type == "text"
    assert second.content[0].text == "The tool said: ransom note"


def test_anthropic_streams_text(house: House) -> None:
    with house.anthropic().messages.stream(
        model=OPEN, max_tokens=50, messages=say("SAY hello everybody there")
    ) as stream:
        assert "".join(stream.text_stream) == "hello everybody there"


def test_anthropic_counts(house: House) -> None:
    counted = house.anthropic().messages.count_tokens(model=OPEN, messages=say("hello"), tools=[TOOL])
    assert counted.input_tokens > 10


def test_anthropic_knows_each_error_by_its_class(house: House) -> None:
    client = house.anthropic()

    def error(kind: type[anthropic.APIStatusError], **asked: Any) -> anthropic.APIStatusError:  # noqa: ANN401
        with pytest.raises(kind) as caught:
            client.messages.create(**{"model": OPEN, "max_tokens": 9, "messages": say("hello")} | asked)
        return caught.value

    denied = error(anthropic.PermissionDeniedError, model=CRITICAL)
    body = cast("dict[str, Any]", denied.body)
    assert body["error"]["type"] == "permission_error"
    assert body["error"]["remedies"] == [REMEDY]
    assert body["request_id"] == denied.request_id == body["error"]["decision"]
    with (
        pytest.raises(anthropic.PermissionDeniedError),
        client.messages.stream(model=CRITICAL, max_tokens=9, messages=say("hello")),
    ):
        pass
    error(anthropic.NotFoundError, model="claude-9")
    image: Any = [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "x"}}]}]
    assert "only text" in str(error(anthropic.BadRequestError, messages=image))
    assert error(anthropic.APIStatusError, messages=say("FAIL")).status_code == 503
    with pytest.raises(anthropic.AuthenticationError):
        house.anthropic("sk-other").messages.create(model=OPEN, max_tokens=9, messages=say("hello"))


# --- LangChain


@pytest.mark.slow
def test_langchain_works(house: House) -> None:
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 - it takes a second and a half

    http = house.clients.enter_context(openai.DefaultHttpxClient())

    def chat(*, responses: bool = False) -> ChatOpenAI:
        return ChatOpenAI(
            http_client=http,
            model=OPEN,
            base_url=f"{house.base}/v1",
            api_key=SecretStr(KEY),
            max_retries=0,
            use_responses_api=responses,
        )

    def look(at: str) -> str:
        """Look at something."""
        return at

    assert chat().invoke("hello").content == "You said: hello"
    assert "".join(str(one.content) for one in chat().stream("SAY hello everybody")) == "hello everybody"
    called: Any = chat().bind_tools([look]).invoke(CALL)
    assert called.tool_calls[0]["args"] == {"at": "the log"}
    assert chat().with_structured_output(Verdict).invoke(SCHEMA) == Verdict(host="ws01", bad=True)
    assert chat(responses=True).invoke("SAY hello").text == "hello"
    assert (
        "".join(str(one.text) for one in chat(responses=True).stream("SAY hello everybody"))
        == "hello everybody"
    )


# --- programs of others


def ran(name: str, *words: str, **environ: str) -> str:
    """What a program says, with nothing of this machine's settings for it."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    done = subprocess.run(  # noqa: S603
        [program, *words],
        env=kept | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


COMMAND = "echo round-trip-$((40+2))"


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_codex_answers_and_uses_a_tool(house: House, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        f'model = "{OPEN}"\nmodel_provider = "vedette"\n'
        f'[model_providers.vedette]\nname = "Vedette"\nbase_url = "{house.base}/v1"\n'
        'env_key = "VEDETTE_PROXY_KEY"\nwire_api = "responses"\n'
    )
    where = {"CODEX_HOME": str(tmp_path), "HOME": str(tmp_path), "VEDETTE_PROXY_KEY": KEY}
    words = ("exec", "--skip-git-repo-check", "-C", str(tmp_path), "--sandbox")
    assert "hello from a puppet" in ran("codex", *words, "read-only", "SAY hello from a puppet", **where)
    asked = f'CALL exec_command {{"cmd": "{COMMAND}"}}'
    assert "round-trip-42" in ran("codex", *words, "danger-full-access", asked, **where)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_claude_code_answers_and_uses_a_tool(house: House, tmp_path: Path) -> None:
    where = {
        "HOME": str(tmp_path),
        "ANTHROPIC_BASE_URL": house.base,
        "ANTHROPIC_API_KEY": KEY,
        "ANTHROPIC_MODEL": OPEN,
        "ANTHROPIC_SMALL_FAST_MODEL": OPEN,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    assert "hello from a puppet" in ran("claude", "-p", "SAY hello from a puppet", **where)
    asked = f'CALL Bash {{"command": "{COMMAND}", "description": "d"}}'
    assert "round-trip-42" in ran("claude", "-p", "--allowedTools", "Bash(echo:*)", "--", asked, **where)
