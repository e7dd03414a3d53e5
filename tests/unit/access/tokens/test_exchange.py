"""A12, programs with a person's rights: a part of them, for an hour, and never those only people have."""

import inspect
from pathlib import Path
from typing import get_type_hints

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, URL, House, shown
from vedette.access.documents import Memory
from vedette.access.identity.agents import Agents
from vedette.access.tokens.access import Issued
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims, Human, require_human
from vedette.access.tokens.exchange import Ask, exchange
from vedette.access.tokens.revocations import Ended
from vedette.access.tokens.stepup import StepUp
from vedette.core.errors import BadInput, Refused

OWNER, ROBOT = Holder(), Holder()


class Agent(Struct, frozen=True, kw_only=True):
    id: str = "a-1"
    person: str = "p-1"
    key: str = ROBOT.thumbprint
    tools: tuple[str, ...] = ("code.scan", "report.verify")
    suspended: bool = False


AGENT = Agent()
SCAN = Ask(tools=("code.scan",))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def person(house: House) -> Claims:
    return house.ask(OWNER, house.log_in(OWNER))


def given(house: House, person: Claims, ask: Ask = SCAN, agent: Agent = AGENT) -> Issued:
    return exchange(house.tokens, person, agent, ask, NOON)


def test_an_agent_gets_some_tools_for_an_hour_with_its_own_key(house: House, person: Claims) -> None:
    token = given(house, person).token
    claims = house.ask(ROBOT, token, NOON + 3599)
    assert (claims.sub, claims.agent, claims.tools) == ("p-1", "a-1", ("code.scan",))
    assert (claims.auth_time, claims.acr, claims.sid) == (0, "agent", person.sid)
    with pytest.raises(Unauthenticated, match="no longer"):
        house.ask(ROBOT, token, NOON + 3600)


def test_the_person_cannot_use_the_agents_token_nor_the_other_way_round(house: House, person: Claims) -> None:
    robots, persons = given(house, person).token, house.log_in(OWNER)
    for holder, token in ((OWNER, robots), (ROBOT, persons)):
        with pytest.raises(Unauthenticated, match="another key"):
            house.door.authenticate(shown(token, holder.proof("POST", URL, NOON, token)), NOON)


@pytest.mark.parametrize("seconds", [3601, 10**9])
def test_nobody_gets_more_than_an_hour(house: House, person: Claims, seconds: int) -> None:
    assert given(house, person, Ask(tools=("code.scan",), seconds=seconds)).expires == NOON + 3600


def test_an_agents_token_ends_with_the_session(house: House, person: Claims) -> None:
    late = replace(person, until=NOON + 60)
    assert given(house, late).expires == NOON + 60


@pytest.mark.parametrize("what", [Ended.SESSION, Ended.PERSON, Ended.AGENT, Ended.KEY])
def test_an_agent_stops_when_it_or_its_person_is_stopped(house: House, person: Claims, what: Ended) -> None:
    token = given(house, person).token
    names = {
        Ended.SESSION: person.sid, Ended.PERSON: "p-1", Ended.AGENT: "a-1", Ended.KEY: ROBOT.thumbprint,
    }  # fmt: skip
    house.revocations.revoke(what, names[what], NOON + 1)
    with pytest.raises(Unauthenticated, match="revoked"):
        house.ask(ROBOT, token, NOON + 2)


def test_an_agents_token_is_not_exchanged_again(house: House, person: Claims) -> None:
    agents = house.ask(ROBOT, given(house, person).token)
    with pytest.raises(Refused, match="only a person"):
        given(house, agents)


@pytest.mark.parametrize("tools", [("code.scan", "access.approve"), ("*",), ("code.*",), ("CODE.SCAN",)])
def test_an_agent_gets_no_tool_it_was_not_registered_with(
    house: House, person: Claims, tools: tuple[str, ...]
) -> None:
    with pytest.raises(Refused, match="may not have"):
        given(house, person, Ask(tools=tools))


def test_it_has_to_be_said_which_tools_and_how_long(house: House, person: Claims) -> None:
    for ask in (Ask(tools=()), Ask(tools=("code.scan",) * 65), Ask(tools=("code.scan",), seconds=0)):
        with pytest.raises(BadInput, match="no tools or no time"):
            given(house, person, ask)


@pytest.mark.parametrize(
    "agent",
    [
        replace(AGENT, person="p-2"),
        replace(AGENT, suspended=True),
        replace(AGENT, key=""),
        replace(AGENT, key=OWNER.thumbprint),
    ],
)
def test_only_ones_own_agents_with_their_own_keys_are_sent(
    house: House, person: Claims, agent: Agent
) -> None:
    with pytest.raises(Refused):
        given(house, person, agent=agent)


@pytest.mark.parametrize(
    "changed",
    [{"tools": ("code.scan",)}, {"acr": "agent"}, {"acr": "key"}, {"acr": ""}, {"auth_time": 0.0}],
)
def test_nobody_without_a_touch_is_taken_for_a_person(person: Claims, changed: dict[str, object]) -> None:
    assert require_human(person).claims is person
    with pytest.raises(Refused, match="only a person"):
        require_human(replace(person, **changed))


@pytest.mark.parametrize("act", [StepUp.challenge, StepUp.confirm, Agents.add])
def test_what_only_people_do_takes_a_human_by_type(act: object) -> None:
    """A program's claims do not even fit: mypy refuses them, and `require_human` makes no `Human` of them."""
    assert callable(act)
    assert get_type_hints(act)["human"] is Human
    assert [name for name in inspect.signature(act).parameters if "claims" in name] == []


def test_an_agent_cannot_register_a_passkey_holder_of_its_own(house: House, person: Claims) -> None:
    agents = house.ask(ROBOT, given(house, person).token)
    with pytest.raises(Refused, match="only a person"):
        Agents(Memory(), house.revocations.revoke).add(
            require_human(agents), "more", "k", ["code.scan"], NOON
        )
