"""One spelling for the paths of all frameworks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.code.routing.templates import from_pattern, joined, normal


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/a/<b>", "/a/{b}"),
        ("/a/<int:b>/c", "/a/{b}/c"),
        ("<path:rest>", "/{rest*}"),
        ("/a/{b:int}", "/a/{b}"),
        ("/a/{b:path}", "/a/{b*}"),
        ("/a/{b:[a-z]{2,3}}", "/a/{b}"),
        ("/<b:re:[a-z]+>", "/{b}"),
        ("item/", "/item/"),
        ("", ""),
    ],
)
def test_a_template(written: str, read: str) -> None:
    assert normal(written) == read


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        (r"^a/(?P<b>\d+)/$", "/a/{b}/"),
        (r"/show/([^/]+)", "/show/{value}"),
        (r"^static/(?P<name>.*)$", "/static/{name*}"),
        (r"^f/(?P<name>[\w./-]+)$", "/f/{name*}"),
        (r"^f/(?P<name>[^?]+)$", "/f/{name*}"),
        (r"^f/(?P<name>[\w.-]+\.+)$", "/f/{name}"),
        (r"^api/v1\.0/x$", "/api/v1.0/x"),
        (r"^a/(?P<b>(x|y)+)/?$", "/a/{b}"),
    ],
)
def test_a_pattern(pattern: str, read: str) -> None:
    assert from_pattern(pattern) == read


@pytest.mark.parametrize(
    ("before", "after", "both"),
    [("", "/a", "/a"), ("/v1", "/a", "/v1/a"), ("/v1/", "/a", "/v1/a"), ("/v1", "", "/v1"), ("", "", "/")],
)
def test_a_prefix(before: str, after: str, both: str) -> None:
    assert joined(before, after) == both


@given(st.text(max_size=200))
def test_nothing_written_breaks_it(written: str) -> None:
    assert normal(written)[:1] in {"", "/"}
    assert from_pattern(written)[:1] in {"", "/"}
