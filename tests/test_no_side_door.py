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

PUBLIC = {
    "GET /",
    "GET /healthz",
    "GET /openapi.json",
    "GET /readyz",
    "GET /static/console.css",
    "GET /static/console.js",
    "GET /static/dpop.js",
    "GET /static/service.js",
    "GET /criteria",
    "GET /transparency",
    "GET /v1/criteria",
    "GET /v1/ledger/checkpoint",
    "GET /v1/ledger/key",
    "GET /v1/transparency",
    "GET /v1/transparency/{month}",
    "GET /v1/transparency/{month}/note",
    "POST /v1/enrol/finish",
    "POST /v1/enrol/recover",
    "POST /v1/enrol/recovery",
    "POST /v1/enrol/start",
    "POST /v1/login/device",
    "POST /v1/login/device/poll",
    "POST /v1/login/finish",
    "POST /v1/login/service",
    "POST /v1/login/start",
    "POST /v1/tokens/refresh",
}
"""What strangers may call: coming in, and what shows that the service and its ledger are what they seem."""
SAYS_ONLY = {"criteria", "schema", "version"}
"""Commands that look at nothing of anybody's: they print what is built in."""
STARTS = {"serve", "chat", "mcp", "proxy"}
"""Commands that go on: they start the gate for others, pass on to one, or ask `ask` again and again."""
ROWS = (*ROUTES, *routes_health.rows(lambda: False, lambda: b""))
BODIES: dict[str, dict[str, Any]] = {
    "/v1/access/explain": {"capability": "code.discover", "target": "app.example.org"},
    "/v1/access/applications": {"tier": 1, "statement": "I look after it"},
    "/v1/access/applications/{application}/review": {"approve": True, "reasons": "known"},
    **{
        f"/v1/access/applications/{{application}}/{one}": {"reasons": "known"}
        for one in ("sponsor", "confirm", "audit", "end")
    },
    "/v1/access/appointments": {"person": "p-x", "office": "reviewer", "reasons": "known"},
    "/v1/access/appointments/{appointment}": {"agree": True, "reasons": "known"},
    "/v1/access/admins": {"person": "p-x", "reasons": "known"},
    "/v1/access/appeals": {"decision": "0" * 16, "statement": "look again"},
    "/v1/access/revocations": {"reason": "over", "session": "nobody's"},
    "/v1/identity/invitations": {"name": "Ana", "org": "Clinic"},
    "/v1/sessions/leave": {},
    "/v1/touches": {"challenge": "0" * 64, "assertion": {}},
    "/v1/connect": {"code": "BCDF-BCDF-BCDF"},
    "/v1/tokens/exchange": {"agent": "helper", "tools": ["identity.me"], "key": {"kty": "EC"}},
    "/v1/scope/challenges": {"target": "app.example.org", "kind": "dns"},
    "/v1/scope/letters/{challenge}/review": {"evidence": "sha256:" + "0" * 64},
    "/v1/scope/check": {"target": "app.example.org"},
    "/v1/evidence": {"nonce": "0" * 16, "token": "x"},
    "/v1/evidence/start": {"provider": "https://id.example"},
    "/v1/proofing/sittings": {},
    "/v1/proofing/sittings/{sitting}/attest": {"yes": False, "reason": "nobody came"},
    "/v1/proofing/sittings/{sitting}/hear": {"overturn": False, "reason": "seen"},
    "/v1/proofing/appeals": {"decision": "0" * 16, "statement": "look again"},
    "/v1/proofing/credentials/start": {"provider": "https://register.example"},
    "/v1/proofing/credentials": {"nonce": "0" * 16, "presentation": "x~"},
    "/v1/proofing/organisations/{org}/calls": {
        "place": "regulator",
        "number": "0" * 64,
        "answered": "nobody",
        "reason": "rang",
    },
    "/v1/proofing/organisations/{org}/registers": {"place": "regulator", "reason": "listed"},
    "/v1/emergencies": {"incident": "INC-7", "targets": ["app.example.org"], "reason": "now"},
    "/v1/emergencies/{use}/review": {"justified": True, "reasons": "seen"},
    "/v1/held/{held}/answer": {"let_through": True, "reasons": "seen"},
    "/v1/me/erase": {"person": "p-x"},
    "/v1/desk/appeals/{appeal}/answer": {"overturn": True, "reasons": "they were right"},
    "/v1/transparency/publish": {"month": "2026-10"},
    "/v1/transparency/statements": {"about": "government_requests", "numbers": {"received": 0}},
    **{
        f"/v1/monitor/{path}{end}": body
        for end in ("", "/review")
        for path, body in (
            ("measures", {"person": "nobody", "reason": "seen", "step": "notice"}),
            ("measures/{measure}/lift", {"reason": "looked"}),
            ("proposals/{proposal}/agree", {"reason": "seen"}),
        )
    },
    "/v1/disclosures": {"asset": "app.example.org", "whom": "its maintainers"},
    "/v1/seats": {"sponsor": "Clinic", "key": "thumbprint"},
    "/v1/actions": {"kind": "block-address", "target": "203.0.113.7", "way": "firewall"},
    **{
        f"/v1/actions/{{action}}/{one}": {"digest": "0" * 64, "target": "app.example.org", "says": "x"}
        for one in ("read", "small", "wide", "critical")
    },
    "/v1/jobs/code.scan": {"target": "folder:mirror"},
    "/v1/jobs/hunt.run": {"target": "folder:mirror"},
    "/v1/jobs/triage.run": {"target": "folder:mirror"},
    "/v1/incidents": {"title": "Ransom note on ws01"},
    "/v1/incidents/{incident}/reports": {"job": "0" * 32},
    "/v1/incidents/{incident}/events": {
        "changes": [{"id": "0" * 32, "what": {"type": "note_added", "id": "", "text": "seen"}}]
    },
    "/v1/incidents/{incident}/playbooks": {"playbook": "ransomware"},
    "/v1/incidents/{incident}/playbooks/answers": {"name": "host", "value": "ws01"},
    "/v1/incidents/{incident}/playbooks/steps/{step}": {"state": "done"},
    "/v1/incidents/{incident}/duties": {"answers": {"eu": "yes"}},
    "/v1/incidents/{incident}/evidence": {"upload": "0" * 32},
    "/v1/incidents/{incident}/evidence/{piece}/custody": {"what": "checked"},
    "/v1/chat/completions": {"model": "vedette-core", "messages": [{"role": "user", "content": "hello"}]},
    "/v1/responses": {"model": "vedette-core", "input": "hello"},
    "/v1/messages": {
        "model": "vedette-core",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "hello"}],
    },
    "/v1/messages/count_tokens": {
        "model": "vedette-core",
        "messages": [{"role": "user", "content": "hello"}],
    },
    "/v1/jobs/code.discover": {"target": "app.example.org", "source": "mirror/app.py"},
}
"""A body each route takes."""


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


AT_HOME: dict[str, tuple[list[str], str]] = {
    "hunt": (["hunt", "{home}/app", "-o", "{home}/hunt.json"], "hunt.run"),
    "triage": (["triage", "{home}/app", "-o", "{home}/triage.json"], "triage.run"),
    "query": (["query", "select count(*) from events"], "events.query"),
    "act list-kinds": (["act", "list-kinds"], "action.kinds"),
    "act plan": (["act", "plan", "block-domain", "evil.example", "--hosts", "{home}/hosts"], "action.plan"),
    "act show": (["act", "show"], "action.show"),
    "act try": (["act", "try", "s-000000000000"], "action.try"),
    "act run": (["act", "run", "s-000000000000", "--yes"], "action.small"),
    "act undo": (["act", "undo", "w-000000000000", "--yes"], "action.wide"),
    "act drop": (["act", "drop", "c-000000000000"], "action.alone"),
    "act resume": (["act", "resume"], "action.show"),
    "act due": (["act", "due", "--yes"], "action.show"),
    "ask": (["ask", "hello"], "desk.ask"),
    "read": (["read", "{home}/app/a.py"], "text.read"),
    "eval": (["eval", "{home}/nothing"], "model.evaluate"),
    "scan": (["scan", "{home}/app", "-f", "json", "-o", "{home}/report.json"], "code.scan"),
    "fix": (["fix", "{home}/app", "--no-run", "-f", "json", "-o", "{home}/fix.json"], "code.fix"),
    "trace": (["trace", "{home}/nothing.jsonl"], "agent.trace"),
    "show": (["show", "{finding}", "{home}/report.json"], "report.show"),
    "explain": (["explain", "{home}/report.json"], "report.explain"),
    "verify": (["verify", "{home}/report.json"], "report.verify"),
    "rules list": (["rules", "list"], "rules.list"),
    "rules show": (["rules", "show", "code-injection"], "rules.list"),
    "rules test": (["rules", "test", "code-injection"], "rules.test"),
    "knowledge search": (["knowledge", "search", "a stolen password"], "knowledge.search"),
    "knowledge show": (["knowledge", "show", "T1566"], "knowledge.show"),
    "knowledge list": (["knowledge", "list"], "knowledge.list"),
    "knowledge add": (["knowledge", "add", "kev", "{home}/report.json"], "knowledge.add"),
    "knowledge remove": (["knowledge", "remove", "kev"], "knowledge.remove"),
    "models list": (["models", "list"], "backend.list"),
    "models attach": (["models", "attach", "x", "--gguf", "/nobody.gguf"], "backend.attach"),
    "models probe": (["models", "probe", "y"], "backend.probe"),
    "models install": (["models", "install", "nobody's"], "backend.install"),
    "demo": (["demo", "--offline"], "demo.run"),
    "incident open": (["incident", "open", "--from", "{home}/hunt.json", "Something"], "incident.open"),
    "incident list": (["incident", "list"], "incident.list"),
    "incident show": (["incident", "show", "{incident}"], "incident.show"),
    "incident take": (["incident", "take", "{incident}", "{home}/triage.json"], "incident.take"),
    "incident note": (["incident", "note", "{incident}", "seen"], "incident.change"),
    "incident task": (["incident", "task", "{incident}", "look"], "incident.change"),
    "incident line": (["incident", "line", "{incident}", "--at", "now", "it rang"], "incident.change"),
    "incident entity": (["incident", "entity", "{incident}", "host", "ws01"], "incident.change"),
    "incident status": (["incident", "status", "{incident}", "contained"], "incident.change"),
    "incident lead": (["incident", "lead", "{incident}", "Ana"], "incident.change"),
    "incident hypothesis": (["incident", "hypothesis", "{incident}", "by mail"], "incident.change"),
    "incident indicator": (["incident", "indicator", "{incident}", "domain", "a.example"], "incident.change"),
    "incident set": (["incident", "set", "{incident}", "--title", "Other"], "incident.change"),
    "incident link": (["incident", "link", "{incident}", "{incident}"], "incident.change"),
    "incident evidence": (
        ["incident", "evidence", "add", "{incident}", "{home}/report.json"],
        "incident.keep",
    ),
    "respond advisory": (["respond", "advisory", "{home}/report.json", "--template"], "report.advise"),
    "respond share": (["respond", "share", "{incident}"], "incident.share"),
    "respond report": (["respond", "report", "{incident}"], "incident.report"),
    "playbook list": (["playbook", "list"], "playbook.list"),
    "playbook show": (["playbook", "show", "ransomware"], "playbook.read"),
    "playbook export": (["playbook", "export", "ransomware"], "playbook.read"),
    "playbook check": (["playbook", "check", "{home}/report.json"], "playbook.read"),
    "playbook start": (["playbook", "start", "ransomware", "{incident}"], "playbook.start"),
    "playbook next": (["playbook", "next", "{incident}"], "playbook.follow"),
    "playbook begin": (["playbook", "begin", "{incident}", "abc"], "playbook.step"),
    "playbook done": (["playbook", "done", "{incident}", "abc"], "playbook.step"),
    "playbook failed": (["playbook", "failed", "{incident}", "abc"], "playbook.step"),
    "playbook skip": (["playbook", "skip", "{incident}", "abc", "--said", "no"], "playbook.step"),
    "playbook answer": (["playbook", "answer", "{incident}", "spreading", "no"], "playbook.answer"),
    "duties": (["duties", "{incident}"], "duty.show"),
    "incident custody": (["incident", "custody", "{incident}"], "incident.custody"),
    "incident measures": (["incident", "measures"], "incident.measures"),
    "incident export": (["incident", "export", "{incident}", "{home}/one.zip"], "incident.export"),
    "incident backup": (["incident", "backup", "{home}/all.zip"], "incident.backup"),
    "incident restore": (["incident", "restore", "{home}/all.zip"], "incident.restore"),
    "respond from": (["respond", "from", "{home}/app", "-o", "{home}/papers"], "respond.run"),
    "ledger export": (["ledger", "export", "{home}/export"], "ledger.export"),
    "ledger verify": (["ledger", "verify", "{home}/export"], "ledger.verify"),
    "ledger witness": (["ledger", "witness"], "ledger.witness"),
    "ledger recount": (
        ["ledger", "recount", "{home}/export", "--like", "{home}/report.json"],
        "ledger.recount",
    ),
}
"""What is done on this machine: the words, and the capability that is decided."""
ELSEWHERE: dict[str, tuple[list[str], str]] = {
    "access me": (["access", "me"], "identity.me"),
    "access list": (["access", "list"], "access.list"),
    "access explain": (["access", "explain", "code.discover"], "access.explain"),
    "access apply": (["access", "apply", "--tier", "1", "--statement", "mine"], "access.apply"),
    "access appeal": (["access", "appeal", "0", "--statement", "look again"], "access.appeal"),
    "access review": (["access", "review", "0", "--approve", "--reasons", "known"], "access.review"),
    "access publish": (["access", "publish", "2026-10"], "transparency.publish"),
    "access state": (["access", "state", "government_requests", "received=0"], "transparency.state"),
    "desk queue": (["desk", "queue"], "review.queue"),
    "desk look": (["desk", "look", "0"], "review.look"),
    "desk answer": (["desk", "answer", "0", "--uphold", "--reasons", "it stands"], "review.answer"),
    "desk reviewers": (["desk", "reviewers"], "review.statistics"),
    "desk appeals": (["desk", "appeals"], "access.appeals"),
    "access sponsor": (["access", "sponsor", "0", "--reasons", "ours"], "access.sponsor"),
    "access confirm": (["access", "confirm", "0", "--reasons", "still"], "access.confirm"),
    "access audit": (["access", "audit", "0", "--reasons", "seen"], "access.audit"),
    "access end": (["access", "end", "0", "--reasons", "not in order"], "access.end"),
    "access appoint": (
        ["access", "appoint", "p-x", "--office", "reviewer", "--reasons", "known"],
        "access.appoint",
    ),
    "access agree": (["access", "agree", "0", "--reasons", "known"], "access.agree"),
    "access admit": (["access", "admit", "p-x", "--reasons", "ours"], "access.admit"),
    "access close-founding": (["access", "close-founding"], "access.close_founding"),
    "access held": (["access", "held"], "safeguards.held"),
    "access held-open": (["access", "held-open", "0"], "safeguards.open"),
    "access held-answer": (
        ["access", "held-answer", "0", "--confirm", "--reasons", "seen"],
        "safeguards.answer",
    ),
    "access approve": (["access", "approve", "0"], "access.approve"),
    "access revoke": (["access", "revoke", "--grant", "0", "--reason", "over"], "access.revoke"),
    "access invite": (["access", "invite", "Ben", "--org", "Town"], "identity.invite"),
    "access people": (["access", "people"], "identity.people"),
    "access sessions": (["access", "sessions"], "identity.sessions"),
    "access leave": (["access", "leave", "--session", "nobody's"], "identity.leave"),
    "access evidence": (["access", "evidence"], "evidence.list"),
    "access evidence-start": (["access", "evidence-start", "https://id.example"], "evidence.start"),
    "access evidence-show": (["access", "evidence-show", "0" * 16, "{home}/token"], "evidence.show"),
    "access proofs": (["access", "proofs"], "proofing.list"),
    "access video": (["access", "video", "ask"], "proofing.ask"),
    "access credential": (
        ["access", "credential", "start", "https://register.example"],
        "proofing.ask_credential",
    ),
    "access organisation": (["access", "organisation", "o-x"], "proofing.organisation"),
    "access call-back": (
        ["access", "call-back", "o-x", "--place", "regulator", "--answered", "nobody", "--reason", "rang"],
        "proofing.organisation",
    ),
    "access look-up": (
        ["access", "look-up", "o-x", "--place", "regulator", "--reason", "listed"],
        "proofing.look_up",
    ),
    "access break-glass": (
        ["access", "break-glass", "--incident", "INC-7", "--target", "app.example.org", "--reason", "now"],
        "glass.break",
    ),
    "access emergencies": (["access", "emergencies"], "glass.list"),
    "access close-glass": (["access", "close-glass", "0"], "glass.close"),
    "access review-glass": (
        ["access", "review-glass", "0", "--justified", "--reasons", "seen"],
        "glass.review",
    ),
    "access seats": (["access", "seats"], "seats.list"),
    "access seat": (["access", "seat", "--sponsor", "Town", "--key", "k"], "seats.add"),
    "monitor list": (["monitor", "list"], "monitor.list"),
    "monitor decide": (["monitor", "decide", "--person", "p-x", "--reason", "seen"], "monitor.decide"),
    "monitor agree": (["monitor", "agree", "0", "--reason", "seen", "--as-reviewer"], "monitor.review_agree"),
    "monitor lift": (["monitor", "lift", "0", "--reason", "looked"], "monitor.lift"),
    "monitor told": (["monitor", "told", "app.example.org", "--whom", "them"], "disclosure.record"),
    "monitor findings": (["monitor", "findings"], "disclosure.list"),
    "mine grants": (["mine", "grants"], "member.grants"),
    "mine uses": (["mine", "uses"], "member.uses"),
    "mine alerts": (["mine", "alerts"], "member.alerts"),
    "mine feed": (["mine", "feed"], "member.feed"),
    "mine export": (["mine", "export", "-o", "{home}/me.json"], "member.export"),
    "mine erase": (["mine", "erase", "p-x"], "member.erase"),
    "scope prove": (["scope", "prove", "app.example.org"], "scope.start"),
    "scope letters": (["scope", "letters"], "scope.letters"),
    "scope review": (["scope", "review", "0", "--evidence", "/dev/null"], "scope.review"),
    "scope check": (["scope", "check", "app.example.org"], "scope.check"),
    "ledger receipt": (["ledger", "receipt", "0", "-o", "{home}/proof"], "ledger.receipt"),
    "ledger export": (["ledger", "export", "{home}/service.zip", "--service"], "ledger.fetch"),
    "ledger witness": (["ledger", "witness", "--service"], "ledger.witness"),
}
"""What is asked of a service: the words, and the capability that is decided there."""


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


DOORS_MAY_IMPORT = {
    "asking",  # what a request is
    "callers",
    "extras",  # says which library is missing
    "homeservice",  # the owner behind a door on loopback, who passes the same gate
    "ceremonies",  # its type: the service makes it
    "jobboard",  # its type: the service makes it
    "jobs",
    "jobwork",  # how formats are called
    "parts",  # what an operator chose
    "publicpages",  # its type: the service makes it; and what everybody may read of what is installed
    "render",
    "reports",
    "results",
    "servicesettings",
    "serving",  # makes a service, gate and all
    "steps",  # what a run hands out on its way through the gate
    "written",  # how explanations are written
    "wiring",  # makes the gate of this machine
}
"""What doors import of the application, beside words to ask with and to answer: types, and the two gates."""


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
