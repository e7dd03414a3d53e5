from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.app.house import DAY, House, Member, house, raised
from vedette.access.tokens.challenges import Unauthenticated
from vedette.app import programme_requests as asked
from vedette.app.asking import Request
from vedette.app.callers import owner
from vedette.app.gate import Denied
from vedette.app.member_requests import ListAlerts
from vedette.core.errors import BadInput, Refused


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def reviewer(operator: Member) -> Member:
    return operator.joined("Rex", "Council", "reviewer")


def test_an_application_is_reviewed_by_somebody_else_and_says_until_when(
    place: House, operator: Member, reviewer: Member
) -> None:
    ana = operator.joined("Ana", "Clinic")
    case = ana.ask("access.apply", asked.Apply(tier=1, statement="I look after it", evidence=("0" * 64,)))
    assert (case.state, case.wants, case.person) == ("open", "T1", ana.id)
    assert case in reviewer.ask("access.list", asked.ListAccess()).applications
    assert case not in operator.ask("access.list", asked.ListAccess()).applications
    done = reviewer.ask("access.review", asked.Review(application=case.id, approve=True, reasons="seen"))
    assert (done.state, done.reasons) == ("granted", "seen")
    assert done.until > place.now + DAY
    assert done.decision
    assert ana.ask("identity.me", asked.Me()).tier == "T1"
    assert ana.ask("access.list", asked.ListAccess()).grants == (case.id,)


def test_what_was_refused_can_be_appealed_to_somebody_else(operator: Member, reviewer: Member) -> None:
    ben = operator.joined("Ben", "Town")
    case = ben.ask("access.apply", asked.Apply(tier=1, statement="me"))
    refuse = asked.Review(application=case.id, approve=False, reasons="who?")
    refused = reviewer.ask("access.review", refuse)
    assert refused.state == "refused"
    appealed = ben.ask("access.appeal", asked.Appeal(decision=refused.decision, statement="ask them"))
    assert appealed.state == "open"
    overturn = asked.Review(application=case.id, approve=True, reasons="asked them")
    with pytest.raises(Refused):
        reviewer.ask("access.review", overturn)
    other = operator.joined("Ria", "County", "reviewer")
    assert other.ask("access.review", overturn).state == "granted"


def test_an_operator_takes_back_one_thing_at_a_time(operator: Member, reviewer: Member) -> None:
    cora = operator.joined("Cora", "Firm")
    person = cora.id
    grant = raised(cora, reviewer)
    for wrong in (
        asked.Revoke(reason="x"),
        asked.Revoke(reason="x", grant=grant.id, person=person),
    ):
        with pytest.raises(BadInput, match="one thing"):
            operator.ask("access.revoke", wrong)
    operator.ask("access.revoke", asked.Revoke(reason="moved", grant=grant.id))
    assert not cora.ask("access.list", asked.ListAccess()).grants
    ended = operator.ask("access.revoke", asked.Revoke(reason="lost", session=cora.session))
    assert ended.ended == 1
    with pytest.raises(Unauthenticated):
        cora.ask("identity.me", asked.Me())
    cora.sign_in()
    assert operator.ask("access.revoke", asked.Revoke(reason="left", person=person)).ended == 1
    with pytest.raises(Unauthenticated):
        cora.ask("identity.me", asked.Me())


def test_only_who_has_the_office_does_what_it_is_for(operator: Member, reviewer: Member) -> None:
    dan = operator.joined("Dan", "Mill")
    for who, capability, request in (
        (dan, "identity.invite", asked.Invite(name="x", org="Mill")),
        (dan, "access.revoke", asked.Revoke(reason="x", person=dan.id)),
        (operator, "access.review", asked.Review(application="x", approve=True, reasons="x")),
        (reviewer, "access.revoke", asked.Revoke(reason="x", person=dan.id)),
    ):
        assert who.refused(capability, request).decision.reasons


@pytest.mark.parametrize(
    ("capability", "request_", "fault"),
    [
        ("access.apply", asked.Apply(tier=9, statement="x"), "no tier 9"),
        ("identity.invite", asked.Invite(name="x", org="Mill", roles=("king",)), "king"),
        ("identity.challenge", asked.ShowTouch(challenge="0" * 64), "nothing waits"),
        ("identity.touch", asked.Touch(challenge="0" * 64, assertion={}), "nothing waits"),
        ("identity.connect", asked.Connect(code="none"), "no program waits"),
    ],
)
def test_what_makes_no_sense_is_said_to_be_so(
    operator: Member,
    capability: str,
    request_: Request[Any],
    fault: str,
) -> None:
    with pytest.raises(BadInput, match=fault):
        operator.run(capability, request_)


def test_approving_what_does_not_wait_is_of_no_use(reviewer: Member) -> None:
    with pytest.raises(BadInput, match="no such request waits"):
        reviewer.ask("access.approve", asked.Approve(pending="none"))


def test_nobody_touches_a_key_for_somebody_else(operator: Member, reviewer: Member) -> None:
    case = operator.joined("Eli", "Mine").ask("access.apply", asked.Apply(tier=1, statement="me"))
    wish = asked.Review(application=case.id, approve=True, reasons="seen")
    challenge = reviewer.refused("access.review", wish).told["touch"]
    with pytest.raises(BadInput, match="nothing waits"):
        operator.touch(challenge)


def test_somebody_leaves_one_session_or_all(operator: Member) -> None:
    fay = operator.joined("Fay", "Port")
    assert fay.ask("identity.leave", asked.Leave()).ended == 1
    with pytest.raises(Unauthenticated):
        fay.ask("identity.me", asked.Me())
    fay.sign_in()
    fay.sign_in()
    assert fay.ask("identity.leave", asked.Leave(everywhere=True)).ended == 2


def test_an_agent_gets_a_part_of_a_persons_rights_and_is_known_again(place: House, operator: Member) -> None:
    gus = operator.joined("Gus", "Bank")
    agent = Member(place)
    wish = asked.Exchange(agent="helper", tools=("identity.me",), key=dict(agent.holder.public), seconds=60)
    first, again = gus.ask("agents.exchange", wish), gus.ask("agents.exchange", wish)
    told = [
        place.service.gate.run(agent.caller(one.token), "identity.me", asked.Me()) for one in (first, again)
    ]
    assert told[0].value.agent
    assert told[0].value.agent == told[1].value.agent
    assert told[0].value.person == gus.id
    with pytest.raises(Denied):
        place.service.gate.run(agent.caller(first.token), "access.list", asked.ListAccess())
    assert first.expires <= place.now + 61


def test_only_people_get_agents(place: House) -> None:
    wish = asked.Exchange(agent="x", tools=("identity.me",), key={})
    with pytest.raises(Refused):
        place.service.gate.run(owner(), "agents.exchange", wish)


def test_who_speaks_for_an_organisation_hears_of_whom_an_operator_lets_into_it(operator: Member) -> None:
    ada = operator.joined("Ada", "Harbour", admin=True)
    bo = operator.joined("Bo", "Harbour")
    cy = operator.joined("Cy", "Quay")

    def heard(who: Member) -> int:
        told = who.ask("member.alerts", ListAlerts()).alerts
        return sum(one.what == "member" for one in told)

    assert (heard(ada), heard(bo), heard(cy)) == (1, 0, 0)
    operator.joined("Di", "Harbour", admin=True)
    assert (heard(ada), heard(bo)) == (2, 0)
