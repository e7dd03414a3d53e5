"""What a chat request costs a server on its way to a model: signature, gate, ledger, budgets.

A real `vedette serve` on loopback, a stub behind `vedette-open`; people of tier T1 ask over 32 connections,
then one. Beside it, where one is given, a LiteLLM proxy that passes the same on to the same stub.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Final

from benchmarks.gate import cost
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from tests.browser import Browser
from tests.serving import Served, joined, served

PATH: Final = "/v1/chat/completions"
PEOPLE: Final = 16
REQUESTS: Final = 12_000
"""At most: their proofs count for a minute."""
MODELS: Final = """\
[backend.stub]
kind = "openai"
url = "http://127.0.0.1:{port}/v1"
model = "stub"
concurrency = {connections}

[profile.vedette-open]
back_end = "stub"
requests = 1_000_000
tokens = 1_000_000_000_000
"""


def measure(seconds: float = 10.0, litellm: Path | None = None) -> dict[str, float | None]:
    """Return processor milliseconds a request: ours at 32 connections and at one, and theirs."""
    many, one = ours(seconds)
    theirs = cost.litellm(litellm, seconds) if litellm else None
    return {
        "proxy_cpu_ms": round(many.cpu_ms, 3),
        "proxy_cpu_ms_1": round(one.cpu_ms, 3),
        "proxy_per_s": round(many.per_s),
        "litellm_cpu_ms": round(theirs.cpu_ms, 2) if theirs else None,
    }


def ours(seconds: float) -> tuple[cost.Cost, cost.Cost]:
    """Measure our own server: many connections, then one."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place, cost.stub() as upstream:
        folder = Path(place)
        data = folder / "data"
        data.mkdir(mode=0o700)
        (data / "models.toml").touch(0o600)
        (data / "models.toml").write_text(MODELS.format(port=upstream, connections=cost.CONNECTIONS))
        with served(folder) as service:
            people = _people(service)
            port = int(service.url.rpartition(":")[2])
            pid = service.process.pid
            many = cost.load(pid, port, _asked(people, port, REQUESTS), seconds)
            one = cost.load(pid, port, _asked(people, port, REQUESTS // 4), seconds / 2, connections=1)
            return many, one


def _people(service: Served) -> list[Browser]:
    """Return people who may use that much a day: of tier T1."""
    operator = service.somebody()
    operator.enrol(service.link)
    operator.sign_in("operations")
    reviewer = joined(service, operator, "Rex", "Council", "reviewer")
    people = [cost.invited(service, operator, number) for number in range(PEOPLE)]
    for person in people:
        wish = {"tier": 1, "statement": "I look after it"}
        number = person.ask("POST", "/v1/access/applications", wish)["result"]["id"]
        path = f"/v1/access/applications/{number}/review"
        reviewer.ask("POST", path, {"approve": True, "reasons": "known"})
    return people


def _asked(people: Sequence[Browser], port: int, most: int) -> Iterator[bytes]:
    """Yield signed requests, made beforehand: the client shares the cores."""
    message = {"role": "user", "content": "hello"}
    body = json.dumps({"model": "vedette-open", "messages": [message]}).encode()
    made = []
    for _, person in zip(range(most), cycle(people), strict=False):
        shown = person.shown("POST", PATH, person.token) | {"Content-Type": "application/json"}
        made.append(cost.raw("POST", PATH, port, shown, body))
    return iter(made)


def run(options: Options) -> Outcome:
    """Measure it alone; LITELLM= program of a LiteLLM proxy, SECONDS=10 of load."""
    figures = measure(float(options.get("SECONDS", "10")), options.path("LITELLM"))
    rows: list[list[Cell]] = [
        ["chat request: CPU ms of the server at 32 connections", figures["proxy_cpu_ms"]],
        ["chat request: the same at one connection", figures["proxy_cpu_ms_1"]],
        ["chat requests a second, client and stub on the same cores", figures["proxy_per_s"]],
        ["LiteLLM proxy: CPU ms a request", figures["litellm_cpu_ms"]],
    ]
    return Outcome(
        title="What a chat request costs a server on its way to a model",
        header=("what", "measured"),
        rows=rows,
        figures=figures,
        notes=[],
    )
