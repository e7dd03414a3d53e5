"""The programme end to end, over real HTTP and the real command line: only the people are stand-ins."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.browser import Answer, Browser
from tests.serving import Served, environment, joined, on_postgres, served
from tests.waiting import late
from vedette.doors.cli import login
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

pytest_plugins = ["tests.postgres"]
TARGET = "app.example.org"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service on each of the databases it can be on."""
    more = on_postgres(request.getfixturevalue("postgres_dsn")) if request.param == "postgresql" else {}
    with served(tmp_path_factory.mktemp("service"), more) as made:
        yield made
        kept = (made.data / "service.sqlite").exists()
        assert kept == (request.param == "sqlite"), "it kept things elsewhere"


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def refused(who: Browser, path: str, body: object) -> dict[str, Any]:
    with pytest.raises(Answer) as caught:
        who.ask("POST", path, body)
    assert caught.value.status in {401, 403}
    return caught.value.body


def codes(body: dict[str, Any]) -> set[str]:
    return {one["code"] for one in body["remedies"]}


def raised_to_t1(who: Browser, reviewer: Browser) -> None:
    application = who.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "I look after it"})
    path = f"/v1/access/applications/{application['result']['id']}/review"
    assert reviewer.ask("POST", path, {"approve": True, "reasons": "known"})["result"]["state"] == "granted"


def test_a_first_operator_brings_people_in_and_they_follow_the_remedies(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    ana = joined(service, operator, "Ana", "Clinic")
    reviewer = joined(service, operator, "Rex", "Council", "reviewer")
    wish = {"target": TARGET, "source": "mirror/app.py"}
    assert codes(refused(ana, "/v1/jobs/code.discover", wish)) == {"apply_tier", "prove_scope"}
    raised_to_t1(ana, reviewer)
    assert codes(refused(ana, "/v1/jobs/code.discover", wish)) == {"prove_scope"}
    begun = ana.ask("POST", "/v1/scope/challenges", {"target": TARGET, "kind": "dns"})["result"]
    record, _, text = begun["content"].partition(" 300 IN TXT ")
    assert record == f"_vedette-scope.{TARGET}."
    service.tell(record.rstrip("."), text.strip('"'))
    proved = ana.ask("POST", f"/v1/scope/challenges/{begun['challenge']}/check")["result"]
    assert proved["target"] == TARGET
    done = ana.ask("POST", "/v1/jobs/code.discover", wish)
    report = _report(ana, done["result"]["job"]["id"])
    assert [one["rule"] for one in report["findings"]] == ["code-injection"]
    _verify_offline(service, ana, done["receipt"]["decided"]["index"], tmp_path)


def _report(who: Browser, job: str) -> dict[str, Any]:
    state: dict[str, Any] = {}

    def over() -> bool:
        state.update(who.ask("GET", f"/v1/jobs/{job}")["result"]["job"])
        return state["state"] not in {"queued", "running"}

    late(over)
    assert state["state"] == "done", state
    path = f"/v1/jobs/{job}/report"
    answer = who.http.get(path, params={"format": "json"}, headers=who.shown("GET", path, who.token))
    report: dict[str, Any] = answer.json()
    return report


def _verify_offline(service: Served, who: Browser, index: int, home: Path) -> None:
    """The receipt holds with nothing but the file; one letter changed, and it does not."""
    text = who.ask("GET", f"/v1/ledger/receipts/{index}")["result"]["receipt"]
    file = home / "receipt"
    file.write_text(text)
    words = ("ledger", "verify", str(file), "--trust", who.http.get("/v1/ledger/key").text.strip())
    done = service.run(home, *words)
    assert done.returncode == 0, done.stderr
    lines = text.split("\n")
    lines[1] = lines[1][:20] + ("A" if lines[1][20] != "A" else "B") + lines[1][21:]
    file.write_text("\n".join(lines))
    assert service.run(home, *words).returncode == 1


def test_the_command_line_does_the_same_and_asks_for_touches(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    ben = joined(service, operator, "Ben", "Town")
    reviewer = joined(service, operator, "Rita", "County", "reviewer")
    log_in(service, ben, tmp_path / "ben")
    log_in(service, reviewer, tmp_path / "rita")
    asked = service.run(
        tmp_path / "ben", "access", "explain", "code.discover", "--target", "town.example.org"
    )
    assert asked.returncode == 3
    assert "Prove that you control town.example.org." in asked.stdout
    applied = service.run(
        tmp_path / "ben", "access", "--json", "apply", "--tier", "1", "--statement", "I run it"
    )
    number = json.loads(applied.stdout)["result"]["id"]
    words = ("access", "review", number, "--approve", "--reasons", "met them")
    first = service.run(tmp_path / "rita", *words)
    assert first.returncode == 3
    reviewer.touch(first.stderr.partition("#touch=")[2].split()[0])
    second = service.run(tmp_path / "rita", *words)
    assert second.returncode == 0, second.stderr
    assert "state: granted" in second.stdout
    assert "tier: T1" in service.run(tmp_path / "ben", "access", "me").stdout
    _proves(service, tmp_path / "ben")
    _checks_a_receipt(service, tmp_path / "ben")
    assert service.run(tmp_path / "ben", "login", "--out").returncode == 0
    assert service.run(tmp_path / "ben", "access", "me").returncode == 2


def _proves(service: Served, home: Path) -> None:
    begun = service.run(home, "scope", "prove", "town.example.org")
    said = dict(line.partition(": ")[::2] for line in begun.stdout.splitlines())
    record, _, text = said["content"].partition(" 300 IN TXT ")
    service.tell(record.rstrip("."), text.strip('"'))
    shown = service.run(home, "scope", "prove", "--challenge", said["challenge"])
    assert shown.returncode == 0, shown.stderr
    assert service.run(home, "scope", "check", "TOWN.example.org.").returncode == 0
    assert service.run(home, "scope", "check", "town.example.net").returncode == 3


def _checks_a_receipt(service: Served, home: Path) -> None:
    """The key of the ledger was kept when this machine signed in."""
    receipt = home / "proof"
    fetched = service.run(home, "ledger", "receipt", "1", "-o", str(receipt))
    assert fetched.returncode == 0, fetched.stderr
    checked = service.run(home, "ledger", "verify", str(receipt))
    assert checked.returncode == 0, checked.stdout


def log_in(service: Served, person: Browser, home: Path) -> None:
    """`vedette login`: the program shows a code, the person types it where they are signed in."""
    home.mkdir()
    reading, writing = os.pipe()
    soon = patch.object(login, "_SELDOM", 0.1)
    with soon, ThreadPoolExecutor(1) as program, os.fdopen(reading) as shown, os.fdopen(writing, "w") as out:
        code = program.submit(main, ("login", service.url), Console(environment(home), out, io.StringIO()))
        person.ask("POST", "/v1/connect", {"code": shown.readline().strip()})
        assert code.result(30) == 0


def test_nobody_reviews_their_own_application_under_any_account(service: Served, operator: Browser) -> None:
    reviewer = joined(service, operator, "Sole", "Alone", "reviewer")
    application = reviewer.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "me"})
    body = refused(
        reviewer,
        f"/v1/access/applications/{application['result']['id']}/review",
        {"approve": True, "reasons": "I know myself"},
    )
    assert "themselves" in body["detail"]


def test_what_is_taken_back_ends_at_once(service: Served, operator: Browser) -> None:
    cora = joined(service, operator, "Cora", "Firm")
    person = cora.ask("GET", "/v1/me")["result"]["person"]
    operator.ask("POST", "/v1/access/revocations", {"person": person, "reason": "left the firm"})
    with pytest.raises(Answer) as caught:
        _goes_on_for(5, cora)
    assert caught.value.status in {401, 403}


def _goes_on_for(seconds: float, who: Browser) -> None:
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        who.ask("GET", "/v1/rules")
        time.sleep(0.1)


def test_a_stolen_token_is_nothing_without_its_key(service: Served, operator: Browser) -> None:
    dana = joined(service, operator, "Dana", "Paper")
    dana.ask("GET", "/v1/me")
    thief = service.somebody()
    for headers in (
        {"Authorization": f"Bearer {dana.token}"},
        {"Authorization": f"DPoP {dana.token}"},
        thief.shown("GET", "/v1/me", dana.token),
    ):
        assert thief.http.get("/v1/me", headers=headers).status_code == 401
    proof = dana.shown("GET", "/v1/me", dana.token)
    assert dana.http.get("/v1/me", headers=proof).status_code == 200
    assert dana.http.get("/v1/me", headers=proof).status_code == 401, "a proof is good once"


def test_an_agent_has_a_part_of_a_persons_rights_and_no_more(service: Served, operator: Browser) -> None:
    eve = joined(service, operator, "Eve", "Mill")
    agent = service.somebody()
    key = {name: value for name, value in agent.holder.public.items() if isinstance(value, str)}
    token = eve.ask(
        "POST",
        "/v1/tokens/exchange",
        {"agent": "helper", "tools": ["identity.me", "access.apply"], "key": key},
    )["result"]["token"]
    assert agent.send("GET", "/v1/me", None, token)["result"]["agent"]
    for method, path, body in (
        ("GET", "/v1/rules", None),
        ("POST", "/v1/access/applications", {"tier": 1, "statement": "please"}),
        ("POST", "/v1/scope/challenges", {"target": TARGET, "kind": "dns"}),
    ):
        with pytest.raises(Answer) as caught:
            agent.send(method, path, body, token)
        assert caught.value.status == 403, path
