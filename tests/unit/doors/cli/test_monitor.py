"""Measures on the command line: what is in force, what people decide, and who was told of findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doors.cli.loopback import Loopback, loopback

NOON = 1_795_936_718.0
MEASURE: dict[str, Any] = {
    "id": "m1",
    "rule": "M3",
    "step": "pause",
    "risk": "C2",
    "reason": "6 different targets that are not yours within 60 min; 5 are the most",
    "remedy": "Prove what is yours.",
    "made": NOON,
    "ends": NOON + 86_400,
    "open": True,
    "person": "p-1",
    "org": "o-1",
    "lifted": 0.0,
}
PROPOSAL = {
    "id": "q1",
    "org": "o-9",
    "reason": "a made-up clinic",
    "hours": 72.0,
    "by": "p-2",
    "made": NOON,
    "expires": NOON + 86_400,
}
FOUND: dict[str, Any] = {
    "id": "f1",
    "asset": "app.example.org",
    "found": NOON,
    "told": 0.0,
    "whom": "",
    "fixed": 0.0,
    "own": False,
    "open": True,
    "tell_by": NOON + 14 * 86_400,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Loopback]:
    with loopback() as made:
        made.signed_in(home)
        yield made


def test_what_is_in_force_reads_as_what_why_until_when_and_how_to_appeal(
    service: Loopback, home: Path
) -> None:
    over = MEASURE | {"id": "m0", "open": False}
    lifted = MEASURE | {"id": "m2", "open": False, "lifted": NOON + 9, "person": "", "org": ""}
    listed = {"measures": [MEASURE, over, lifted], "proposals": [PROPOSAL]}
    service.on("GET /v1/monitor/measures", {"result": listed})
    ran = service.ran(home, "monitor", "list")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].startswith("m1  M3 pause on p-1: in force, until 20")
    assert lines[1:4] == [
        f"  {MEASURE['reason']}",
        "  Prove what is yours.",
        "  Appeal: vedette access appeal m1 --statement …",
    ]
    assert "m0  M3 pause on p-1: over" in ran.out
    assert "m2  M3 pause: lifted" in ran.out
    assert "suspend o-9 for 72 h, a made-up clinic" in ran.out
    assert "vedette monitor agree q1 --reason …" in ran.out
    assert json.loads(service.ran(home, "monitor", "--json", "list").out)["result"] == listed


def test_nothing_in_force_says_so(service: Loopback, home: Path) -> None:
    service.on("GET /v1/monitor/measures", {"result": {"measures": [], "proposals": []}})
    assert service.ran(home, "monitor", "list").out == "nothing is in force\n"


@pytest.mark.parametrize(("flag", "end"), [((), ""), (("--as-reviewer",), "/review")])
def test_people_decide_agree_and_lift_in_the_office_they_name(
    service: Loopback, home: Path, flag: tuple[str, ...], end: str
) -> None:
    service.on(f"POST /v1/monitor/measures{end}", {"result": {"measure": MEASURE, "proposal": None}})
    words = ("--person", "p-1", "--step", "pause", "--hours", "12", "--reason", "a question")
    ran = service.ran(home, "monitor", "decide", *words, "--from-class", "C1", *flag)
    assert ran.code == 0, ran.err
    (body,) = service.bodies(f"POST /v1/monitor/measures{end}")
    assert body == {
        "person": "p-1",
        "org": "",
        "step": "pause",
        "hours": 12.0,
        "reason": "a question",
        "risk": "C1",
    }
    service.on(f"POST /v1/monitor/measures/m1/lift{end}", {"result": {"measure": MEASURE | {"open": False}}})
    assert service.ran(home, "monitor", "lift", "m1", "--reason", "explained", *flag).code == 0
    agreed = f"POST /v1/monitor/proposals/q1/agree{end}"
    service.on(agreed, {"result": {"measure": MEASURE, "proposal": None}})
    assert service.ran(home, "monitor", "agree", "q1", "--reason", "I looked", *flag).code == 0
    assert service.bodies(agreed) == [{"reason": "I looked"}]


def test_a_proposal_says_that_it_waits_for_somebody_else(service: Loopback, home: Path) -> None:
    service.on("POST /v1/monitor/measures", {"result": {"measure": None, "proposal": PROPOSAL}})
    ran = service.ran(home, "monitor", "decide", "--org", "o-9", "--reason", "a made-up clinic")
    assert ran.out.startswith("q1  waits for a second person until")


def test_somebody_has_to_be_named_and_a_reason_given(service: Loopback, home: Path) -> None:
    for words in (("decide", "--reason", "x"), ("decide", "--person", "p-1"), ("lift", "m1")):
        assert service.ran(home, "monitor", *words).code == 2


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({}, "tell somebody by 20"),
        ({"told": NOON, "whom": "its maintainers"}, ": its maintainers"),
        ({"told": NOON, "fixed": NOON}, "fixed 20"),
        ({"own": True}, "your own"),
    ],
)
def test_findings_read_as_what_is_left_to_do(
    service: Loopback, home: Path, how: dict[str, Any], words: str
) -> None:
    service.on("GET /v1/disclosures", {"result": {"disclosures": [FOUND | how]}})
    out = service.ran(home, "monitor", "findings").out
    assert out.startswith("app.example.org  found 20")
    assert words in out


def test_telling_somebody_is_recorded(service: Loopback, home: Path) -> None:
    service.on("POST /v1/disclosures", {"result": FOUND | {"told": NOON, "whom": "them"}})
    ran = service.ran(home, "monitor", "told", "app.example.org", "--whom", "them")
    assert ran.code == 0, ran.err
    (body,) = service.bodies("POST /v1/disclosures")
    wanted = {"asset": "app.example.org", "finding": "", "whom": "them", "fixed": False, "own": False}
    assert body == wanted
    service.on("GET /v1/disclosures", {"result": {"disclosures": []}})
    assert service.ran(home, "monitor", "findings").out == "nothing is on record\n"
