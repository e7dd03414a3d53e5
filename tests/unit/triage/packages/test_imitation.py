"""Names made to be mistaken for others, and names that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.packages.imitation import imitated, one_off, popular


@pytest.mark.parametrize(
    ("ecosystem", "name", "model"),
    [
        ("pypi", "reqeusts", "requests"),
        ("pypi", "requestss", "requests"),
        ("pypi", "djang0", "django"),
        ("pypi", "python-requests", "requests"),
        ("npm", "lodahs", "lodash"),
        ("npm", "node-express", "express"),
    ],
)
def test_a_name_close_to_a_much_used_one_is_told(ecosystem: str, name: str, model: str) -> None:
    assert imitated(ecosystem, name) == model


@pytest.mark.parametrize("name", ["my-own-tool", "zig", "data-warehouse", "sixx", ""])
def test_other_names_are_not(name: str) -> None:
    assert imitated("pypi", name) == ""


@pytest.mark.parametrize("ecosystem", ["pypi", "npm"])
def test_no_much_used_name_imitates_another(ecosystem: str) -> None:
    assert not [name for name in popular(ecosystem) if imitated(ecosystem, name)]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_off_is_the_same_both_ways(one: str, other: str) -> None:
    assert one_off(one, other) == one_off(other, one)
