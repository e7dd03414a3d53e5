"""A language model that says what it is told to, behind the format servers of models speak.

What the last message asks for is done: `CALL name {json}` uses a tool, `SAY words` and `JSON {…}` say that,
`LONG n` says n words, `SLOW n` slowly, `STOP` refuses, `FAIL` breaks. What a tool gave is quoted.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_PIECE = 7
USAGE = {"prompt_tokens": 11, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}
Json = dict[str, Any]


@dataclass
class Puppet:
    """One running model."""

    port: int
    asked: list[Json] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Answers somebody hung up on."""

    def attach(self, data: Path, bounds: Mapping[str, Mapping[str, int]] | None = None) -> None:
        """Have it stand behind every profile but the one that needs none; bounds by profile."""
        lines = [
            "[backend.puppet]",
            'kind = "openai"',
            f'url = "http://127.0.0.1:{self.port}/v1"',
            'model = "puppet"',
            "concurrency = 64",
        ]
        for name in ("vedette-open", "vedette-cyber", "vedette-critical"):
            lines += [f"[profile.{name}]", 'back_end = "puppet"']
            lines += [f"{key} = {value}" for key, value in (bounds or {}).get(name, {}).items()]
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = data / "models.toml"
        file.touch(0o600)
        file.write_text("\n".join(lines) + "\n")


@contextmanager
def puppet() -> Iterator[Puppet]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        made = Puppet(server.server_address[1])
        server.made = made  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        server.shutdown()


def _text(message: Json) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(one.get("text", "") for one in content)


def answer(body: Json) -> Json:
    """Return what it says: a message and how it ends."""
    last = body["messages"][-1]
    said = _text(last)
    if last["role"] == "tool":
        return {"content": f"The tool said: {said[:200]}"}
    if found := re.search(r"CALL (\S+) (\{.*\})", said):
        call = {"name": found[1], "arguments": found[2]}
        return {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": call}]}
    if found := re.search(r"(?:SAY|JSON) (.+)", said):
        return {"content": found[1]}
    if found := re.search(r"(?:LONG|SLOW) (\d+)", said):
        return {"content": " ".join(f"w{number}" for number in range(int(found[1])))}
    return {"content": f"You said: {said[:200]}"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        made: Puppet = self.server.made  # type: ignore[attr-defined]
        made.asked.append(body)
        said = _text(body["messages"][-1])
        if "FAIL" in said:
            self._send(500, b'{"error": {"message": "broken"}}', "application/json")
            return
        message = answer(body)
        ending = "tool_calls" if message.get("tool_calls") else "content_filter" if "STOP" in said else "stop"
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": ending}
            whole = {"id": "1", "model": "puppet", "choices": [choice], "usage": USAGE}
            self._send(200, json.dumps(whole).encode(), "application/json")
            return
        try:
            self._stream(message, ending, 0.05 if "SLOW" in said else 0.0)
        except OSError:
            made.broken.append(said)

    def _stream(self, message: Json, ending: str, wait: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for delta in _deltas(message):
            self._chunk({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            time.sleep(wait)
        self._chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": ending}]})
        self._chunk({"choices": [], "usage": USAGE})
        self._write(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, made: Json) -> None:
        self._write(b"data: %b\n\n" % json.dumps({"id": "1", "model": "puppet", **made}).encode())

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _send(self, status: int, data: bytes, media: str) -> None:
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
        """Say nothing."""


def _deltas(message: Json) -> Iterator[Json]:
    yield {"role": "assistant", "content": ""}
    text = message["content"] or ""
    for start in range(0, len(text), _PIECE):
        yield {"content": text[start : start + _PIECE]}
    for index, call in enumerate(message.get("tool_calls", ())):
        function = call["function"]
        head = {**call, "index": index, "function": {"name": function["name"], "arguments": ""}}
        yield {"tool_calls": [head]}
        words = function["arguments"]
        for start in range(0, len(words), _PIECE):
            piece = {"index": index, "function": {"arguments": words[start : start + _PIECE]}}
            yield {"tool_calls": [piece]}
