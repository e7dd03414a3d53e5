"""Watched fairly, through a running server: what is stopped, what is not, and how whoever it hits goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.serving import WEAK, Served, joined, served
from tests.waiting import late
from vedette.ledger.entries import Kind

TARGET = "app.example.org"
LOOK = "/v1/jobs/code.discover"
STRONG = "/v1/actions/w-000000000000/wide"
LASTS = 6
"""Seconds a pause of this service lasts: its operator chose so."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("service")
    (folder / "watching.toml").write_text(f"[M3]\nlasts = {LASTS}\n")
    with served(folder, {"VEDETTE_SERVE_WATCHING": str(folder / "watching.toml")}) as made:
        yield made


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def strong(who: Browser) -> int:
    """Ask for something strong, as who is signed in; return the status."""
    body = {"digest": "0" * 64, "target": "203.0.113.7", "says": "x"}
    shown = who.shown("POST", STRONG, who.token)
    return who.http.post(STRONG, json=body, headers=shown).status_code


def refused(who: Browser, target: str) -> dict[str, Any]:
    """Be refused for a target that is not one's own."""
    with pytest.raises(Answer) as caught:
        who.ask("POST", LOOK, {"target": target, "source": "mirror/app.py"})
    assert caught.value.status == 403
    return caught.value.body


def another_device(service: Served, who: Browser) -> Browser:
    """The same account and passkeys at another machine, with a key of its own."""
    made = service.somebody()
    made.keys = who.keys
    made.sign_in()
    return made


def test_a2_one_account_with_two_keys_in_turn_is_locked_within_three_requests(
    service: Served, operator: Browser
) -> None:
    ana = joined(service, operator, "Ana", "Clinic")
    friend = another_device(service, ana)
    asked = 0
    while asked < 10:
        asked += 1
        if strong((ana, friend)[asked % 2]) == 401:
            break
    assert asked == 4, "the fourth is refused, and nothing of either session works any more"
    for who in (ana, friend):
        with pytest.raises(Answer) as caught:
            who.send("GET", "/v1/me", None, who.token)
        assert caught.value.status == 401
    ana.sign_in()
    told = ana.ask("GET", "/v1/monitor/measures")["result"]["measures"]
    assert [(one["rule"], one["step"]) for one in told if one["rule"] == "M5"] == [("M5", "end_sessions")]
    assert all(one["id"] and one["reason"] and one["remedy"] and one["ends"] > one["made"] for one in told)


def test_a2_two_devices_of_one_person_one_after_the_other_are_not_locked(
    service: Served, operator: Browser
) -> None:
    ben = joined(service, operator, "Ben", "Clinic")
    phone = another_device(service, ben)
    for who in (ben, ben, ben, phone, phone, phone):
        assert strong(who) == 403
    for who in (ben, phone):
        assert who.send("GET", "/v1/me", None, who.token)


def test_a3_a_scan_of_others_is_paused_before_the_tenth_target_and_the_pause_ends(
    service: Served, operator: Browser
) -> None:
    eve = joined(service, operator, "Eve", "Nobody Ltd")
    before = len(service.entries())
    reasons = [refused(eve, f"host{n}.example.net")["reasons"] for n in range(10)]
    first = next(n for n, one in enumerate(reasons) if "measure-paused" in one)
    assert first == 6
    body = refused(eve, "host11.example.net")
    assert "appeal_measure" in {one["code"] for one in body["remedies"]}
    assert "6 different targets that are not yours" in body["told"]["measure_reason"]
    entries = [one for one in service.entries(before) if one.kind is Kind.MEASURED]
    assert [(one.id, one.reasons, one.outcome) for one in entries] == [
        (body["told"]["measure"], ("M3",), "pause")
    ]
    assert eve.ask("GET", "/v1/rules"), "what is below class C2 goes on"
    shown = eve.ask("GET", "/v1/monitor/measures")["result"]["measures"][0]
    assert (shown["id"], shown["open"], shown["ends"]) == (body["told"]["measure"], True, entries[0].until)
    time.sleep(max(0.0, entries[0].until - time.time() - 0.5))  # and not ask all the while
    late(lambda: "measure-paused" not in refused(eve, "host1.example.net")["reasons"])
    assert time.time() >= entries[0].until


def granted_t1(who: Browser, reviewer: Browser) -> None:
    wish = {"tier": 1, "statement": "I look after it"}
    case = who.ask("POST", "/v1/access/applications", wish)["result"]["id"]
    said = {"approve": True, "reasons": "known"}
    reviewer.ask("POST", f"/v1/access/applications/{case}/review", said)


def proved(service: Served, who: Browser) -> None:
    begun = who.ask("POST", "/v1/scope/challenges", {"target": TARGET, "kind": "dns"})["result"]
    record, _, text = begun["content"].partition(" 300 IN TXT ")
    service.tell(record.rstrip("."), text.strip('"'))
    who.ask("POST", f"/v1/scope/challenges/{begun['challenge']}/check")


def large(folder: Path) -> int:
    """Write enough for a look that takes a while; return how many findings it has."""
    folder.mkdir()
    for n in range(100):
        lines = "\n".join(
            f"def f{n}_{m}(x, y):\n    return eval(x) if y else f{n}_{m}(y, x)" for m in range(50)
        )
        (folder / f"m{n}.py").write_text(f"{WEAK}{lines}\n")
    return 100


@pytest.mark.slow
def test_r6_a_pause_puts_a_job_back_and_it_goes_on_when_it_is_lifted(
    service: Served, operator: Browser
) -> None:
    cyd = joined(service, operator, "Cyd", "Works")
    reviewer = joined(service, operator, "Rex", "Council", "reviewer")
    granted_t1(cyd, reviewer)
    proved(service, cyd)
    findings = large(service.folder / "mirror" / "large")
    wish = {"target": TARGET, "source": "mirror/large"}
    job = cyd.ask("POST", LOOK, wish)["result"]["job"]["id"]

    def shown() -> dict[str, Any]:
        found: dict[str, Any] = cyd.ask("GET", f"/v1/jobs/{job}")["result"]["job"]
        return found

    late(lambda: shown()["state"] == "running" and (shown()["progress"] or {}).get("done", 0) > 0)
    body = {"person": cyd.ask("GET", "/v1/me")["result"]["person"], "step": "pause", "reason": "a question"}
    measure = operator.ask("POST", "/v1/monitor/measures", body)["result"]["measure"]["id"]
    assert late(lambda: shown()["state"] == "paused") < 2
    assert measure in shown()["why"]
    with pytest.raises(Answer) as caught:
        cyd.ask("POST", LOOK, wish)
    assert "measure-paused" in caught.value.body["reasons"]
    path = f"/v1/monitor/measures/{measure}/lift/review"
    lifted = reviewer.ask("POST", path, {"reason": "it was explained"})["result"]["measure"]
    assert not lifted["open"]
    assert late(lambda: shown()["state"] in {"running", "done"}) < 2
    late(lambda: shown()["state"] == "done")
    assert shown()["counts"]["findings"] >= findings
    assert cyd.ask("GET", "/v1/monitor/measures")["result"]["measures"][0]["why_lifted"] == "it was explained"


def test_a_suspension_counts_within_a_second_and_leaves_the_way_to_appeal(
    service: Served, operator: Browser
) -> None:
    dan = joined(service, operator, "Dan", "Works")
    person = dan.ask("GET", "/v1/me")["result"]["person"]
    body = {"person": person, "reason": "the account was sold", "hours": 48}
    measure = operator.ask("POST", "/v1/monitor/measures", body)["result"]["measure"]
    assert measure["by"]
    with pytest.raises(Answer) as caught:
        dan.ask("GET", "/v1/rules")
    assert "suspended" in caught.value.body["reasons"]
    (told,) = dan.ask("GET", "/v1/monitor/measures")["result"]["measures"]
    assert (told["id"], told["reason"], told["by"]) == (measure["id"], "the account was sold", "")
    appeal = {"decision": measure["id"], "statement": "it was not"}
    assert dan.ask("POST", "/v1/access/appeals", appeal)["result"]


def test_where_somebody_came_from_is_kept_truncated_and_nowhere_else(service: Served) -> None:
    """The database of the service holds no address of a caller, only its network."""
    data = (service.data / "service.sqlite").read_bytes() + (service.data / "service.sqlite-wal").read_bytes()
    assert b"127.0.0.1" not in data
    assert b"127.0.0.0/24" in data
