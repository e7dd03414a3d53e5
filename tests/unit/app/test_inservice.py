from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from msgspec import structs

from tests.unit.app.house import House, Member, codes, house, raised
from vedette.access.monitor.nouns import Measure, Rule, Standing, Step
from vedette.access.nouns import Risk
from vedette.app import programme_requests as asked
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.app.gate import Gate, Result, Work
from vedette.app.inservice import InService
from vedette.app.steps import Steps, Wait
from vedette.app.watch import NotWatched
from vedette.core.errors import BadInput, Refused, VedetteError
from vedette.ledger.entries import Kind


@dataclass(frozen=True)
class Answer:
    def counts(self) -> Mapping[str, int | str]:
        return {}


@dataclass(frozen=True)
class Wish(Request[Answer]):
    """Something that needs more than to be asked for."""

    words: str = "x"
    target: str = "mill.example.org"


BASE: Capability[Answer] = Capability(
    id="wish", does="grant a wish", reads="nothing", risk=Risk.C1, request=Wish, cost_unit="wishes"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def ana(operator: Member) -> Member:
    return operator.joined("Ana", "Mill")


@pytest.fixture(scope="module")
def reviewers(operator: Member) -> tuple[Member, Member]:
    return operator.joined("Rex", "Council", "reviewer"), operator.joined("Ria", "County", "reviewer")


def gate(place: House, known: Capability[Answer], around: InService | None = None) -> Gate:
    """The service's gate, with one thing more behind it."""

    def grant(request: Wish, work: Work) -> Answer:
        if request.words == "fail":
            raise BadInput("it came to nothing", hint="wish again")
        assert work.decision.allowed
        return Answer()

    real = place.service.gate
    return structs.replace(
        real,
        capabilities={known.id: known},
        handlers={known.id: grant},
        circumstances=around or real.circumstances,
    )


def surroundings(place: House) -> InService:
    around = place.service.gate.circumstances
    assert isinstance(around, InService)
    return around


def test_a_touch_is_for_one_action_once(place: House, ana: Member) -> None:
    made = gate(place, structs.replace(BASE, needs_step_up=True))
    refused = ana.refused("wish", Wish(), made)
    assert codes(refused.decision) == {"touch_key"}
    ana.touch(refused.told["touch"])
    assert codes(ana.refused("wish", Wish("other"), made).decision) == {"touch_key"}
    assert ana.run("wish", Wish(), made).receipt.decision
    again = ana.refused("wish", Wish(), made)
    assert again.told["touch"] != refused.told["touch"]
    with pytest.raises(BadInput, match="nothing waits"):
        ana.touch(refused.told["touch"])


def test_a_touch_does_not_keep(place: House, ana: Member) -> None:
    made = gate(place, structs.replace(BASE, needs_step_up=True))
    ana.touch(ana.refused("wish", Wish("later"), made).told["touch"])
    place.now += 1000
    try:
        ana.refresh()
        assert codes(ana.refused("wish", Wish("later"), made).decision) == {"touch_key"}
    finally:
        place.now -= 1000
        ana.refresh()


def test_what_a_person_confirms_is_said_in_words(place: House, ana: Member) -> None:
    made = gate(place, structs.replace(BASE, needs_step_up=True))
    challenge = ana.refused("wish", Wish("a\nb"), made).told["touch"]
    words = ana.ask("identity.challenge", asked.ShowTouch(challenge=challenge)).words
    assert words.startswith("grant a wish; words: a")
    assert "target: mill.example.org" in words


def test_others_approve_before_and_it_counts_once(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    made = gate(place, structs.replace(BASE, needs_second=True))
    refused = ana.refused("wish", Wish(), made)
    assert "second_approval" in codes(refused.decision)
    first, second = reviewers
    yes = asked.Approve(pending=refused.told["pending"])
    assert first.ask("access.approve", yes).approvals == 1
    second.ask("access.approve", yes)
    listed = ana.ask("access.list", asked.ListAccess()).pending
    assert not listed, "nobody is shown their own wishes to approve"
    assert [one.approvals for one in first.ask("access.list", asked.ListAccess()).pending] == [2]
    with pytest.raises(VedetteError):
        ana.ask("access.approve", yes)
    assert ana.run("wish", Wish(), made).receipt.decision
    assert "second_approval" in codes(ana.refused("wish", Wish(), made).decision)


def test_one_approval_where_one_is_enough_counts_once_too(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    made = gate(place, structs.replace(BASE, needs_second=True))
    refused = ana.refused("wish", Wish("alone"), made)
    reviewers[0].ask("access.approve", asked.Approve(pending=refused.told["pending"]))
    assert ana.run("wish", Wish("alone"), made).receipt.decision
    assert "second_approval" in codes(ana.refused("wish", Wish("alone"), made).decision)


def at_once(who: Member, made: Gate, wish: Wish) -> list[str]:
    """Let the same be asked twice, both decided before either is done; say what came of each."""
    running = [made.steps(who.caller(), "wish", wish) for _ in range(2)]
    waits = [next(one) for one in running]  # each waits for its decision to be written
    return [came_of(one, wait) for one, wait in zip(running, waits, strict=True)]


def came_of(running: Steps[Result[Answer]], waiting: Wait) -> str:
    try:
        while True:
            waiting = running.send(waiting.wait())
    except StopIteration:
        return "done"
    except Refused as error:
        return str(error)


def test_of_two_requests_at_once_one_uses_the_approval(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    made = gate(place, structs.replace(BASE, needs_second=True))
    refused = ana.refused("wish", Wish("twice"), made)
    reviewers[0].sign_in().ask("access.approve", asked.Approve(pending=refused.told["pending"]))
    before = len(place.entries())
    done, not_done = at_once(ana, made, Wish("twice"))
    assert done == "done"
    assert "meanwhile" in not_done
    outcomes = [one.outcome for one in place.entries(before) if one.kind is Kind.ENDED]
    assert sorted(outcomes) == ["done", "failed"], "how both ended is on the record"


def test_of_two_requests_at_once_one_uses_the_touch(place: House, ana: Member) -> None:
    made = gate(place, structs.replace(BASE, needs_step_up=True))
    ana.touch(ana.refused("wish", Wish("touched twice"), made).told["touch"])
    done, not_done = at_once(ana, made, Wish("touched twice"))
    assert done == "done"
    assert "meanwhile" in not_done
    assert codes(ana.refused("wish", Wish("touched twice"), made).decision) == {"touch_key"}


def test_somebody_without_a_team_is_no_team_beside_another_of_their_organisation(
    place: House, operator: Member, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    """The policy counts as the waiting request itself says what it lacks."""
    known = structs.replace(BASE, needs_second=True)
    made, wish = gate(place, known), Wish("one house")
    yes = asked.Approve(pending=ana.refused("wish", wish, made).told["pending"])
    reviewers[0].sign_in().ask("access.approve", yes)
    operator.sign_in("operations").joined("Rut", "Council", "reviewer", team="night").ask(
        "access.approve", yes
    )
    question = surroundings(place).question(ana.caller(), known, wish)
    assert (question.approvals, question.approving_teams) == (2, 1)


def test_a_touch_that_grew_old_unused_stands_in_nobody_s_way(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    wish = Wish("old touch")
    ana.touch(ana.refused("wish", wish, gate(place, structs.replace(BASE, needs_step_up=True))).told["touch"])
    made = gate(place, structs.replace(BASE, needs_second=True))
    place.now += 2 * 3600
    try:
        ana.sign_in()
        yes = asked.Approve(pending=ana.refused("wish", wish, made).told["pending"])
        reviewers[0].sign_in().ask("access.approve", yes)
        assert ana.run("wish", wish, made).receipt.decision
    finally:
        place.now -= 2 * 3600
        ana.sign_in()
        for one in reviewers:
            one.sign_in()


def test_a_target_has_to_be_covered_by_who_asks(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    made = gate(place, structs.replace(BASE, risk=Risk.C2, scoped=True, own_input=False))
    assert codes(ana.refused("wish", Wish(), made).decision) == {"apply_tier", "prove_scope"}
    raised(ana, reviewers[0])
    place.now += 1
    refused = ana.refused("wish", Wish(), made)
    assert codes(refused.decision) == {"prove_scope"}
    assert "mill.example.org" in refused.hint
    with pytest.raises(BadInput):
        ana.run("wish", Wish(target="no target at all"), made)


def test_what_fails_costs_nothing_and_what_is_done_does(place: House, operator: Member) -> None:
    made, who = gate(place, structs.replace(BASE, estimate=90)), operator.joined("Una", "Inn")
    for _ in range(4):
        with pytest.raises(BadInput, match="nothing"):
            who.run("wish", Wish("fail"), made)
    for _ in range(2):
        who.run("wish", Wish(), made)
    refused = who.refused("wish", Wish(), made)
    assert "budget-spent" in refused.decision.reasons
    assert who.ask("identity.me", asked.Me()).person, "one's own affairs are counted apart"


def test_a_class_the_operator_paused_rests(place: House, ana: Member) -> None:
    around = replace(surroundings(place), paused=frozenset((Risk.C1,)))
    assert "class-paused" in ana.refused("wish", Wish(), gate(place, BASE, around)).decision.reasons
    assert ana.run("wish", Wish(), gate(place, BASE)).receipt.decision


@pytest.mark.parametrize("state", ["late", "down"])
def test_what_is_c2_rests_while_the_ledger_is_not_kept(place: House, ana: Member, state: str) -> None:
    around = replace(surroundings(place), ledger_state=lambda: state)
    refused = ana.refused(
        "wish", Wish(), gate(place, structs.replace(BASE, risk=Risk.C2, static=True), around)
    )
    assert "ledger-not-writing" in refused.decision.reasons
    assert ana.run("wish", Wish(), gate(place, BASE, around)).receipt.decision


def test_a_policy_nobody_looked_at_for_long_decides_nothing_grave(place: House, ana: Member) -> None:
    around = replace(surroundings(place), policy_age=lambda: 10_000)
    refused = ana.refused(
        "wish", Wish(), gate(place, structs.replace(BASE, risk=Risk.C2, static=True), around)
    )
    assert "policy-stale" in refused.decision.reasons


def test_an_agent_is_shown_no_challenge(place: House, ana: Member) -> None:
    agent = Member(place)
    key = dict(agent.holder.public)
    told = ana.ask("agents.exchange", asked.Exchange(agent="helper", tools=("wish",), key=key))
    made = gate(place, structs.replace(BASE, needs_step_up=True))
    with pytest.raises(VedetteError) as caught:
        made.run(agent.caller(told.token), "wish", Wish())
    assert getattr(caught.value, "told", None) == {}


class Watching(NotWatched):
    """Finds everybody in one standing."""

    def __init__(self, found: Standing) -> None:
        self.found = found

    def standing(self, *_: object) -> Standing:
        return self.found


def measure(place: House, step: Step) -> Measure:
    return Measure(
        id="m-1",
        rule=Rule.M3,
        step=step,
        person="p",
        reason="6 targets of others within an hour",
        remedy="wait",
        made=place.now,
        ends=place.now + 3600,
    )


def test_r6_what_rests_by_a_measure_says_which_why_and_until_when(place: House, ana: Member) -> None:
    resting = Watching(Standing(paused=measure(place, Step.PAUSE)))
    around = replace(surroundings(place), watch=resting)
    made = gate(place, BASE, around)
    refused = ana.refused("wish", Wish(), made)
    assert refused.decision.reasons == ("measure-paused",)
    assert codes(refused.decision) == {"appeal_measure"}
    told = refused.told
    assert (told["measure"], told["measure_reason"]) == ("m-1", "6 targets of others within an hour")
    assert float(told["measure_ends"]) == pytest.approx(place.now + 3600, abs=1)
    resting.found = Standing()
    assert ana.run("wish", Wish(), made).receipt.decision, "it goes on from where it stopped"


def test_redress_goes_on_while_everything_else_rests(place: House, ana: Member) -> None:
    around = replace(surroundings(place), watch=Watching(Standing(paused=measure(place, Step.PAUSE))))
    assert ana.run("wish", Wish(), gate(place, structs.replace(BASE, redress=True), around)).receipt.decision


def test_a_measure_that_asks_for_a_touch_is_met_by_one_and_by_no_other(place: House, ana: Member) -> None:
    around = replace(surroundings(place), watch=Watching(Standing(step_up=measure(place, Step.STEP_UP))))
    made = gate(place, BASE, around)
    refused = ana.refused("wish", Wish("after a measure"), made)
    assert refused.decision.reasons == ("measure-step-up",)
    assert codes(refused.decision) == {"touch_key"}
    assert refused.told["measure"] == "m-1"
    ana.touch(refused.told["touch"])
    assert codes(ana.refused("wish", Wish("another"), made).decision) == {"touch_key"}
    assert ana.run("wish", Wish("after a measure"), made).receipt.decision
    assert codes(ana.refused("wish", Wish("after a measure"), made).decision) == {"touch_key"}


def test_a_text_somebody_has_to_look_at_first_waits(place: House, ana: Member) -> None:
    around = replace(surroundings(place), watch=Watching(Standing(review=True)))
    assert ana.refused("wish", Wish(), gate(place, BASE, around)).decision.reasons == ("text-held",)


def test_a4_an_agent_that_read_changes_nothing_in_that_session(place: House, ana: Member) -> None:
    agent = Member(place)
    key = dict(agent.holder.public)
    agent.token = ana.ask("agents.exchange", asked.Exchange(agent="h", tools=("wish",), key=key)).token
    changing, reading = structs.replace(BASE, changes=True), structs.replace(BASE, quotes=True)
    assert agent.run("wish", Wish(), gate(place, changing)).receipt.decision
    assert agent.run("wish", Wish(), gate(place, reading)).receipt.decision
    refused = agent.refused("wish", Wish(), gate(place, changing))
    assert refused.decision.reasons == ("tainted-call",)
    assert codes(refused.decision) == {"ask_yourself"}
    assert agent.run("wish", Wish(), gate(place, reading)).receipt.decision, "it may read on"
    assert ana.run("wish", Wish(), gate(place, changing)).receipt.decision, "its person asks for it"
