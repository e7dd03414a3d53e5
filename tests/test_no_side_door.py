"""No side door: all that can be called ends in a decision on the record, or stands on a short list here."""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import vedette
from tests.browser import Browser
from tests.serving import Served, environment, leaves, served
from tests.sidedoors import AT_HOME, BODIES, DOORS_MAY_IMPORT, ELSEWHERE, PUBLIC, SAYS_ONLY, STARTS
from tests.toys import plant
from vedette.app import wiring
from vedette.app.capabilities import CAPABILITIES
from vedette.app.clock import SYSTEM
from vedette.app.parts import Serving
from vedette.app.serving import build_service
from vedette.doors.api import routes_health
from vedette.doors.api.application import ROUTES
from vedette.doors.api.routes import Route, Takes
from vedette.doors.cli.commands import COMMANDS
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.models.profiles import profile, profiles

ROWS = (*ROUTES, *routes_health.rows(lambda: False, lambda: b""))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def named(row: Route) -> str:
    return f"{row.method} {row.path}"


def place(row: Route) -> str:
    path = row.path
    for name, param in row.params.items():
        path = path.replace(f"{{{name}}}", param.example)
    return path


def sent(row: Route) -> dict[str, Any]:
    """What to send so that nothing but the decision can be in the way."""
    if row.takes is Takes.STREAM:
        media = {"Content-Type": "application/octet-stream"}
        return {"content": b"x = 1\n", "params": {"name": "a.py"}, "headers": media}
    return {"json": BODIES[row.path], "headers": {}} if row.takes is Takes.JSON else {"headers": {}}


def decided(entries: list[Entry]) -> list[Entry]:
    return [one for one in entries if one.kind is Kind.DECIDED]


PRIVATE = [row for row in ROWS if not row.public]


def test_what_strangers_may_call_is_a_short_list() -> None:
    assert {named(row) for row in ROWS if row.public} == PUBLIC


def test_the_service_serves_what_is_in_the_table_and_nothing_else(service: Served) -> None:
    paths = service.somebody().http.get("/openapi.json").json()["paths"]
    listed = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert listed == {named(row) for row in ROWS}


@pytest.mark.parametrize("row", PRIVATE, ids=named)
def test_every_route_ends_in_a_decision_on_the_record(service: Served, operator: Browser, row: Route) -> None:
    before = len(leaves(service.data))
    path, given = place(row), sent(row)
    given["headers"] |= operator.shown(row.method, path, operator.token)
    answer = operator.http.request(row.method, path, **given)
    (entry,) = decided(service.entries(before))
    assert entry.capability == row.capability
    assert entry.subject
    assert entry.policy
    if entry.verdict == "deny":
        assert answer.status_code in {401, 403}, answer.text
        assert answer.headers["Vedette-Decision"] == entry.id
    elif answer.is_success:
        assert answer.headers["Vedette-Decision"] == entry.id
    else:
        assert answer.status_code in {400, 403, 404}, answer.text  # allowed, and then of no use
    if row.capability == "identity.leave":
        operator.sign_in("operations")


SPOKEN = [row for row in PRIVATE if row.speak is not None]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("name", [one.name for one in profiles().values()])
@pytest.mark.parametrize("row", SPOKEN, ids=named)
def test_a_model_is_decided_on_as_what_it_is_however_it_is_asked(
    service: Served, operator: Browser, row: Route, name: str, *, stream: bool
) -> None:
    before = len(leaves(service.data))
    shown = operator.shown(row.method, row.path, operator.token)
    answer = operator.http.post(
        row.path, json=BODIES[row.path] | {"model": name, "stream": stream}, headers=shown
    )
    (entry,) = decided(service.entries(before))
    assert entry.capability == profile(name).capability
    assert answer.headers["Vedette-Decision"] == entry.id
    if entry.verdict == "deny":
        assert answer.status_code == 403
        assert entry.id in answer.text
    else:  # nothing is attached here, so only the engines answer
        assert answer.status_code == (200 if name == "vedette-core" else 503)


@pytest.mark.parametrize("row", SPOKEN, ids=named)
def test_a_lower_model_answers_only_where_the_caller_said_so_and_each_try_is_decided(
    service: Served, operator: Browser, row: Route
) -> None:
    for fallback, status, tried in (("", 403, 1), ("yes", 403, 1), ("allow", 503, 3)):
        before = len(leaves(service.data))
        shown = operator.shown(row.method, row.path, operator.token) | {"Vedette-Fallback": fallback}
        body = BODIES[row.path] | {"model": "vedette-critical"}
        assert operator.http.post(row.path, json=body, headers=shown).status_code == status
        entries = decided(service.entries(before))
        names = ("model.critical", "model.cyber", "model.open")
        assert tuple(one.capability for one in entries) == names[:tried]


@pytest.mark.parametrize("row", PRIVATE, ids=named)
def test_a_stranger_gets_nowhere_and_nothing_runs(service: Served, operator: Browser, row: Route) -> None:
    before = len(leaves(service.data))
    stranger, path = service.somebody(), place(row)
    for shown in ({}, stranger.shown(row.method, path, ""), stranger.shown(row.method, path, operator.token)):
        given = sent(row)
        given["headers"] |= shown
        answer = stranger.http.request(row.method, path, **given)
        assert answer.status_code == 401, answer.text
        assert answer.headers["WWW-Authenticate"].startswith("DPoP")
    assert not decided(service.entries(before))


@pytest.mark.parametrize("row", [row for row in ROWS if row.public], ids=named)
def test_what_is_public_decides_nothing(service: Served, row: Route) -> None:
    """It is no way around the gate: it runs nothing that a capability is for."""
    before = len(leaves(service.data))
    service.somebody().http.request(row.method, row.path)
    assert not decided(service.entries(before))


@pytest.mark.parametrize(
    "path", ["/v1/shell", "/v1/jobs/code.exploit/x", "/V1/me", "/v1/me/", "/metrics", "/v2"]
)
def test_what_nobody_knows_is_decided_as_well(service: Served, operator: Browser, path: str) -> None:
    for method in ("GET", "POST", "PROPFIND"):
        before = len(leaves(service.data))
        answer = operator.http.request(method, path, headers=operator.shown(method, path, operator.token))
        assert answer.status_code in {403, 405}, answer.text
        entries = decided(service.entries(before))
        assert [(one.capability, one.verdict) for one in entries] == (
            [("unknown", "deny")] if answer.status_code == 403 else []
        )
        assert service.somebody().http.request(method, path).status_code == 401


# --- the command line


class Noted(argparse.ArgumentParser):
    """Remembers what may follow a command's name."""

    inner: dict[str, argparse.ArgumentParser]

    def add_subparsers(self, **how: Any) -> Any:  # noqa: ANN401 - as argparse has it
        how["parser_class"] = argparse.ArgumentParser
        made = super().add_subparsers(**how)
        self.inner = made.choices
        return made


def every_command() -> set[str]:
    found = set()
    for name, listed in COMMANDS.items():
        parser = Noted(add_help=False)
        listed.load().arguments(parser)
        inner = getattr(parser, "inner", None)
        found |= {f"{name} {one}" for one in inner} if inner else {name}
    return found


def run(home: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, Console(environment(home), out, err))
    return code, out.getvalue(), err.getvalue()


def filled(home: Path, words: list[str]) -> list[str]:
    """Put the folder in, a finding of the report there, and the incident that was opened."""
    report, incidents = home / "report.json", home / "data" / "incidents" / "incidents.sqlite"
    found = {"{home}": str(home), "{finding}": "", "{incident}": ""}
    if report.exists():
        found["{finding}"] = json.loads(report.read_text())["findings"][0]["fingerprint"]
    if incidents.exists():
        with closing(sqlite3.connect(incidents)) as base:
            ((found["{incident}"],),) = base.execute("select id from incidents order by rowid limit 1")
    for name, value in found.items():
        words = [one.replace(name, value) for one in words]
    return words


def test_every_command_is_one_we_know() -> None:
    assert every_command() == AT_HOME.keys() | ELSEWHERE.keys() | SAYS_ONLY | STARTS | {"login"}


def test_every_command_at_home_ends_in_a_decision_on_the_record(tmp_path: Path) -> None:
    plant(tmp_path / "app", {"a.py": "from flask import request\neval(request.args['q'])\n"})
    written = 0
    for words, capability in AT_HOME.values():
        code, out, err = run(tmp_path, *filled(tmp_path, words))
        assert code in {0, 1, 2}, (words, out, err)
        found = [entry_of(leaf) for leaf in leaves(tmp_path / "data", written)]
        assert [(one.capability, one.verdict) for one in decided(found)] == [(capability, "allow")], words
        assert found[-1].kind is Kind.ENDED
        written += len(found)


def test_commands_that_only_say_something_touch_nothing(tmp_path: Path) -> None:
    for name in SAYS_ONLY:
        assert run(tmp_path, name)[0] == 0
    assert not list(tmp_path.iterdir())


def test_every_command_that_asks_a_service_is_decided_there(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    _signed_in(service, operator, tmp_path)
    (tmp_path / "token").write_text("x")
    for words, capability in ELSEWHERE.values():
        before = len(leaves(service.data))
        code, out, err = run(tmp_path, *filled(tmp_path, words))
        assert code in {0, 2, 3}, (words, out, err)
        (entry,) = decided(service.entries(before))
        assert entry.capability == capability
    before = len(leaves(service.data))
    assert run(tmp_path, "login", "--out")[0] == 0
    assert [one.capability for one in decided(service.entries(before))] == ["identity.leave"]
    assert not (tmp_path / "data" / "ledger").exists(), "nothing was done on this machine"


def _signed_in(service: Served, operator: Browser, home: Path) -> None:
    out = io.StringIO()
    console = Console(environment(home), out, io.StringIO())
    program = threading.Thread(target=main, args=(["login", service.url], console))
    program.start()
    while not out.getvalue().endswith("\n"):
        time.sleep(0.01)
    before = len(leaves(service.data))
    operator.ask("POST", "/v1/connect", {"code": out.getvalue().strip()})
    program.join()
    (entry,) = decided(service.entries(before))
    assert (entry.capability, entry.verdict) == ("identity.connect", "allow")


# --- the tables


def test_every_capability_has_somebody_who_does_it_and_is_on_a_list(tmp_path: Path) -> None:
    at_home = wiring.build(environment(tmp_path)).gate
    serving = build_service(
        Serving(settings=wiring.chosen(environment(tmp_path)), url="http://localhost:1", clock=SYSTEM)
    )
    try:
        gates = (at_home, serving.gate)
        assert {name for gate in gates for name in gate.handlers} == CAPABILITIES.keys()
        for gate in gates:
            assert gate.handlers.keys() == gate.capabilities.keys()
            assert all(CAPABILITIES[name] == one for name, one in gate.capabilities.items())
    finally:
        serving.close()


def test_every_route_asks_for_a_capability_with_its_own_kind_of_request() -> None:
    assert {row.capability for row in PRIVATE} <= CAPABILITIES.keys()
    assert all((row.make or row.speak) is not None and row.serve is None for row in PRIVATE)


def imports(folder: Path, *, naming: str = "") -> Iterator[tuple[Path, str]]:
    """What files import whose text has such words: reading all as Python takes seconds."""
    for path in folder.rglob("*.py") if folder.is_dir() else [folder]:
        if not re.search(naming, text := path.read_text("utf-8")):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                yield from ((path, f"{node.module}.{one.name}") for one in node.names)
            elif isinstance(node, ast.Import):
                yield from ((path, one.name) for one in node.names)


def test_doors_import_nothing_that_does_the_work() -> None:
    """What does the work of a capability is reached through the gate, or not at all."""
    doors = Path(vedette.__file__).parent / "doors"
    found = {name.split(".")[2] for _, name in imports(doors) if name.startswith("vedette.app.")}
    assert {one for one in found if not one.endswith(("requests", "answers"))} <= DOORS_MAY_IMPORT
    assert "vedette.app" not in {name for _, name in imports(doors)}


def test_nothing_beside_the_application_enters_an_engine() -> None:
    source = Path(vedette.__file__).parent
    engines = ("code", "triage", "hunt", "explain", "respond", "agents")
    # An agent is itself driven by the application: it may weigh and word with what engines know.
    for place in {path.name for path in source.iterdir()} - {"app", "agents"}:
        closed = [one for one in engines if one != place]
        for path, name in imports(source / place, naming=rf"vedette(\s+import|\.({'|'.join(closed)}))\b"):
            assert not re.match(rf"vedette\.({'|'.join(closed)})\b", name), f"{path} imports {name}"


def test_only_the_gate_takes_a_handler_out() -> None:
    """`handlers[…]` is read in one place, to be called there and nowhere else."""
    source = Path(vedette.__file__).parent
    found = {
        path.name
        for place in ("app", "doors", "agents")  # elsewhere nobody knows any, and handlers are of exceptions
        for path in (source / place).rglob("*.py")
        if re.search(r"handlers\W*\[", text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Subscript) and _is_handler(node)
    }
    assert found == {"gate.py"}


def _is_handler(taken: ast.Subscript) -> bool:
    return isinstance(taken.ctx, ast.Load) and ast.unparse(taken.value).endswith("handlers")
