"""What is asked about oneself, page after page, and how it reads: in one's own time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doors.cli.loopback import Loopback, Says, loopback
from vedette.doors.cli.mine import table, when

NOON = 1_795_936_718.6
USE = {
    "index": 7,
    "at": NOON,
    "capability": "code.scan",
    "risk": "C1",
    "verdict": "allow",
    "reasons": ["c1-verified"],
    "decision": "d1",
    "outcome": "done",
    "org": "Mill",
    "key": "k" * 43,
}
GRANT = {
    "wants": "T1",
    "case": "c1",
    "state": "granted",
    "decision": "d1",
    "decided_by": ["a reviewer of Council"],
    "sponsor": "",
    "given": NOON,
    "since": NOON,
    "until": NOON + 86_400,
    "confirm_from": 0.0,
    "goes_on": "goes on by itself",
    "ends_earlier": ["you take it back"],
    "receipt": 7,
}
ALERT = {"id": "a1", "what": "new_key", "at": NOON, "says": "was it you?", "known": False, "key": "k1"}
FEED = {
    "index": 7,
    "at": NOON,
    "who": "Bo",
    "agent": True,
    "capability": "code.scan",
    "risk": "C2",
    "verdict": "deny",
    "reasons": ["target-not-proved"],
    "decision": "d1",
    "outcome": "",
}


@pytest.fixture(autouse=True)
def _in_vienna(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Vienna")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Loopback]:
    with loopback() as made:
        made.signed_in(home)
        yield made


def answers(service: Loopback, what: str, *results: dict[str, Any]) -> None:
    service.on(what, *({"result": one} for one in results))


def test_uses_are_a_table_in_ones_own_time(service: Loopback, home: Path) -> None:
    refused = USE | {"verdict": "deny", "index": 6, "agent": "helper", "org": "", "key": ""}
    running = USE | {"outcome": "", "index": 5}
    answers(service, "GET /v1/me/uses?count=40", {"uses": [USE, refused, running], "rest": 0})
    ran = service.ran(home, "mine", "uses")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == ["when", "what", "class", "how", "by", "for", "key", "index"]
    assert lines[1].startswith("2026-11-29 08:18+01:00  code.scan  C1")
    assert "refused: c1-verified" in lines[2]
    assert "helper" in lines[2]
    assert "under way" in lines[3]
    assert lines[1].split()[-2:] == ["k" * 12, "7"]
    assert "vedette ledger receipt INDEX" in ran.out
    assert "1795936718" not in ran.out


def test_pages_are_asked_for_until_there_are_enough(service: Loopback, home: Path) -> None:
    answers(service, "GET /v1/me/uses?count=3", {"uses": [USE], "rest": 40})
    answers(service, "GET /v1/me/uses?before=40&count=2", {"uses": [], "rest": 30})
    answers(service, "GET /v1/me/uses?before=30&count=2", {"uses": [USE, USE], "rest": 20})
    ran = service.ran(home, "mine", "--json", "uses", "--count", "3")
    assert len(json.loads(ran.out)["uses"]) == 3
    assert "there are older ones" in service.ran(home, "mine", "uses", "--count", "3").out


def test_a_window_is_told_in_moments(service: Loopback, home: Path) -> None:
    what = "GET /v1/me/uses?since=1767225600.0&until=1769904000.0&count=40"
    answers(service, what, {"uses": [], "rest": 0})
    words = ("--since", "2026-01-01T00:00:00Z", "--until", "2026-02-01T00:00:00Z")
    ran = service.ran(home, "mine", "uses", *words)
    assert (ran.code, ran.out) == (0, "nothing was done in your name\n")
    assert service.ran(home, "mine", "uses", "--since", "yesterday").code == 2


def test_grants_read_as_what_why_and_until_when(service: Loopback, home: Path) -> None:
    resting = GRANT | {"wants": "T3", "state": "resting", "why": "its sponsor is gone", "sponsor": "Mill"}
    measure = {
        "id": "m1",
        "step": "pause",
        "risk": "C2",
        "reason": "Six targets.",
        "remedy": "Look.",
        "until": NOON,
    }
    told = {"person": "p-1", "name": "Ana", "org": "Mill", "tier": "T1", "grants": [GRANT, resting]}
    answers(service, "GET /v1/me/grants", told | {"measures": [measure]})
    page = service.ran(home, "mine", "grants").out
    for line in (
        "Ana (p-1)",
        "pause from class C2 on, until 2026-11-29 08:18+01:00: Six targets.",
        "  Look. Appeal: vedette access appeal m1 --statement …",
        "T1: granted",
        "  ends: 2026-11-30 08:18+01:00",
        "  decided by: a reviewer of Council",
        "  receipt: 7",
        "  ends earlier when you take it back",
        "T3: resting, its sponsor is gone",
        "  answered for by: an admin of Mill",
    ):
        assert line in page.splitlines(), page


def test_alerts_and_the_feed_read_as_words(service: Loopback, home: Path) -> None:
    answers(service, "GET /v1/me/alerts", {"alerts": [ALERT | {"times": 3, "until": NOON}]})
    page = service.ran(home, "mine", "alerts").out
    assert page.splitlines() == [
        "2026-11-29 08:18+01:00  new key, 3 times  [a1]",
        "  was it you?",
        "  key: k1",
        "  until 2026-11-29 08:18+01:00",
    ]
    answers(service, "GET /v1/me/alerts?all=true", {"alerts": []})
    assert service.ran(home, "mine", "alerts", "--all").out == "nothing you do not know of\n"
    answers(service, "POST /v1/me/alerts/a%2F1/know", {"alerts": [ALERT | {"known": True}]})
    assert service.ran(home, "mine", "alerts", "--know", "a/1").out == "noted: new_key\n"
    first = {"at": NOON, "who": "Bo", "what": "new_key"}
    answers(service, "GET /v1/me/feed?count=40", {"org": "Mill", "uses": [FEED], "alerts": [first]})
    page = service.ran(home, "mine", "feed").out
    assert page.startswith("Mill\nwhen")
    assert "Bo, by an agent  code.scan  C2     refused: target-not-proved  7" in page
    assert page.rstrip().endswith("2026-11-29 08:18+01:00  Bo   new key")


def test_leaving_says_what_went_what_stays_and_forgets_the_key(service: Loopback, tmp_path: Path) -> None:
    service.on("POST /v1/login/device/poll", {"session": "session-nobody-may-see", "name": "Ana"})
    service.signed_in(tmp_path)
    told = {"deleted": 9, "link_until": NOON, "open": ["the measure m1 is in force"], "stays": ["the ledger"]}
    answers(service, "POST /v1/me/erase", told)
    ran = service.ran(tmp_path, "mine", "erase", "p-1")
    assert ran.code == 0, ran.err
    assert service.bodies("POST /v1/me/erase") == [{"person": "p-1"}]
    assert "the ledger goes on 2026-11-29 08:18+01:00, because\n  the measure m1 is in force" in ran.out
    assert service.ran(tmp_path, "mine", "grants").code == 2, "its key is gone"


def test_an_export_is_a_file_and_overwrites_none(service: Loopback, home: Path) -> None:
    service.on("GET /v1/me/export", Says(body=b'{"person": "p-1"}'))
    assert service.ran(home, "mine", "export", "-o", str(home / "me.json")).code == 0
    assert (home / "me.json").read_bytes() == b'{"person": "p-1"}'
    assert service.ran(home, "mine", "export", "-o", str(home / "me.json")).code == 2


@pytest.mark.parametrize(
    "said", [{}, {"uses": 7}, {"uses": [{"index": "x"}], "rest": 0}, {"uses": [], "rest": "no"}]
)
def test_a_service_that_says_something_else_is_no_crash(
    service: Loopback, home: Path, said: dict[str, Any]
) -> None:
    answers(service, "GET /v1/me/uses?count=40", said)
    ran = service.ran(home, "mine", "uses")
    assert ran.code not in {0, 1}, ran.err
    assert "Traceback" not in ran.err


def test_a_service_without_end_is_left_at_some_time(
    service: Loopback, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vedette.doors.cli.mine._PAGES", 3)
    answers(service, "GET /v1/me/uses?count=40", {"uses": [], "rest": 9})
    answers(service, "GET /v1/me/uses?before=9&count=40", {"uses": [], "rest": 9})
    assert service.ran(home, "mine", "uses").out == "nothing was done in your name\n"


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e300, float("inf"), float("nan")])
def test_what_is_no_moment_is_left_out(seconds: float) -> None:
    assert when(seconds) == ""


def test_a_cell_stays_in_its_row() -> None:
    assert table(("a", "b"), [("x\ny", "z")]) == "a    b\nx y  z"
