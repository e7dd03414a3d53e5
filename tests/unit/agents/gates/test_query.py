"""Answers that do not come again, and those that do."""

import pytest

from vedette.agents.effects import NoAnswer, Query, Rows
from vedette.agents.gates.query import again, fingerprint

ASKED = Query(source="events", columns=("user",), count=True)
BEFORE = Rows(columns=("user", "count"), rows=(("lab", 60), ("ben", 3)))
OTHERS: list[Rows | NoAnswer] = [
    NoAnswer(why="late"),
    Rows(columns=("user", "count"), rows=()),
    Rows(columns=("user", "count"), rows=(("lab", 60),)),
    Rows(columns=("user", "count"), rows=(("lab", 61), ("ben", 3))),
    Rows(columns=("user", "count"), rows=(("lab", 3), ("ben", 60))),
    Rows(columns=("user", "count"), rows=(("lab", 60), ("tom", 3))),
    Rows(columns=("user", "count"), rows=(("lab", 60), ("ben", 3), ("tom", 1))),
    Rows(columns=("user", "count"), rows=(("lab", 60), ("ben", 3), ("ben", 3))),
    Rows(columns=("host", "count"), rows=(("lab", 60), ("ben", 3))),
    Rows(columns=("count", "user"), rows=(("lab", 60), ("ben", 3))),
    Rows(columns=("user",), rows=(("lab",), ("ben",))),
    Rows(columns=("user", "count"), rows=(("lab", 60), ("ben", 3)), cut=True),
    Rows(columns=("user", "count"), rows=(("lab", 60.5), ("ben", 3))),
    Rows(columns=("user", "count"), rows=(("lab", None), ("ben", 3))),
    Rows(columns=("user", "count"), rows=(("Lab", 60), ("ben", 3))),
    Rows(columns=("user", "count"), rows=(("lab ", 60), ("ben", 3))),
]
SAME = [
    (BEFORE, BEFORE),
    (BEFORE, Rows(columns=("user", "count"), rows=(("ben", 3), ("lab", 60)))),
    (Rows(columns=("n",), rows=()), Rows(columns=("n",), rows=())),
    (Rows(columns=("n",), rows=((0,),)), Rows(columns=("n",), rows=((0,),))),
    (Rows(columns=("n",), rows=((1,), (1,))), Rows(columns=("n",), rows=((1,), (1,)))),
    (Rows(columns=("n",), rows=((None,),)), Rows(columns=("n",), rows=((None,),))),
    (Rows(columns=("n",), rows=((0.1,),)), Rows(columns=("n",), rows=((0.1,),))),
    (Rows(columns=("n",), rows=((1,),), cut=True), Rows(columns=("n",), rows=((1,),), cut=True)),
]


def asked_again(before: Rows, after: Rows | NoAnswer) -> Rows | str:
    steps = again(ASKED, before)
    assert next(steps) == ASKED
    with pytest.raises(StopIteration) as ended:
        steps.send(after)
    value: Rows | str = ended.value.value
    return value


@pytest.mark.parametrize("after", OTHERS, ids=repr)
def test_another_answer_is_no_proof(after: Rows | NoAnswer) -> None:
    assert isinstance(asked_again(BEFORE, after), str)


@pytest.mark.parametrize(("before", "after"), SAME)
def test_the_same_answer_is(before: Rows, after: Rows) -> None:
    assert asked_again(before, after) == after
    assert fingerprint(before) == fingerprint(after)
