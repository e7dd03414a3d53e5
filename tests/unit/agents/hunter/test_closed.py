from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.agents.hunter.ground import KNOWLEDGE, NOTHING, Ground, Saying, quarry
from vedette.agents.hunter.closed import (
    _HARMFUL,
    MOST_CALLS,
    Rate,
    Rated,
    Rating,
    candidates,
    claims,
    listing,
)
from vedette.agents.hunter.hunting import Hunted, hunt, questions
from vedette.agents.hunter.interest import survey
from vedette.agents.hunter.proposals import Harm
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job

TEXTS = {
    "a.py": """\
import acme
import json
from flask import request

def f():
    name = request.args["a"]
    acme.db.look("x" + name)
    acme.db.look(name)
    acme.note("constant")
    acme.Thing(name)
    acme(name)
    json.dumps(name)
    print(name)
    acme.show(1, name)
"""
}
SURVEY = survey(TEXTS, KNOWLEDGE)
UNIT = SURVEY.ranked[0].unit


def run(rates: str) -> Driven[Hunted]:
    model = Saying([NOTHING], rates=rates)
    return drive(hunt(quarry(TEXTS)), Ground(TEXTS, model), Journal(), Budget(), Job())


CALLS = candidates(UNIT, SURVEY, KNOWLEDGE)
LISTED = listing(UNIT, CALLS)
KNOWN = [(n, one) for n, one in enumerate(LISTED.calls, 1) if isinstance(one, str)]
OURS: tuple[tuple[int, Rating, int], ...] = tuple(
    (n, "code" if one in _HARMFUL else "none", 0) for n, one in KNOWN
)


def rated(*ones: tuple[int, Rating, int], ours: tuple[tuple[int, Rating, int], ...] = OURS) -> str:
    """Write a rating: calls are numbered as the candidates are."""
    numbers = {n: LISTED.calls.index(one) + 1 for n, one in enumerate(CALLS, 1)}
    given_ = [(numbers.get(call, 10), harm, argument) for call, harm, argument in ones]
    calls = tuple(Rated(call=call, harm=harm, argument=argument) for call, harm, argument in (*given_, *ours))
    return msgspec.json.encode(Rate(calls=calls[:10])).decode()


def test_every_harm_can_be_said_and_none() -> None:
    assert set(get_args(Rating)) == {"none", *Harm}


def test_the_calls_are_those_nothing_is_known_about() -> None:
    assert [one.written for one in candidates(UNIT, SURVEY, KNOWLEDGE)] == [
        "acme.db.look",
        "acme.Thing",
        "acme.show",
    ]


def test_a_rating_becomes_a_finding_where_the_engine_finds_the_way() -> None:
    made = run(rated((1, "sql", 0), (2, "none", 0), (3, "html", 1)))
    assert {one.primary.quote for one in made.value.findings} == {
        'acme.db.look("x" + name)',
        "acme.db.look(name)",
        "acme.show(1, name)",
    }
    assert (made.tally.proposed, made.tally.confirmed) == (2, 2)
    assert all("only a language model says" in one.reason for one in made.value.findings)


@pytest.mark.parametrize(
    ("one", "gate"), [((3, "html", 0), "trace"), ((1, "sql", 1), "entity"), ((8, "sql", 0), "")]
)
def test_a_wrong_rating_is_dropped(one: tuple[int, Rating, int], gate: str) -> None:
    made = run(rated(one))
    assert made.value.findings == ()
    assert {drop.gate for drop in made.tally.dropped} == ({gate} if gate else set())


@pytest.mark.parametrize(
    "ours", [tuple((n, "sql", 0) for n, _ in KNOWN), tuple((n, "none", 0) for n, _ in KNOWN), ()]
)
def test_who_is_wrong_about_what_we_know_is_not_believed(
    ours: tuple[tuple[int, Rating, int], ...],
) -> None:
    made = run(rated((1, "sql", 0), ours=ours))
    assert made.value.findings == ()
    assert {one.gate for one in made.tally.dropped} == {"control"}


def test_one_that_does_harm_and_one_that_does_none_are_among_them() -> None:
    assert len(KNOWN) == 2
    assert sum(one in _HARMFUL for _, one in KNOWN) == 1
    assert listing(UNIT, CALLS) == LISTED


def test_no_answer_leaves_it_to_the_open_question() -> None:
    made = run("hello")
    assert (made.value.examined, made.value.inconclusive) == (1, 0)


def test_it_is_in_the_estimate() -> None:
    assert len(list(questions(quarry(TEXTS)))) == 2


@settings(suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(1, 8), st.sampled_from(get_args(Rating)), st.integers(0, 9)), max_size=8)
)
def test_whatever_is_rated_each_claim_quotes_the_line_of_its_call(
    ones: list[tuple[int, Rating, int]],
) -> None:
    rate = msgspec.json.decode(rated(*ones), type=Rate)
    made = claims(rate, UNIT, LISTED, SURVEY)
    assert len(made) <= MOST_CALLS
    for claim in made:
        assert claim.path[0] in TEXTS["a.py"].split("\n")
        assert claim.callable in {one.written for one in CALLS}
