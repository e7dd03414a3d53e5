"""The reviewer's desk on the terminal, against a running service: what waits, a case at a glance, appeals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Answer, Browser
from tests.serving import Served, joined, served
from tests.test_programme import log_in


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


def said(service: Served, home: Path, *words: str) -> str:
    done = service.run(home, "desk", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_reviewer_works_through_what_waits(service: Served, operator: Browser, tmp_path: Path) -> None:
    ana = joined(service, operator, "Ana", "Clinic")
    rex = joined(service, operator, "Rex", "Council", "reviewer")
    log_in(service, rex, tmp_path / "rex")
    log_in(service, ana, tmp_path / "ana")
    assert "nothing waits" in said(service, tmp_path / "rex", "queue")
    body = {"tier": 1, "statement": "I look after the clinic"}
    case = ana.ask("POST", "/v1/access/applications", body)["result"]["id"]
    with pytest.raises(Answer) as caught:
        ana.ask("GET", "/v1/desk/queue")
    appeal = {"decision": caught.value.body["decision"], "statement": "I am a reviewer elsewhere"}
    made = ana.ask("POST", "/v1/access/appeals", appeal)["result"]["id"]
    queue = said(service, tmp_path / "rex", "queue").splitlines()
    assert queue[0].split() == ["KIND", "ID", "DUE", "WHAT"]
    rows = {line.split()[1]: line for line in queue[1:]}
    assert "in 5 d" in rows[case]
    assert "T1: I look after the clinic" in rows[case]
    assert "against a refusal" in rows[made]
    looked = said(service, tmp_path / "rex", "look", case)
    assert "T1 for Ana" in looked
    assert "you may decide it" in looked
    assert "[ ] one reviewer (nobody yet)" in looked
    _answers(service, rex, tmp_path, made)
    assert "upheld" in said(service, tmp_path / "ana", "appeals")
    counted = said(service, tmp_path / "rex", "reviewers", "--days", "30")
    assert counted.splitlines()[0].startswith("    REVIEWER") or "REVIEWER" in counted.splitlines()[0]
    shown = json.loads(service.run(tmp_path / "rex", "desk", "--json", "queue").stdout)
    assert [one["id"] for one in shown["result"]["lines"]] == [case]


def _answers(service: Served, rex: Browser, home: Path, appeal: str) -> None:
    words = ("desk", "answer", appeal, "--uphold", "--reasons", "not here")
    first = service.run(home / "rex", *words)
    assert first.returncode == 3, "an answer takes a touch"
    rex.touch(first.stderr.partition("#touch=")[2].split()[0])
    done = service.run(home / "rex", *words)
    assert done.returncode == 0, done.stderr
    assert "nothing changes" in done.stdout
