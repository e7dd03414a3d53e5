"""What users of such programmes complain about most (R1 to R13), each shown not to be so here.

R6, that long work dies and loses its place, is tried in `test_watching_fairly`; R9, that there are side
doors, is all of `test_no_side_door`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec import structs

from tests.browser import Answer, Browser
from tests.serving import Served, joined, served
from tests.unit.app.house import DAY, House, Member, codes, house, promoted, raised
from tests.waiting import late
from vedette.access.monitor.ladder import measure
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.states import KEPT
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Risk
from vedette.access.programme.queue import ANSWER_WITHIN, Waiting
from vedette.app import programme_requests as programme
from vedette.app import reviewdesk_requests as desk
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.app.caps import A_CAPABILITY
from vedette.app.gate import Denied, Gate
from vedette.core.errors import Refused
from vedette.ledger.entries import Kind

LETTER = "sha256:" + "a" * 64
RANGE = "198.51.100.0/24"


@dataclass(frozen=True)
class Done:
    def counts(self) -> Mapping[str, int | str]:
        return {}


@dataclass(frozen=True)
class Strike(Request[Done]):
    """Something of class C4 on a target."""

    target: str = "198.51.100.7"
    number: int = 0


STRIKE: Capability[Done] = Capability(
    id="strike",
    does="act on a host",
    reads="a host",
    risk=Risk.C4,
    request=Strike,
    cost_unit="runs",
    scoped=True,
    own_input=False,
)
LOOK: Capability[Done] = structs.replace(STRIKE, id="look", risk=Risk.C1, scoped=False, own_input=True)


def gate(place: House, known: Capability[Done]) -> Gate:
    """The service's gate, with one thing more behind it."""
    return structs.replace(
        place.service.gate, capabilities={known.id: known}, handlers={known.id: lambda *_: Done()}
    )


# --- through a running server


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as made:
        yield made


@pytest.fixture(scope="module")
def owner(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


WISH = {"target": "app.example.org", "source": "mirror/app.py"}


def refused(who: Browser, path: str, body: object) -> dict[str, Any]:
    with pytest.raises(Answer) as caught:
        who.ask("POST", path, body)
    return caught.value.body


def told_to_apply(who: Browser) -> bool:
    """Whether what somebody is refused would be mended by a higher tier."""
    return "apply_tier" in {one["code"] for one in refused(who, "/v1/jobs/code.discover", WISH)["remedies"]}


def test_r01_a_grant_is_in_effect_within_a_second_and_so_is_its_end(service: Served, owner: Browser) -> None:
    ana = joined(service, owner, "Ana", "Clinic")
    rex = joined(service, owner, "Rex", "Council", "reviewer")
    case = ana.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "mine"})["result"]["id"]
    assert told_to_apply(ana)
    rex.ask("POST", f"/v1/access/applications/{case}/review", {"approve": True, "reasons": "known"})
    assert late(lambda: not told_to_apply(ana)) < 1, "the approval does not reach what enforces"
    owner.ask("POST", "/v1/access/revocations", {"reason": "over", "grant": case})
    assert late(lambda: told_to_apply(ana)) < 1, "the revocation does not reach what enforces"


def test_r02_nobody_is_told_to_apply_for_what_they_have(service: Served, owner: Browser) -> None:
    """The reason is the condition that failed, and each remedy is what would mend just that."""
    ben = joined(service, owner, "Ben", "Town")
    rex = joined(service, owner, "Rita", "County", "reviewer")
    first = refused(ben, "/v1/jobs/code.discover", WISH)
    assert {one["code"] for one in first["remedies"]} == {"apply_tier", "prove_scope"}
    case = ben.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "mine"})["result"]["id"]
    rex.ask("POST", f"/v1/access/applications/{case}/review", {"approve": True, "reasons": "known"})
    then = refused(ben, "/v1/jobs/code.discover", WISH)
    assert {one["code"] for one in then["remedies"]} == {"prove_scope"}
    assert then["reasons"] == ["target-not-proved"]
    assert "app.example.org" in then["remedies"][0]["text"]


def test_r03_no_other_model_answers_in_silence(service: Served, owner: Browser) -> None:
    """Without a word from the caller it is a refusal; with it, each try is decided, recorded and told."""
    cleo = joined(service, owner, "Cleo", "Port")
    said = {"model": "vedette-critical", "messages": [{"role": "user", "content": "hello"}]}
    before = len(service.entries())
    answer = cleo.http.post(
        "/v1/chat/completions", json=said, headers=cleo.shown("POST", "/v1/chat/completions", cleo.token)
    )
    assert answer.status_code == 403
    tried = [one.capability for one in service.entries(before) if one.kind is Kind.DECIDED]
    assert tried == ["model.critical"], "something else was tried behind the caller's back"


def test_r05_every_refusal_has_an_id_to_appeal_by_and_somebody_else_answers(
    service: Served, owner: Browser
) -> None:
    dora = joined(service, owner, "Dora", "Farm")
    rob = joined(service, owner, "Rob", "Canton", "reviewer")
    body = refused(dora, "/v1/jobs/code.discover", WISH)
    appeal = {"decision": body["decision"], "statement": "it is our own"}
    made = dora.ask("POST", "/v1/access/appeals", appeal)["result"]
    waits = rob.ask("GET", "/v1/desk/queue")["result"]["lines"]
    (line,) = (one for one in waits if one["id"] == made["id"])
    assert line["due"] - line["since"] == ANSWER_WITHIN[Waiting.APPEAL], (
        "the promised time is the published one"
    )
    sections = {one["id"]: str(one) for one in service.somebody().http.get("/v1/criteria").json()["sections"]}
    assert "appeal" in sections["clocks"]
    answer = {"overturn": False, "reasons": "prove it first, then it works"}
    rob.ask("POST", f"/v1/desk/appeals/{made['id']}/answer", answer)
    (told,) = dora.ask("GET", "/v1/access/appeals")["result"]["appeals"]
    assert (told["state"], told["answer"]) == ("upheld", "prove it first, then it works")


# --- in this process, at a time that is set


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def reviewers(operator: Member) -> tuple[Member, Member]:
    return operator.joined("Rex", "Council", "reviewer"), operator.joined("Ria", "County", "reviewer")


@pytest.fixture(scope="module")
def vetted(operator: Member, reviewers: tuple[Member, Member]) -> Member:
    """Somebody of T3 whose range is proved by a letter."""
    made = operator.joined("Vera", "Mill", team="red")
    raised(made, reviewers[0], 1)
    promoted(made, operator, reviewers)
    begun = made.ask("scope.start", programme.StartProof(target=RANGE, kind="letter", evidence=LETTER))
    for one in reviewers:
        one.ask("scope.review", programme.ReviewLetter(challenge=begun.challenge, evidence=LETTER))
    made.ask("scope.prove", programme.CheckProof(challenge=begun.challenge))
    return made.sign_in("authorised_test")


def wish(rule: Rule, step: Step, person: str) -> Wish:
    return Wish(rule=rule, step=step, risk=Risk.C2, reason="why", remedy="what", lasts=DAY, person=person)


def test_r04_nothing_adds_up_in_silence(place: House, operator: Member) -> None:
    """One measure a rule at a time, with an end, that its person can see; and what led to it is forgotten."""
    eli = operator.joined("Eli", "Fort")
    measures = Measures(place.service.parts.documents)
    first = measures.begin(wish(Rule.M4, Step.NOTICE, eli.id), place.now)
    assert first is not None
    again = [measures.begin(wish(Rule.M4, Step.NOTICE, eli.id), place.now + n) for n in range(5)]
    assert again == [None] * 5
    assert first.ends == place.now + DAY
    assert not first.holds(place.now + DAY)
    assert KEPT <= 30 * DAY


def test_r07_no_rule_goes_past_a_pause(place: House) -> None:
    """Only a person suspends; the one exception ends sessions that two use at once, and no more."""
    for rule in Rule:
        made = measure(wish(rule, Step.SUSPEND, "p-1"), place.now)
        assert made.step in {Step.NOTICE, Step.REVIEW, Step.STEP_UP, Step.PAUSE, Step.END_SESSIONS}
        assert made.ends > made.made
        assert made.id
        assert made.reason
        assert made.remedy


def test_r08_two_of_one_team_are_not_enough_where_two_teams_are_asked(
    place: House, operator: Member, reviewers: tuple[Member, Member], vetted: Member
) -> None:
    """Approvals are joined by AND: so many people, and of so many houses, and a reviewer among them."""
    known = gate(place, STRIKE)
    asked = vetted.refused("strike", Strike(), known)
    assert "second_approval" in codes(asked.decision)
    same = operator.sign_in("operations").joined("Cy", "Council", "reviewer")
    for one in (reviewers[0].sign_in(), same):
        one.ask("access.approve", programme.Approve(pending=asked.told["pending"]))
    assert "second_approval" in codes(vetted.refused("strike", Strike(), known).decision)
    reviewers[1].sign_in().ask("access.approve", programme.Approve(pending=asked.told["pending"]))
    assert "second_approval" not in codes(vetted.refused("strike", Strike(), known).decision)
    changed = vetted.refused("strike", Strike(number=1), known)
    assert "second_approval" in codes(changed.decision), "another request has no approvals"


def test_r10_the_one_who_asks_does_not_approve_whatever_their_account(
    reviewers: tuple[Member, Member],
) -> None:
    """A reviewer who asks is the same person with a new session, another key, another organisation."""
    rex = reviewers[0].sign_in()
    case = rex.ask("access.apply", programme.Apply(tier=1, statement="me"))
    yes = programme.Review(application=case.id, approve=True, reasons="fine")
    rex.holder = type(rex.holder)()
    for _ in range(2):
        with pytest.raises(Refused, match="themselves"):
            rex.sign_in().ask("access.review", yes)
    assert reviewers[1].sign_in().ask("access.review", yes).state == "granted"


def test_r11_how_old_a_touch_is_counts_when_it_is_used(place: House, operator: Member) -> None:
    """A touch that was fresh is not for ever: its age is counted at the gate, from when it was made."""
    fay = operator.sign_in("operations").joined("Fay", "Bay", "reviewer")
    answer = desk.AnswerAppeal(appeal="nobody's", overturn=True, reasons="why not")
    asked = fay.refused("review.answer", answer)
    fay.touch(asked.told["touch"])
    place.now += 901
    late = fay.refresh().refused("review.answer", answer)
    assert codes(late.decision) == {"touch_key"}
    fay.touch(late.told["touch"])
    with pytest.raises(Exception, match="no appeal"):
        fay.run("review.answer", answer)


def test_r12_the_gate_itself_is_thin(place: House, operator: Member) -> None:
    """Who asks, decided, budgets, watched, and two entries on the record: a few milliseconds of processor."""
    gus = operator.sign_in("operations").joined("Gus", "Isle")
    caller, known = gus.caller(), gate(place, LOOK)
    wishes = [Strike(number=number) for number in range(120)]
    for one in wishes[:20]:
        known.run(caller, "look", one)
    began = time.process_time()
    for one in wishes[20:]:
        known.run(caller, "look", one)
    assert (time.process_time() - began) / 100 < 0.01


def test_r13_a_budget_is_a_hard_cap_also_for_those_who_come_at_once(place: House, operator: Member) -> None:
    """Put aside before, settled after: of too many at the same time none goes over."""
    hal = operator.sign_in("operations").joined("Hal", "Lake")
    dear = structs.replace(LOOK, estimate=A_CAPABILITY["C1"] // 100)
    caller, known = hal.caller(), gate(place, dear)

    def ask(number: int) -> bool:
        try:
            known.run(caller, "look", Strike(number=number))
        except Denied as refusal:
            spent.append("budget-spent" in refusal.decision.reasons)
            return False
        return True

    spent: list[bool] = []

    with ThreadPoolExecutor(16) as crew:
        came = sum(crew.map(ask, range(60)))
    assert all(spent)
    assert came == 2, "a T0 member has 200 units a day, and each run costs 100"
