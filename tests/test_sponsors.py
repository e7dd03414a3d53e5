"""What grants stand on, through a running server: it takes effect at once, and ends at once.

R1: an approval reaches enforcement within a second. A13: with a sponsor, everything it answered for is gone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.serving import Served, joined, served
from tests.waiting import late
from vedette.access.identity.proofing import Method, Proof, Proofs, Says
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_sqlite

SOON = 5.0


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


@pytest.fixture(scope="module")
def reviewers(service: Served, operator: Browser) -> list[Browser]:
    houses = (("Rex", "Council"), ("Ria", "County"), ("Ron", "Court"))
    return [joined(service, operator, name, org, "reviewer") for name, org in houses]


def admin(service: Served, operator: Browser, name: str, org: str) -> Browser:
    body = {"name": name, "org": org, "admin": True}
    made = service.somebody()
    made.enrol(operator.ask("POST", "/v1/identity/invitations", body)["result"]["link"])
    made.sign_in()
    return made


def me(who: Browser) -> dict[str, Any]:
    told: dict[str, Any] = who.ask("GET", "/v1/me")["result"]
    return told


def prove(service: Served, *people: Browser) -> None:
    """Put proofs on record, as if two reviewers had seen these people and called their organisations."""
    with closing(on_sqlite(service.data / "service.sqlite")) as base:
        proofs, now = Proofs(SqlDocuments(base)), time.time()
        for told in map(me, people):
            for whom, level, method, says in (
                (told["person"], 2, Method.VIDEO, (Says.IDENTITY,)),
                (told["org"], 0, Method.CALL_BACK, (Says.REACHED,)),
            ):
                proof = Proof(
                    level=level,
                    method=method,
                    provider="vedette",
                    digest=hashlib.sha256(f"{whom} {method}".encode()).hexdigest(),
                    verified_at=now,
                    expires_at=now + 86_400,
                    says=says,
                )
                proofs.keep(whom, proof, now)


def asked(who: Browser, tier: int) -> str:
    body = {"tier": tier, "statement": "I look after it"}
    made: str = who.ask("POST", "/v1/access/applications", body)["result"]["id"]
    return made


def approved(reviewer: Browser, case: str) -> dict[str, Any]:
    body = {"approve": True, "reasons": "known"}
    told: dict[str, Any] = reviewer.ask("POST", f"/v1/access/applications/{case}/review", body)["result"]
    return told


def dead(who: Browser) -> bool:
    try:
        who.send("GET", "/v1/me", None, who.token)
    except Answer as refused:
        return refused.status == 401
    return False


def raised(
    service: Served, operator: Browser, reviewers: list[Browser], org: str
) -> tuple[Browser, Browser, str]:
    """Somebody of T3, whoever answers for them, and the case."""
    ana, sue = joined(service, operator, f"Ana of {org}", org), admin(service, operator, f"Sue of {org}", org)
    prove(service, ana, sue)
    for who in (ana, sue):
        approved(reviewers[0], asked(who, 2))
    late(lambda: me(sue)["tier"] == "T2")
    case = asked(ana, 3)
    sponsored = sue.ask("POST", f"/v1/access/applications/{case}/sponsor", {"reasons": "one of us"})
    assert sponsored["result"]["state"] == "open"
    approved(reviewers[0], case)
    assert approved(reviewers[1], case)["state"] == "granted"
    return ana, sue, case


def test_a_grant_takes_effect_within_a_second(
    service: Served, operator: Browser, reviewers: list[Browser]
) -> None:
    """R1, from one second to the next, and in the ledger under the same id as the decision."""
    ana = joined(service, operator, "Amy", "Mill")
    case = asked(ana, 1)
    told = approved(reviewers[0], case)
    assert late(lambda: me(ana)["tier"] == "T1") < 1
    entry = next(one for one in service.entries() if one.id == told["decision"] and one.kind == "ended")
    assert {name: entry.counts[name] for name in ("case", "wants", "act", "state")} == {
        "case": case,
        "wants": "T1",
        "act": "approve",
        "state": "granted",
    }


def test_a_person_of_t3_is_of_t2_once_nobody_answers_for_them(
    service: Served, operator: Browser, reviewers: list[Browser]
) -> None:
    ana, sue, case = raised(service, operator, reviewers, "Clinic")
    late(lambda: me(ana)["tier"] == "T3")
    operator.ask("POST", "/v1/access/revocations", {"reason": "left", **_membership(sue)})
    assert late(lambda: me(ana)["tier"] == "T2") <= SOON
    (mine,) = (one for one in ana.ask("GET", "/v1/access")["result"]["applications"] if one["id"] == case)
    assert mine["state"] == "resting"


def test_while_a_sponsor_is_suspended_what_they_answer_for_rests_and_comes_back_with_them(
    service: Served, operator: Browser, reviewers: list[Browser]
) -> None:
    """Not only once they are gone: a measure that suspends them for a while does it, too."""
    ana, sue, case = raised(service, operator, reviewers, "Surgery")
    late(lambda: me(ana)["tier"] == "T3")
    wish = {"person": me(sue)["person"], "step": "suspend", "hours": 24, "reason": "a stolen laptop"}
    measure = operator.ask("POST", "/v1/monitor/measures", wish)["result"]["measure"]["id"]
    assert late(lambda: me(ana)["tier"] == "T2") <= SOON
    (mine,) = (one for one in ana.ask("GET", "/v1/access")["result"]["applications"] if one["id"] == case)
    assert mine["state"] == "resting"
    operator.ask("POST", f"/v1/monitor/measures/{measure}/lift", {"reason": "it was found"})
    assert late(lambda: me(ana)["tier"] == "T3") <= SOON


def _membership(who: Browser) -> dict[str, str]:
    told = me(who)
    return {"person": told["person"], "org": told["org"]}


def test_with_a_sponsor_every_session_of_its_seats_is_gone_within_five_seconds(
    service: Served, operator: Browser
) -> None:
    """A13: a vendor's person, a service and a member, all at once."""
    member = joined(service, operator, "Max", "Harbour")
    vera, program = joined(service, operator, "Vera", "Vendor"), service.somebody()
    wish = {"sponsor": "Harbour", "cap": "C1", "days": 7}
    for_person = wish | {"person": me(vera)["person"], "vendor": "Vendor"}
    seat = operator.ask("POST", "/v1/seats", for_person)["result"]["id"]
    options = vera.plain("POST", "/v1/login/start", {})["options"]
    credential = json.loads(vera.keys.get(json.dumps(options)))
    begun = vera.plain(
        "POST", "/v1/login/finish", {"credential": credential, "purpose": "own_code", "seat": seat}
    )
    vera.session, vera.token = begun["session"], begun["token"]
    key = operator.ask("POST", "/v1/seats", wish | {"key": program.holder.thumbprint})["result"]["id"]
    login = {"seat": key, "purpose": "operations"}
    program.token = program.plain("POST", "/v1/login/service", login)["token"]
    org = me(member)["org"]
    everybody = (member, vera, program)
    assert not any(map(dead, everybody))
    operator.ask("POST", "/v1/access/revocations", {"reason": "closed", "org": org})
    assert late(lambda: all(map(dead, everybody))) <= SOON
    with pytest.raises(Answer):
        program.plain("POST", "/v1/login/service", login)


def test_a_job_ends_with_what_its_owner_stood_on(
    service: Served, operator: Browser, reviewers: list[Browser]
) -> None:
    """A running job of a class its owner no longer reaches is stopped within five seconds."""
    del reviewers
    leo = joined(service, operator, "Leo", "Dam")
    (service.folder / "mirror" / "big").mkdir(exist_ok=True)
    for number in range(400):
        text = "\n".join(f"x{line} = {line} * {number}" for line in range(2000))
        (service.folder / "mirror" / "big" / f"m{number}.py").write_text(text)
    job = leo.ask("POST", "/v1/jobs/code.scan", {"target": "folder:mirror"})["result"]["job"]["id"]
    told = _membership(leo)
    operator.ask("POST", "/v1/access/revocations", {"reason": "left", **told})
    assert late(lambda: len(_ended(service)) > 1) <= SOON
    assert _ended(service)[-1] == "failed", job


def _ended(service: Served) -> list[str]:
    """How each entry about a scan says it ended: that it was let in, and then how it went."""
    found = (one for one in service.entries() if (one.kind, one.capability) == ("ended", "code.scan"))
    return [one.outcome for one in found]
