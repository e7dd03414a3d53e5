"""Fields by the first name that says something."""

from vedette.hunt.sources.common.ecs_names import Names


def test_the_first_that_says_something_counts() -> None:
    names = Names({"a": "", "b": None, "c": ["x", "y"], "d": "z", "e": 7})
    assert names.text("a", "b", "c", "d") == "x"
    assert names.text("e", "missing") is None
    assert names.any("a", "b", "e") == 7
    assert names.words("c") == {"x", "y"}
    assert names.words("d") == {"z"}
    assert names.words("missing") == frozenset()
    assert (names.joined("c"), names.joined("d")) == ("x y", None)
    assert names.has("a")
    assert not names.has("missing")
