"""What rules said of one event is said of the next that says the same, and of no other."""

from typing import Any

import pytest

from tests.unit.hunt.sigma.probe import event, loaded, rule
from vedette.hunt.sigma import memory as memories
from vedette.hunt.sigma import verdicts
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.memory import Memory
from vedette.hunt.sigma.nodes import Exists, Node, Text
from vedette.hunt.sigma.trials import Case
from vedette.hunt.sigma.values import Look
from vedette.hunt.sigma.verdicts import Verdicts


class Counted(Case):
    """Counts how often it is looked at."""

    __slots__ = ("times",)

    def __init__(self, rule: int, node: Node) -> None:
        super().__init__(rule, node)
        self.times = 0

    def holds(self, look: Look) -> bool:
        self.times += 1
        return super().holds(look)


def of_one(node: Node, *fields: str) -> tuple[Verdicts, Counted]:
    case = Counted(7, node)
    return Verdicts([case], [frozenset(fields)], Memory()), case


def test_what_differs_in_fields_nobody_asks_for_is_looked_at_once() -> None:
    found, case = of_one(Text("A", "contains", ("x",)), "A")
    assert [found.of(frozenset((0,)), {"A": "ax", "Time": number}) for number in range(3)] == [[7]] * 3
    assert case.times == 1
    assert found.of(frozenset((0,)), {"A": "b"}) == []


@pytest.mark.parametrize(
    ("detection", "right", "wrong"),
    [
        ("{A: 1}", [1, "1", 1.0], [True, "true"]),
        ("{A: true}", [True, "true"], [1, 1.0]),
        ("{A|exists: true}", [None, ""], []),
        ("{A: null}", [None], ["", 0, False]),
    ],
)
def test_values_that_are_equal_and_not_the_same_text_are_told_apart(
    detection: str, right: list[Any], wrong: list[Any]
) -> None:
    for order in (right + wrong, wrong + right):
        matcher = Matcher(loaded(rule(f"{{s: {detection}, t: {{B: b}}, condition: s and t}}")))
        found = [matcher.match(event({"A": value, "B": "b"})) == [0] for value in order * 2]
        assert found == [any(value is one for one in right) for value in order * 2]


def test_what_is_not_there_is_not_what_holds_nothing() -> None:
    found, _ = of_one(Exists("A"), "A")
    for _ in range(2):
        assert found.of(frozenset((0,)), {}) == []
        assert found.of(frozenset((0,)), {"A": None}) == [7]


def test_lists_are_told_apart_by_each_member() -> None:
    found, case = of_one(Text("A", "equals", ("1",)), "A")
    lists: list[list[Any]] = [[1, "x"], [True, "x"], [1.5, None], ["1"], ["x", 1], [], ["str", "1"]]
    held = [[7], [], [], [7], [7], [], [7]]
    assert [found.of(frozenset((0,)), {"A": one}) for one in lists] == held
    assert case.times == len(lists)
    assert [found.of(frozenset((0,)), {"A": list(one)}) for one in lists] == held
    assert case.times == len(lists)


def test_long_lists_keywords_and_long_texts_are_looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "_CHARS", 10)
    found, case = of_one(Text("A", "contains", ("x",)), "A")
    long: list[Any] = [["x", "y"] * 5, "x" * 11]
    for value in long:
        before = case.times
        assert [found.of(frozenset((0,)), {"A": value}) for _ in range(2)] == [[7], [7]]
        assert case.times == before + 2
    found, case = of_one(Text("", "contains", ("x",)), "")
    assert found.of(frozenset((0,)), {"A": "x"}) == [7]
    assert found.of(frozenset((0,)), {"A": "y"}) == []


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "MEMO_TOTAL", 3_000)
    memory = Memory()
    found = Verdicts([Case(7, Text("A", "ends", ("x",)))], [frozenset("A")], memory)
    for number in range(500):
        assert found.of(frozenset((0,)), {"A": f"{number}x"}) == [7]
        assert memory.chars <= 3_000
    assert sum(len(one.verdicts) for memo in memory.memos for one in memo.values()) < 30
