"""Lines that hand a value on, in code of any shape."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.gates.defuse import Defuse

TEXT = """\
a = 1
b = a
if (n := b):
    d['k'] = n
    e.x = d
with open(b) as f, c() as g:
    print(f)
def f2(*args, k=1):
    yield args
z = list(f2(b))
"""


def lines(*pairs: tuple[int, int]) -> list[bool]:
    graph = Defuse({"m.py": TEXT})
    return [graph.connects(("m.py", a), ("m.py", b)) for a, b in pairs]


def test_assignments_conditions_items_and_attributes() -> None:
    assert lines((1, 2), (2, 3), (3, 4), (4, 5), (2, 6), (6, 7), (2, 2)) == [True] * 7
    assert lines((1, 3), (1, 4), (5, 4), (7, 6), (4, 6)) == [False] * 5


def test_calls_heads_and_generators() -> None:
    assert lines((10, 8), (10, 9), (8, 9), (9, 10)) == [True] * 4
    assert lines((9, 7), (1, 9)) == [False] * 2


def test_another_file_is_another_file() -> None:
    graph = Defuse({"m.py": "x = 1\ny = x\n", "n.py": "x = 1\ny = x\n"})
    assert graph.connects(("m.py", 1), ("m.py", 2))
    assert not graph.connects(("m.py", 1), ("n.py", 2))


@given(st.text(max_size=200), st.integers(0, 9), st.integers(0, 9))
def test_any_text_is_read(text: str, first: int, second: int) -> None:
    assert Defuse({"m.py": text}).connects(("m.py", first), ("m.py", second)) in {True, False}
