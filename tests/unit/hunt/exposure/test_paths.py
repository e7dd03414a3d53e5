"""Paths of requests against templates of routes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.exposure.paths import match, split, template


@pytest.mark.parametrize(
    ("route", "url", "values"),
    [
        ("/items/{name}", "/items/tea?x=1", {"name": "tea"}),
        ("/items/{name}", "/items/a%2Fb", {"name": "a%2Fb"}),
        ("/items/{name}", "/items/", None),
        ("/items/{name}", "/items/a/b", None),
        ("/items/{name}/", "/items/a", {"name": "a"}),
        ("/files/{rest*}", "/files/../../etc/passwd", {"rest": "../../etc/passwd"}),
        ("/{a}-{b}.json", "/x-y.json", {"a": "x", "b": "y"}),
        ("/read", "/%72ead", {}),
        ("/read", "//read/", {}),
        ("/", "/", {}),
        ("/read", "http://shop.example/read?f=1#top", {}),
        ("/read", "/reader", None),
    ],
)
def test_a_path_fits_or_does_not(route: str, url: str, values: dict[str, str] | None) -> None:
    found = match(template(route), split(url)[0])
    assert (found.values if found is not None else None) == values


def test_a_prefix_in_front_is_seen_and_said() -> None:
    found = match(template("/api/items/{name}"), split("/shop/web/api/items/tea")[0])
    assert found is not None
    assert (found.behind, found.values) == ("/shop/web", {"name": "tea"})


def test_a_route_without_a_name_of_its_own_has_no_prefix() -> None:
    assert match(template("/{name}"), split("/a/b")[0]) is None
    assert match(template("/"), split("/a")[0]) is None


@given(st.text(max_size=300), st.sampled_from(["/a/{b}", "/{rest*}", "/a/{b}-{c}/d", "/"]))
def test_nothing_sent_breaks_it(url: str, route: str) -> None:
    match(template(route), split(url)[0])
