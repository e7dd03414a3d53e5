"""Versions in order, as their ecosystems mean them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.knowledge.catalogues.versions import at_most

SYSTEMS = ("", "npm", "PyPI", "Go", "Maven")


@pytest.mark.parametrize(
    ("ecosystem", "ascending"),
    [
        ("npm", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0"]),
        ("Go", ["v1.2.3", "v1.2.4", "v1.10.0"]),
        ("", ["1.1.0", "1.1.1", "1.1.1a", "1.1.1k", "1.1.2"]),
        ("", ["2.0rc1", "2.0", "2.0-1", "2.0.1"]),
        ("Maven", ["1.0-SNAPSHOT", "1.0", "1.1-M1", "1.1"]),
        ("PyPI", ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1!0.5"]),
    ],
)
def test_each_is_before_the_next(ecosystem: str, ascending: list[str]) -> None:
    for one, other in pairwise(ascending):
        assert at_most(one, other, ecosystem), (one, other)
        assert not at_most(other, one, ecosystem), (one, other)


@pytest.mark.parametrize(("one", "other"), [("1.0", "1"), ("v1.2.0", "1.2"), ("1.2.3+build", "1.2.3")])
def test_what_only_looks_different_is_the_same(one: str, other: str) -> None:
    assert at_most(one, other, "npm")
    assert at_most(other, one, "npm")


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(SYSTEMS))
def test_of_any_two_one_is_at_most_the_other(one: str, other: str, ecosystem: str) -> None:
    assert at_most(one, other, ecosystem) or at_most(other, one, ecosystem)
