"""A request's path and query by the names rules use."""

import pytest

from vedette.hunt.event import Value
from vedette.hunt.sources.common.web import add_query, add_uri


@pytest.mark.parametrize(
    ("url", "stem", "query"),
    [("/a", "/a", "/a"), ("/a?b=c", "/a", ["b=c", "/a?b=c"]), ("/a?", "/a", ["", "/a?"]), ("", "", "")],
)
def test_a_query_is_found_alone_and_with_its_path(url: str, stem: str, query: Value) -> None:
    fields: dict[str, Value] = {}
    add_uri(fields, url)
    assert fields == {"cs-uri-stem": stem, "cs-uri-query": query}


def test_without_a_url_there_is_nothing_to_name() -> None:
    fields: dict[str, Value] = {}
    add_query(fields, None)
    assert not fields
    add_query(fields, "/a?b")
    assert fields == {"cs-uri-query": ["b", "/a?b"]}
