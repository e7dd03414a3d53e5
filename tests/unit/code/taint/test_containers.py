"""Sets, the keys of dicts, unpacking, getters."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_sets_keep_what_both_or_one_had() -> None:
    code = """
    def main(value):
        one, two = {value, "a", "b"}, {"a", "b", "c"}
        SINK(one | two)
        SINK(one & two)
        SINK(two - one)
        SINK(one - two)
        SINK(one.intersection(two))
    main(SOURCE())
    """
    assert reaches(code) == [4, 7]


def test_a_set_gives_up_what_is_discarded() -> None:
    code = """
    def main(value):
        one, two = set(), {"a"}
        one.add(value)
        two.add(value)
        two.discard(value)
        SINK(one)
        SINK(two)
    main(SOURCE())
    """
    assert reaches(code) == [7]


def test_an_untrusted_key_is_in_the_dict_but_not_in_its_values() -> None:
    code = """
    def main(value):
        made = {}
        made[value] = "safe"
        SINK(made)
        SINK(list(made))
        SINK(made.get(value))
        SINK(list(made.values()))
    main(SOURCE())
    """
    assert reaches(code) == [5, 6]


def test_a_star_takes_the_rest_in_order() -> None:
    code = """
    def main(value):
        first, *rest = ["safe", value, "safe"]
        SINK(first)
        SINK(rest[0])
        SINK(rest[1])
    main(SOURCE())
    """
    assert reaches(code) == [5]


def test_itemgetter_takes_what_it_names() -> None:
    code = """
    from operator import itemgetter
    def main(value):
        a, b = itemgetter("a", "b")({"a": value, "b": "safe"})
        SINK(a)
        SINK(b)
    main(SOURCE())
    """
    assert reaches(code) == [5]


def test_a_deleted_slice_is_gone() -> None:
    code = """
    def main(value):
        kept = gone = None
        kept, gone = [value, "a"], [value, "a"]
        del gone[0:1]
        SINK(kept)
        SINK(gone)
    main(SOURCE())
    """
    assert reaches(code) == [6]


def test_what_and_gives_of_its_left_side_is_false() -> None:
    code = """
    def main(value):
        SINK(value and "safe")
        SINK(value or "safe")
    main(SOURCE())
    """
    assert reaches(code) == [4]
