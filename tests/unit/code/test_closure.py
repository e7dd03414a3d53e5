"""What nodes rest on is what can be reached from them, however the graph looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vedette.code.closure import Closure

NODES = st.integers(0, 12)
GRAPHS = st.dictionaries(NODES, st.sets(NODES, max_size=4), max_size=13)
QUESTIONS = st.lists(st.lists(NODES, min_size=1, max_size=3, unique=True), min_size=1, max_size=5)


def reached(graph: dict[int, set[int]], roots: list[int]) -> set[int]:
    found, todo = set(roots), list(roots)
    while todo:
        fresh = graph.get(todo.pop(), set()) - found
        found |= fresh
        todo.extend(fresh)
    return found


@given(GRAPHS, QUESTIONS)
def test_marks_are_those_of_everything_reached(
    graph: dict[int, set[int]], questions: list[list[int]]
) -> None:
    asked = {str(number): roots for number, roots in enumerate(questions)}
    closure = Closure(
        asked, lambda node: graph.get(int(str(node)), ()), lambda node: (node,) if int(str(node)) % 3 else ()
    )
    for name, roots in asked.items():
        marks = closure.of(name)
        assert len(marks) == len(set(marks))
        assert set(marks) == {node for node in reached(graph, roots) if node % 3}
    assert not closure.kept, "what nothing needs any more is let go of"
