"""The member's own view end to end, over real HTTP and the real command line; people are stand-ins."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.serving import Served, joined, on_postgres, served
from tests.test_programme import log_in, raised_to_t1
from tests.waiting import late
from vedette.app.retention import kinds
from vedette.app.slots import DocumentSlots
from vedette.ledger.entries import Entry, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.postgres import PostgresStore
from vedette.ledger.pseudonyms import Pseudonyms
from vedette.ledger.sqlite import SqliteStore
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_postgres as of_postgres
from vedette.store.sql import on_sqlite

pytest_plugins = ["tests.postgres"]


@dataclass
class Kept:
    """What a service keeps, for whoever has all of it."""

    documents: SqlDocuments
    ledger: Ledger

    def entries(self) -> list[Entry]:
        return [entry_of(leaf) for leaf in self.ledger.entries(0, self.ledger.size())]

    def is_of(self, pseudonym: str, person: str) -> bool:
        """Whether it can be told that a pseudonym is a person's."""
        return Pseudonyms(DocumentSlots(self.documents)).matches(pseudonym, person)

    def values(self) -> list[bytes]:
        return [one.value for kind in kinds() for one in self.documents.all(kind)]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def more(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings of a service on each of the databases it can be on."""
    return on_postgres(request.getfixturevalue("postgres_dsn")) if request.param == "postgresql" else {}


@pytest.fixture(scope="module")
def service(more: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    near = {"VEDETTE_SERVE_PROXIES": "127.0.0.1,::1"}
    with served(tmp_path_factory.mktemp("service"), more | near) as made:
        yield made


@pytest.fixture(scope="module")
def kept(service: Served, more: dict[str, str]) -> Iterator[Kept]:
    dsn = more.get("VEDETTE_SERVE_DATABASE", "")
    base = of_postgres(dsn) if dsn else on_sqlite(service.data / "service.sqlite")
    store = PostgresStore(dsn) if dsn else SqliteStore(service.data / "ledger" / "ledger.sqlite")
    with closing(base), closing(Ledger(store)) as ledger:
        yield Kept(SqlDocuments(base), ledger)


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def me(who: Browser) -> str:
    return str(who.ask("GET", "/v1/me")["result"]["person"])


def uses(who: Browser, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.ask("GET", f"/v1/me/uses{query}")["result"]["uses"]
    return found


def test_what_is_done_in_somebodys_name_they_see_within_a_second_and_can_prove(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    ana, ben = (joined(service, operator, name, "Clinic") for name in ("Ana", "Ben"))
    began = time.time()
    done = ana.ask("GET", "/v1/rules")
    assert late(lambda: "rules.list" in {one["capability"] for one in uses(ana)}) < 1
    (use,) = [one for one in uses(ana) if one["capability"] == "rules.list"]
    assert use["index"] == done["receipt"]["decided"]["index"]
    assert use["decision"] == done["receipt"]["decision"]
    assert (use["verdict"], use["outcome"], use["org"]) == ("allow", "done", "Clinic")
    assert (use["session"], use["purpose"]) == (ana.session, "own_code")
    assert use["key"] == ana.holder.thumbprint
    assert began - 1 < use["at"] < time.time()
    assert "rules.list" not in {one["capability"] for one in uses(ben)}, "it is nobody else's"
    home = tmp_path / "ana"
    log_in(service, ana, home)
    assert service.run(home, "ledger", "receipt", str(use["index"]), "-o", str(home / "r")).returncode == 0
    checked = service.run(home, "ledger", "verify", str(home / "r"))
    assert checked.returncode == 0, checked.stderr
    assert use["decision"].encode() in _leaf(home / "r")


def _leaf(receipt: Path) -> bytes:
    """The entry a receipt is about, read without any code of ours."""
    from base64 import b64decode  # noqa: PLC0415

    return b64decode(receipt.read_text().split("\n")[1].removeprefix("extra "))


def test_what_an_agent_does_shows_under_its_person_and_the_agent_sees_it_too(
    service: Served, operator: Browser
) -> None:
    eve, other = joined(service, operator, "Eve", "Mill"), joined(service, operator, "Odd", "Mill")
    agent = service.somebody()
    key = {name: value for name, value in agent.holder.public.items() if isinstance(value, str)}
    body = {"agent": "night helper", "tools": ["identity.me", "member.uses"], "key": key}
    token = eve.ask("POST", "/v1/tokens/exchange", body)["result"]["token"]
    agent.send("GET", "/v1/me", None, token)
    (use,) = [one for one in uses(eve) if one["agent"]]
    assert (use["capability"], use["agent"]) == ("identity.me", "night helper")
    assert use["key"] == agent.holder.thumbprint
    (alert,) = [one for one in alerts(eve) if one["what"] == "agent"]
    assert (alert["agent"], alert["key"]) == ("night helper", agent.holder.thumbprint)
    seen = agent.send("GET", "/v1/me/uses", None, token)["result"]["uses"]
    assert use["index"] in {one["index"] for one in seen}
    assert not [one for one in uses(other) if one["agent"]]
    for path in ("/v1/me/export", "/v1/me/feed"):
        with pytest.raises(Answer) as caught:
            agent.send("GET", path, None, token)
        assert caught.value.status == 403


def test_a_refusal_is_a_use_and_pages_go_on_to_the_first(service: Served, operator: Browser) -> None:
    flo = joined(service, operator, "Flo", "Port")
    with pytest.raises(Answer) as caught:
        flo.ask("GET", "/v1/people")
    found, query = [], "?count=2"
    for _ in range(50):
        page = flo.ask("GET", f"/v1/me/uses{query}")["result"]
        found += page["uses"]
        assert len(page["uses"]) <= 2
        if not page["rest"]:
            break
        query = f"?count=2&before={page['rest']}"
    refused = [one for one in found if one["verdict"] == "deny"]
    assert [(one["capability"], one["outcome"]) for one in refused] == [("identity.people", "")]
    assert refused[0]["decision"] == caught.value.body["decision"]
    indexes = [one["index"] for one in found]
    assert indexes == sorted(set(indexes), reverse=True)


def test_grants_say_why_they_are_held_and_what_ends_them(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    gil = joined(service, operator, "Gil", "Farm")
    reviewer = joined(service, operator, "Rex Reviewer", "Council", "reviewer")
    raised_to_t1(gil, reviewer)
    told = gil.ask("GET", "/v1/me/grants")["result"]
    (grant,) = told["grants"]
    assert (told["tier"], grant["wants"], grant["state"]) == ("T1", "T1", "granted")
    assert grant["decided_by"] == ["a reviewer of Council"]
    assert "Rex Reviewer" not in json.dumps(told)
    assert me(reviewer) not in json.dumps(told)
    assert grant["until"] > time.time() + 300 * 86_400
    assert any("takes it back" in one for one in grant["ends_earlier"])
    home = tmp_path / "gil"
    log_in(service, gil, home)
    page = service.run(home, "mine", "grants")
    assert page.returncode == 0, page.stderr
    assert "decided by: a reviewer of Council" in page.stdout
    assert not re.search(r"(?<!\w)\d{10}(?!\w)", page.stdout), "no moment is a bare number"


def test_alerts_tell_of_sessions_and_of_logins_that_failed_until_one_says_they_know(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    hal = joined(service, operator, "Hal", "Dam")
    hal.sign_in()
    began = [one for one in alerts(hal) if one["key"] == hal.holder.thumbprint]
    assert sorted(one["what"] for one in began) == ["new_key", "session"]
    thief = service.somebody()
    options = thief.plain("POST", "/v1/login/start", {})["options"]
    credential = json.loads(hal.keys.get(json.dumps(options)))
    credential["response"]["signature"] = credential["response"]["signature"][:-6] + "AAAAAA"
    for _ in range(2):
        with pytest.raises(Answer):
            thief.plain("POST", "/v1/login/finish", {"credential": credential, "purpose": "own_code"})
    (failed,) = [one for one in alerts(hal) if one["what"] == "login_refused"]
    assert failed["times"] == 2
    home = tmp_path / "hal"
    log_in(service, hal, home)
    assert "login refused, 2 times" in service.run(home, "mine", "alerts").stdout
    noted = service.run(home, "mine", "alerts", "--know", failed["id"])
    assert noted.stdout == "noted: login_refused\n", noted.stderr
    assert failed["id"] not in {one["id"] for one in alerts(hal)}
    assert failed["id"] in {one["id"] for one in alerts(hal, "?all=true")}
    other = joined(service, operator, "Ida", "Dam")
    with pytest.raises(Answer):
        other.ask("POST", f"/v1/me/alerts/{failed['id']}/know")
    assert failed["id"] not in {one["id"] for one in alerts(other, "?all=true")}


def test_the_first_use_from_a_network_is_told_without_an_address(service: Served, operator: Browser) -> None:
    ina = joined(service, operator, "Ina", "Pier")
    for address in ("192.0.2.7", "192.0.2.99", "203.0.113.9", "203.0.113.10"):
        shown = ina.shown("GET", "/v1/rules", ina.token) | {"X-Forwarded-For": address}
        assert ina.http.get("/v1/rules", headers=shown).status_code == 200
    told = [one["network"] for one in alerts(ina) if one["what"] == "new_network"]
    assert told == ["203.0.113.0/24"], "the first of all is nothing new"
    assert "203.0.113.9" not in json.dumps(ina.ask("GET", "/v1/me/alerts"))


def alerts(who: Browser, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = who.ask("GET", f"/v1/me/alerts{query}")["result"]["alerts"]
    return found


def test_an_export_holds_all_about_one_and_nothing_of_another(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    jan, kay = (joined(service, operator, name, "Shared House") for name in ("Jan Planted", "Kay Otherone"))
    reviewer = joined(service, operator, "Lou Judge", "Elsewhere", "reviewer")
    for who in (jan, kay):
        raised_to_t1(who, reviewer)
    jan.ask("GET", "/v1/rules")
    home = tmp_path / "jan"
    log_in(service, jan, home)
    page = service.run(home, "mine", "export", "-o", str(home / "me.json"))
    assert page.returncode == 0, page.stderr
    data = (home / "me.json").read_bytes()
    for word in (b"Jan Planted", me(jan).encode(), b"I look after it", jan.holder.thumbprint.encode()):
        assert word in data, word
    for other in (kay, reviewer, operator):
        assert me(other).encode() not in data
    for name in (b"Kay Otherone", b"Otherone", b"Lou Judge", kay.holder.thumbprint.encode()):
        assert name not in data, name
    told = json.loads(data)
    held = {one["what"]: one["held"] for one in told["about"]}
    assert all(one["kept"] for one in told["about"])
    assert len(held["your passkeys and other ways in"]) == 2
    assert [one["kind"] for one in held["applications, grants and appeals"]] == ["case"]
    assert "rules.list" in {one["capability"] for one in told["uses"]}
    again = service.run(home, "mine", "export", "-o", str(home / "me.json"))
    assert again.returncode == 2, "nothing is overwritten"


def test_who_leaves_for_good_is_nobody_any_more_and_the_ledger_still_verifies(
    service: Served, operator: Browser, kept: Kept, tmp_path: Path
) -> None:
    mia = joined(service, operator, "Mia Leaving", "Harbour")
    reviewer = joined(service, operator, "Ned", "Haven", "reviewer")
    raised_to_t1(mia, reviewer)
    person, home = me(mia), tmp_path / "mia"
    log_in(service, mia, home)
    assert [one for one in kept.entries() if kept.is_of(one.subject, person)]
    first = service.run(home, "mine", "erase", person)
    assert first.returncode == 3, "it takes a touch"
    mia.touch(first.stderr.partition("#touch=")[2].split()[0])
    gone = service.run(home, "mine", "erase", person)
    assert gone.returncode == 0, gone.stderr
    assert "nobody can tell any more" in gone.stdout
    assert not [one for one in kept.entries() if kept.is_of(one.subject, person)]
    assert "member" in {reason for one in kept.entries() for reason in one.reasons}
    with pytest.raises(Answer):
        mia.send("GET", "/v1/me", None, mia.token)
    with pytest.raises(Answer):
        mia.sign_in()
    values = kept.values()
    assert not [one for one in values if b"Mia Leaving" in one]
    assert not [one for one in values if person.encode() in one and b"I look after it" in one]
    folder = tmp_path / "ledger.zip"
    ruler = tmp_path / "operator"
    log_in(service, operator, ruler)
    assert service.run(ruler, "ledger", "export", str(folder), "--service").returncode == 0
    checked = service.run(ruler, "ledger", "verify", str(folder))
    assert checked.returncode == 0, checked.stdout


def test_an_admin_sees_what_was_done_for_their_organisation_and_nobody_elses(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    body = {"name": "Ada Admin", "org": "Lighthouse", "admin": True}
    ada = service.somebody()
    ada.enrol(operator.ask("POST", "/v1/identity/invitations", body)["result"]["link"])
    ada.sign_in()
    bea, cid = joined(service, operator, "Bea", "Lighthouse"), joined(service, operator, "Cid", "Elsewhere")
    for who in (bea, cid):
        with pytest.raises(Answer):
            who.ask("GET", "/v1/people")
    home = tmp_path / "ada"
    log_in(service, ada, home)
    page = service.run(home, "mine", "feed")
    assert page.returncode == 0, page.stderr
    assert page.stdout.startswith("Lighthouse\n")
    assert re.search(r"Bea +identity.people +C0 +refused", page.stdout)
    assert not re.search(r"\bCid\b", page.stdout)
    assert re.search(r"first uses\nwhen +who +what\n.*(Bea|Ada Admin) +new key", page.stdout)
    with pytest.raises(Answer) as caught:
        bea.ask("GET", "/v1/me/feed")
    assert caught.value.status == 403


def test_nobody_erases_another_and_the_last_operator_stays(service: Served, operator: Browser) -> None:
    pia = joined(service, operator, "Pia", "Quay")
    with pytest.raises(Answer) as caught:
        pia.ask("POST", "/v1/me/erase", {"person": me(operator)})
    assert caught.value.status == 400
    with pytest.raises(Answer) as caught:
        operator.ask("POST", "/v1/me/erase", {"person": me(operator)})
    assert "last operator" in caught.value.body["detail"]
    assert me(operator)
