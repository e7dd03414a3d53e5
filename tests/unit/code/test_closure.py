"""What nodes rest on is what can be reached from them, however the graph looks."""

from __future__ import annotations

from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

from vedette.code.closure import Closure, Graph

NODES = st.integers(0, 25)
GRAPHS = st.dictionaries(NODES, st.sets(NODES, max_size=4), max_size=26)
QUESTIONS = st.lists(st.lists(NODES, min_size=1, max_size=3, unique=True), min_size=1, max_size=5)


def reached(graph: dict[int, set[int]], roots: list[int]) -> set[int]:
    found, todo = set(roots), list(roots)
    while todo:
        fresh = graph.get(todo.pop(), set()) - found
        found |= fresh
        todo.extend(fresh)
    return found


def number(node: Hashable) -> int:
    return int(str(node))


def closure_of(graph: dict[int, set[int]], asked: dict[str, list[int]]) -> Closure[list[Hashable]]:
    """Of the nodes every third is not said, the others in two groups of unlike size."""
    parts = Graph(
        lambda node: graph.get(number(node), ()),
        lambda node: (node,) if number(node) % 3 else (),
        lambda node: number(node) > 20,
    )
    return Closure(asked, parts, lambda _, marks: marks)


@given(GRAPHS, QUESTIONS)
def test_marks_are_those_of_everything_reached(
    graph: dict[int, set[int]], questions: list[list[int]]
) -> None:
    asked = {str(number): roots for number, roots in enumerate(questions)}
    closure = closure_of(graph, asked)
    for name, roots in asked.items():
        answer = list(closure.of(name))
        assert all((number(mark) > 20) is group for group, marks in answer for mark in marks)
        assert len(answer) == len(dict(answer))
        marks = [mark for _, marks in answer for mark in marks]
        assert len(marks) == len(set(marks))
        assert set(marks) == {node for node in reached(graph, roots) if node % 3}
    assert not closure.kept, "what nothing needs any more is let go of"


def test_what_two_rest_on_alike_is_said_once() -> None:
    closure = closure_of({1: {3, 4, 25}, 2: {4, 25}}, {"a": [1], "b": [2], "c": [1, 2]})
    first, second, third = (dict(closure.of(name)) for name in "abc")
    assert (set(first[False]), first[True]) == ({1, 4}, [25])
    assert (set(second[False]), second[True]) == ({2, 4}, [25])
    assert first[True] is second[True] is third[True]
