from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.firewalls import KEY, Firewall, firewall
from tests.sinks import NameServer
from tests.unit.app.house import House, Member, codes, house, raised
from tests.unit.app.test_scopes import proved
from vedette.app import programme_requests as asked
from vedette.app.action_answers import says
from vedette.app.action_requests import Act, PlanAction, ShowActions
from vedette.app.actionways import FILE, read
from vedette.core.actions import Action, ActionKind, ActionState
from vedette.core.errors import BadInput, Refused

FW = "fw.mill.example.org"
WAYS = """
[firewall]
adapter = "webhook"
at = "{url}"
key = "{key}"
org = "{org}"
target = "fw.mill.example.org"

[other]
adapter = "openc2"
at = "https://fw.town.example"
org = "Town"
target = "fw.town.example.org"
"""
THEM = "203.0.113.7"
MANY = "203.0.0.0/15"


@pytest.fixture(scope="module")
def wall() -> Iterator[Firewall]:
    with firewall() as made:
        yield made


@pytest.fixture(scope="module")
def names() -> Iterator[list[NameServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(NameServer()) for _ in range(3)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, names: list[NameServer]) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    listed = tuple(f"{one.address}:{one.port}" for one in names)
    with house(folder, nameservers=listed) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def rex(operator: Member) -> Member:
    return operator.joined("Rex", "Council", "reviewer")


@pytest.fixture(scope="module")
def ana(place: House, operator: Member, rex: Member, names: list[NameServer], wall: Firewall) -> Member:
    made = operator.joined("Ana", "Mill")
    raised(made, rex)
    made.sign_in("incident_response")
    proved(made, names, FW)
    key = place.folder / "key"
    key.write_bytes(KEY)
    key.chmod(0o600)
    ways = place.folder / "data" / "service" / "actions"
    ways.mkdir(parents=True, exist_ok=True)
    org = made.caller().subject.org
    (ways / FILE).write_text(WAYS.format(url=wall.url, key=key, org=org))
    return made


def planned(who: Member, target: str) -> Action:
    wish = PlanAction(kind=ActionKind.BLOCK_ADDRESS, target=target, adapter="firewall")
    return who.ask("action.plan", wish).action


def agreed(action: Action, target: str = FW, **more: str) -> Act:
    plan = action.plan
    return Act(action=action.id, digest=plan.digest, target=target, says=says(plan), **more)  # type: ignore[arg-type]


def test_what_is_small_is_done_on_a_proved_asset(ana: Member, wall: Firewall) -> None:
    action = planned(ana, THEM)
    assert str(KEY) not in str(action)
    done = ana.ask("action.small", agreed(action)).action
    assert done.state is ActionState.VERIFIED
    assert wall.blocked == {THEM}
    assert all("vedette-signature" in one for one in wall.headers)
    undone = ana.ask("action.small", agreed(action, does="undo")).action
    assert undone.state is ActionState.UNDONE
    assert wall.blocked == set()


def test_what_stops_many_needs_another_person_who_agreed_to_just_that(
    ana: Member, rex: Member, wall: Firewall
) -> None:
    action = planned(ana, MANY)
    assert action.id.startswith("c-")
    refused = ana.refused("action.critical", agreed(action))
    assert codes(refused.decision) == {"touch_key", "second_approval"}
    (waiting,) = rex.ask("access.list", asked.ListAccess()).pending
    assert action.id in waiting.capability
    assert MANY in waiting.capability, "who agrees reads what it does"
    yes = asked.Approve(pending=refused.told["pending"])
    with pytest.raises(Refused):
        ana.ask("access.approve", yes)
    rex.ask("access.approve", yes)
    changed = agreed(action, does="drop")
    assert "second_approval" in codes(ana.refused("action.critical", changed).decision)
    assert wall.blocked == set()
    ana.touch(refused.told["touch"])
    done = ana.ask("action.critical", agreed(action)).action
    assert done.state is ActionState.VERIFIED
    assert wall.blocked == {MANY}
    again = ana.refused("action.critical", agreed(action, does="undo"))
    assert "second_approval" in codes(again.decision), "the way back is another decision"


def test_nobody_agrees_to_words_that_are_not_the_plans(ana: Member, wall: Firewall) -> None:
    action = planned(ana, "203.0.113.8")
    mild = Act(action=action.id, digest=action.plan.digest, target=FW, says="Do nothing much.")
    with pytest.raises(Refused, match="not what the plan says"):
        ana.ask("action.small", mild)
    short = Act(action=action.id, digest=action.plan.digest[:12], target=FW, says=says(action.plan))
    with pytest.raises(Refused, match="not what the plan says"):
        ana.ask("action.small", short)
    assert wall.blocked <= {MANY}


def test_an_asset_that_is_not_theirs_is_not_acted_on(ana: Member) -> None:
    action = planned(ana, "203.0.113.9")
    refused = ana.refused("action.small", agreed(action, target="fw.town.example.org"))
    assert "prove_scope" in codes(refused.decision)


def test_nobody_sees_or_runs_what_another_organisation_planned(
    operator: Member, rex: Member, ana: Member
) -> None:
    action = planned(ana, "203.0.113.10")
    ben = operator.joined("Ben", "Town")
    raised(ben, rex)
    ben.sign_in("incident_response")
    assert ben.ask("action.show", ShowActions()).actions == ()
    with pytest.raises(BadInput, match="no action"):
        ben.ask("action.show", ShowActions(action=action.id))
    with pytest.raises(Refused, match="no way"):
        planned(ben, THEM)


@pytest.mark.parametrize("adapter", ["local", "folder", "webhook", "other", ""])
def test_only_ways_of_the_operator_are_used(ana: Member, adapter: str) -> None:
    wish = PlanAction(kind=ActionKind.BLOCK_ADDRESS, target=THEM, adapter=adapter)
    with pytest.raises(Refused, match="no way"):
        ana.ask("action.plan", wish)


@pytest.mark.parametrize("name", ["at", "key", "spare", "root", "hosts", "way"])
def test_where_orders_go_is_not_the_callers_to_say(ana: Member, name: str) -> None:
    wish = PlanAction(
        kind=ActionKind.BLOCK_ADDRESS, target=THEM, adapter="firewall", parameters={name: "/etc/shadow"}
    )
    with pytest.raises(Refused, match="not yours to say"):
        ana.ask("action.plan", wish)


def test_nobody_does_alone_what_stops_many(place: House) -> None:
    assert "action.alone" not in place.service.gate.capabilities


@pytest.mark.parametrize("text", ["[a]\n", "[a]\nadapter='local'\nat='x'\norg='o'\ntarget='t'", "a=1", "\0"])
def test_a_list_of_ways_is_understood_whole_or_not_at_all(tmp_path: Path, text: str) -> None:
    assert read(tmp_path) == {}
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadInput, match=FILE):
        read(tmp_path)
