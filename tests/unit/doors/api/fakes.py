"""A service to stand behind the door in tests: everybody with a name may do what is not on a short list."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import httpx

from vedette.access.documents import Memory
from vedette.access.nouns import Decision, Kind, Remedy, Subject, Verdict
from vedette.app.callers import Caller
from vedette.app.ceremonies import Ceremonies
from vedette.app.code_analyser import load
from vedette.app.gate import Denied, Work
from vedette.app.job_answers import Missing
from vedette.app.jobboard import JobBoard
from vedette.app.jobs import Job
from vedette.app.jobsite import BoardLimits, Runner, Site
from vedette.app.jobtargets import Targets
from vedette.app.model_requests import UseModel
from vedette.app.publicpages import PublicPages
from vedette.app.results import RulesListed
from vedette.app.steps import Doing, Steps
from vedette.app.uploads import UploadFolder, UploadLimits
from vedette.core.errors import Refused, Unavailable
from vedette.core.limits import MIB
from vedette.core.rulehelp import RuleHelp
from vedette.doors.api.application import ROUTES, Application
from vedette.doors.api.door import Options
from vedette.doors.api.routes import Route
from vedette.scale.processes import Bounds, Processes, Stopped, Tell
from vedette.scale.processes import Work as Labour

URL = "http://vedette.test"


class Sample(NamedTuple):
    name: str
    help: str
    labels: Mapping[str, str]
    value: float


class Stranger(Refused):
    """Nobody we know."""

    http_status: ClassVar[int] = 401
    challenge = 'DPoP error="invalid_token"'


@dataclass(frozen=True)
class Receipt:
    decision: str
    capability: str


@dataclass(frozen=True)
class Result:
    value: Any
    receipt: Receipt


@dataclass
class FakeGate:
    """Writes down what it was asked, and refuses what is on the list."""

    handlers: dict[str, Any]
    refused: set[str] = field(default_factory=set)
    brief: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def steps(
        self,
        caller: Caller,
        capability: str,
        request: Any,  # noqa: ANN401  any request
        job: Job | None = None,
    ) -> Steps[Result]:
        self.asked.append((caller.subject.id, capability))
        allowed = capability in self.handlers and capability not in self.refused
        made = Decision(
            id=f"d{len(self.asked)}",
            verdict=Verdict.ALLOW if allowed else Verdict.DENY,
            reasons=("a-policy",),
            remedies=() if allowed else (Remedy(code="prove_scope", text="prove that it is yours"),),
            policy="sha256:0",
            made=1.0,
            expires=2.0,
        )
        if not allowed:
            raise Denied(capability, made, {"challenge": "abc"})
        work = Work(job or Job(), caller, made)
        value = yield Doing(lambda: self.handlers[capability](request, work), brief=capability in self.brief)
        return Result(value, Receipt(made.id, capability))


class Quick:
    """Does no work: what is asked of it ends when the test says so."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began = threading.Event()

    def run(self, work: Labour, given: bytes, bounds: Bounds, listen: Tell, stop: threading.Event) -> bytes:
        del work, given, bounds
        listen(b'{"stage":"analysing","done":1,"of":2}')
        self.began.set()
        while not self.go.wait(0.01):
            if stop.is_set():
                raise Stopped("stopped", hint="")
        return b'{"counts":{"findings":0}}'


@lru_cache(maxsize=1)
def _helps() -> tuple[RuleHelp, ...]:
    """Return what ships with us about rules: read once, as a service does."""
    return load((), None).helps()


class FakeService:
    """Knows people by the word after `Authorization: Test`."""

    def __init__(self, root: Path, runner: Runner | None = None) -> None:
        allowed = root / "allowed"
        allowed.mkdir(parents=True, exist_ok=True)
        (allowed / "a.py").write_text("import os\ndef f(x):\n    os.system(x)\n")
        documents = Memory()
        uploads = UploadFolder(documents, root / "uploads", UploadLimits(file_bytes=MIB), time.time)
        self.board = JobBoard(
            Site(
                documents=documents,
                folder=root / "jobs",
                targets=Targets(uploads, {"src": allowed}),
                runner=runner or Processes(),
                now=time.time,
                limits=BoardLimits(),
            )
        )
        self.board.start()
        rules = RulesListed(rules=_helps())
        self.fake = FakeGate({**self.board.handlers(), "rules.list": lambda *_: rules})
        self.wrong: list[str] = []
        self.good = True
        self.seen: list[tuple[str, str]] = []
        self.closed = False

    @property
    def gate(self) -> FakeGate:
        return self.fake

    @property
    def jobs(self) -> JobBoard:
        return self.board

    def may(self, caller: Caller, capability: str) -> bool:
        del caller
        return capability in self.fake.handlers

    def spoken(
        self, caller: Caller, wanted: str, request: UseModel, job: Job, *, lower: bool = False
    ) -> Steps[Result]:
        if wanted == "vedette-none":
            raise Missing("no model is called that", hint="there are others")
        try:
            return (yield from self.fake.steps(caller, f"model.{wanted}", request, job))
        except Denied:
            if not lower:
                raise
        return (yield from self.fake.steps(caller, "model.vedette-lower", request, job))

    def authenticate(self, method: str, url: str, headers: Mapping[str, str], network: str = "") -> Caller:
        self.seen.append((method, url))
        scheme, _, name = headers.get("authorization", "").partition(" ")
        if scheme != "Test" or not name:
            raise Stranger("no token", hint="log in")
        return Caller(subject=Subject(id=name, kind=Kind.PERSON), bound=True, network=network)

    def holds(self, caller: Caller) -> bool:
        del caller
        return self.good

    def ready(self) -> list[str]:
        return self.wrong

    def counters(self) -> Iterable[Sample]:
        return [
            Sample("vedette_decisions_total", "Decisions", {"verdict": "deny"}, 3.0),
            Sample("vedette_ledger_size", "Entries", {}, 7.0),
        ]

    @property
    def ceremonies(self) -> Ceremonies:
        raise Unavailable("nobody enrols in a fake", hint="use the real one")

    @property
    def pages(self) -> PublicPages:
        raise Unavailable("a fake publishes nothing", hint="use the real one")

    def shown(self, method: str, url: str, headers: Mapping[str, str]) -> None:
        raise Unavailable(
            f"nobody signs in to a fake: {method} {url} {len(headers)}", hint="use the real one"
        )

    def checkpoint(self) -> bytes:
        return b"vedette.test\n0\n"

    def ledger_key(self) -> bytes:
        return b"vedette.test+0+key\n"

    def first_link(self) -> str:
        return ""

    def close(self) -> None:
        self.closed = True
        self.board.close()


def application(
    service: FakeService, rows: Iterable[Route] = ROUTES, options: Options | None = None
) -> Application:
    return Application(service, options or Options(public_url=URL), rows)


def client(app: Application, name: str = "ana") -> httpx.AsyncClient:
    headers = {"Authorization": f"Test {name}"} if name else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL, headers=headers)
