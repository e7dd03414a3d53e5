"""An incident from outside: the command line, two processes at once, a kill, a backup; two over HTTP."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.forking import Script
from tests.serving import Served, environment, joined, on_postgres, served
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

pytest_plugins = ["tests.postgres"]
INCIDENT = Path(__file__).parents[1] / "demo" / "incident"
NOTE = {"type": "note_added", "id": "", "text": "seen"}

# Writes notes one by one through the gate, as `vedette incident note` does; says each once it is kept.
WRITER = """
import os, sys
from vedette.app import incident_requests as ask
from vedette.app import wiring
incident, name = sys.argv[1:]
app = wiring.build(os.environ)
sys.stdin.readline()
for number in range(1000):
    ident = f"{name}{number:031x}"
    change = ask.ChangeIncident(incident=incident, changes=(ask.NoteAdded(id="", text=ident),), ids=(ident,))
    app.run("incident.change", change)
    print(ident, flush=True)
"""


class Desk:
    """Somebody at a command line, with a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def says(self, *words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        code = main(list(words), Console(environment(self.home), out, err))
        return code, out.getvalue(), err.getvalue()

    def does(self, *words: str) -> str:
        code, out, err = self.says("incident", *words)
        assert code == 0, err
        return out

    def shown(self, ident: str) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.does("show", ident, "-f", "json"))
        return made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_from_a_hunt_to_a_closed_incident(desk: Desk) -> None:
    report, dump = (str(desk.home / name) for name in ("hunt.json", "memory.dmp"))
    assert desk.says("hunt", str(INCIDENT), "-o", report)[0] == 1
    ident = desk.does("open", "--from", report).split()[0]
    page = desk.does("show", ident[:4])
    assert "began 2026-03-03 21:02" in page
    assert "victim    host     ws01 (10.0.0.31)" in page
    assert "address  203[.]0[.]113[.]9" in page
    desk.does("lead", ident, "Ana")
    desk.does("task", ident, "1", "--done")
    desk.does("task", ident, "Call the provider", "--owner", "Ben", "--due", "+2h")
    desk.does("line", ident, "--at=-5m", "The machine was taken off the network")
    desk.does("entity", ident, "host", "ws01", "--standing", "contained")
    desk.does("hypothesis", ident, "They came by VPN", "--belief", "supported")
    desk.does("status", ident, "contained", "--why", "off the network")
    Path(dump).write_bytes(b"RAM")
    desk.does("evidence", "add", ident, dump, "--origin", "RAM of ws01", "--acquired", "2026-03-04T09:10:00Z")
    desk.does("evidence", "check", ident, "memory.dmp")
    assert desk.does("custody", ident).endswith("holds\n")
    desk.does("status", ident, "closed", "--resolution", "attack")
    _saved_and_put_back(desk, ident)


def _saved_and_put_back(desk: Desk, ident: str) -> None:
    made, backup = desk.shown(ident), str(desk.home / "all.zip")
    assert (made["status"], made["resolution"], made["lead"]) == ("closed", "attack", "Ana")
    assert made["milestones"]["contained"] < made["milestones"]["closed"]
    assert made["tasks"][0]["state"] == "done"
    assert "duties told in time: 0 of 0" in desk.does("measures")
    digest = desk.does("backup", backup).split()[0]
    other = Desk(desk.home / "other")
    assert "not one this ledger knows of" in other.does("restore", backup, "--digest", digest)
    assert other.shown(ident) == made
    assert "put back: 0 events" in desk.does("restore", backup)
    assert other.says("incident", "custody", ident)[0] == 1, "the other ledger never sealed it"


def test_what_somebody_does_wrong_is_one_line_and_a_hint(desk: Desk) -> None:
    ident = desk.does("open", "x").split()[0]
    for words, said in (
        (("show", "zzz"), "no incident"),
        (("note", "zzz", "x"), "no incident"),
        (("task", ident, "9", "--done"), "not one task"),
        (("task", ident, "9"), "nothing to change"),
        (("line", ident, "x", "--at", "2026-03-04 09:10"), "no zone"),
        (("take", ident, "/dev/zero"), "no plain file"),
        (("open",), "needs a title"),
        (("take", ident, "x", "--skew", "auth.log"), "whose clock"),
        (("set", ident), "nothing to change"),
        (("set", ident, "--milestone", "x=now"), "no milestone"),
        (("restore", "/dev/zero"), "no plain file"),
        (("evidence", "check", ident, "x"), "no such piece"),
    ):
        code, _, err = desk.says("incident", *words)
        assert code == 2, words
        assert said in err, err
        assert "hint:" in err


def test_hostile_text_is_shown_and_does_nothing(desk: Desk) -> None:
    ident = desk.does("open", "\x1b[31mred\u202e").split()[0]
    desk.does("note", ident, "\x1b]0;owned\x07")
    for words in (("show", ident), ("list",), ("custody", ident)):
        out = desk.does(*words)
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_two_processes_and_a_kill_lose_nothing_double_nothing_and_custody_holds(desk: Desk) -> None:
    ident = desk.does("open", "x").split()[0]
    said: set[str] = set()
    for seen in (1, 9):
        writers = [Script(WRITER, ident, name, env=environment(desk.home)) for name in "ab"]
        for one in writers:
            one.stdin.write("go\n")
            one.stdin.flush()
        for one in writers:
            said |= {one.stdout.readline().strip() for _ in range(seen)}
        for one in writers:
            one.kill()
            said |= {word for word in one.communicate().split() if len(word) == 32}
    notes = [one["text"] for one in desk.shown(ident)["notes"]]
    assert said <= set(notes), "no acknowledged event is lost"
    assert len(notes) == len(set(notes)), "none is there twice"
    desk.does("note", ident, "after the kill")
    assert desk.does("custody", ident).endswith("holds\n")


# --- over HTTP


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    more = on_postgres(request.getfixturevalue("postgres_dsn")) if request.param == "postgres" else {}
    with served(tmp_path / "service", more) as made:
        yield made


def changes(number: int, what: dict[str, Any]) -> dict[str, Any]:
    return {"changes": [{"id": f"{number:032x}", "what": what}]}


def refused(who: Browser, method: str, path: str, body: object = None) -> int:
    with pytest.raises(Answer) as caught:
        who.ask(method, path, body)
    return caught.value.status


def test_two_of_one_organisation_work_at_once_and_others_see_nothing(service: Served) -> None:
    operator = service.somebody()
    operator.enrol(service.link)
    operator.sign_in("operations")
    ana, ben = (joined(service, operator, name, "Clinic") for name in ("Ana", "Ben"))
    eve = joined(service, operator, "Eve", "Town")
    ident = ana.ask("POST", "/v1/incidents", {"title": "Ransom note"})["result"]["incident"]["id"]
    place = f"/v1/incidents/{ident}"

    def writes(who: Browser, first: int) -> None:
        for number in range(first, first + 8):
            who.ask("POST", f"{place}/events", changes(number, {**NOTE, "text": str(number)}))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(writes, (ana, ben), (100, 200)))
    notes = ben.ask("GET", place)["result"]["incident"]["notes"]
    assert sorted(int(one["text"]) for one in notes) == [*range(100, 108), *range(200, 208)]
    assert len({one["by"] for one in notes}) == 2
    _conflict(ana, ben, place)
    _evidence(service, ana, place)
    _response(ana, ben, place)
    assert ben.ask("GET", f"{place}/custody")["result"]["checked"]["problems"] == []
    export = ana.http.get(f"{place}/export", headers=ana.shown("GET", f"{place}/export", ana.token))
    assert len(export.json()["events"]) == ana.ask("GET", place)["result"]["incident"]["version"]
    assert "attachment" in export.headers["Content-Disposition"]
    assert [one["id"] for one in ben.ask("GET", "/v1/incidents")["result"]["incidents"]] == [ident]
    assert ben.ask("GET", "/v1/measures/incidents")["result"]["measures"]["all"]["incidents"] == 1
    for who in (eve, operator):
        assert who.ask("GET", "/v1/incidents")["result"]["incidents"] == []
        for tail in ("", "/timeline", "/custody", "/export", "/report", "/duties", "/playbooks"):
            assert refused(who, "GET", f"{place}{tail}") == 404
        assert refused(who, "POST", f"{place}/events", changes(1, NOTE)) == 404
        assert refused(who, "GET", f"/v1/incidents/{ident[:4]}") == 404


def _response(ana: Browser, ben: Browser, place: str) -> None:
    """One begins a playbook, the other goes on; both see the clocks; the report is a file."""
    begun = ana.ask("POST", f"{place}/playbooks", {"playbook": "ransomware"})["result"]["runs"][0]
    step = begun["ready"][0]["short"]
    after = ben.ask("POST", f"{place}/playbooks/steps/{step}", {"state": "done", "said": "pulled"})["result"]
    assert after["runs"][0]["ready"][0]["short"] != step
    assert refused(ana, "POST", f"{place}/playbooks/steps/{step}", {"state": "done"}) == 400
    answers = {"eu": "yes", "nis2": "yes", "significant": "yes", "aware": "2026-11-28T10:00Z"}
    told = ana.ask("POST", f"{place}/duties", {"answers": answers})["result"]
    assert [one["id"] for one in told["duties"]] == ["nis2-24h", "nis2-72h", "nis2-final"]
    assert ben.ask("GET", f"{place}/duties?draft=nis2-24h")["result"]["draft"].startswith("DRAFT")
    report = f"{place}/report?kind=handover"
    made = ben.http.get(report, headers=ben.shown("GET", f"{place}/report", ben.token))
    assert made.status_code == 200, made.text
    assert "attachment" in made.headers["Content-Disposition"]
    assert "Disconnect the backups" in made.text, "what is to be done next"


def _conflict(ana: Browser, ben: Browser, place: str) -> None:
    version = ana.ask("GET", place)["result"]["incident"]["version"]
    ben.ask("POST", f"{place}/events", changes(1, {"type": "retitled", "title": "b"}))
    late = changes(2, {"type": "retitled", "title": "a"}) | {"expect": version}
    assert refused(ana, "POST", f"{place}/events", late) == 409
    other = changes(3, {"type": "severity_set", "severity": "high"}) | {"expect": version}
    assert ana.ask("POST", f"{place}/events", other)["result"]["incident"]["title"] == "b"
    for sly in (
        {"type": "action_approved", "id": "a", "decision": "d", "by": "me"},
        {"type": "piece_added", "piece": {}},
        {"type": "opened", "title": "again"},
    ):
        assert refused(ana, "POST", f"{place}/events", changes(4, sly)) == 400


def _evidence(service: Served, ana: Browser, place: str) -> None:
    sent = ana.http.post(
        "/v1/uploads",
        params={"name": "memory.dmp"},
        content=b"RAM",
        headers=ana.shown("POST", "/v1/uploads", ana.token) | {"Content-Type": "application/octet-stream"},
    )
    upload = sent.json()["result"]["upload"]["id"]
    kept = ana.ask("POST", f"{place}/evidence", {"upload": upload, "origin": "RAM of ws01"})["result"][
        "piece"
    ]
    told = ana.ask("POST", f"{place}/evidence/{kept['id']}/custody", {"what": "checked"})["result"]["piece"]
    assert [one["what"] for one in told["custody"]] == ["taken", "checked"]
    job = ana.ask("POST", "/v1/jobs/code.scan", {"target": "folder:mirror"})["result"]["job"]["id"]
    until = time.monotonic() + 60
    while ana.ask("GET", f"/v1/jobs/{job}")["result"]["job"]["state"] != "done":
        assert time.monotonic() < until
        time.sleep(0.05)
    taken = ana.ask("POST", f"{place}/reports", {"job": job})["result"]["incident"]
    assert taken["sources"][0]["engine"] == "scan"
    timeline = ana.ask("GET", f"{place}/timeline")["result"]
    assert (timeline["version"], timeline["lines"]) == (taken["version"], [])
    assert (service.data / "incidents" / "locker").is_dir()
