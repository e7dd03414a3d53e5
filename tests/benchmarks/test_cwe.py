import pytest

from benchmarks import cwe


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (89, 89),
        (95, 94),
        (1336, 94),
        (88, 77),
        (78, 77),
        (23, 22),
        (36, 22),
        (918, 441),
        (89, 943),
        (328, 327),
    ],
)
def test_a_weakness_is_related_to_itself_its_parent_and_its_child(one: int, other: int) -> None:
    assert cwe.related(one, other)
    assert cwe.related(other, one)


@pytest.mark.parametrize(("one", "other"), [(78, 88), (95, 1336), (78, 94), (95, 74), (22, 89), (611, 776)])
def test_neither_siblings_nor_grandparents_are_related(one: int, other: int) -> None:
    assert not cwe.related(one, other)
    assert not cwe.related(other, one)


def test_any_weakness_a_finding_names_counts() -> None:
    assert cwe.names_one(["CWE-20", "CWE-95"], 94)
    assert not cwe.names_one(["CWE-20", "CWE-78"], 94)
    assert not cwe.names_one([], 94)


def test_no_weakness_is_its_own_ancestor() -> None:
    def ancestors(one: int) -> set[int]:
        return {above for parent in cwe.PARENTS.get(one, ()) for above in {parent, *ancestors(parent)}}

    assert not [one for one in cwe.PARENTS if one in ancestors(one)]
