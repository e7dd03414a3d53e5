"""A web request by the names Sigma's rules know it, where a record's own names or the columns do not do.

Rules for web servers ask for both a query and a whole path with its query by the name cs-uri-query: where
there is a query, the field has both values.
"""

from __future__ import annotations

from vedette.hunt.event import Value


def add_uri(fields: dict[str, Value], url: str) -> None:
    """Add the names of a request's path and query."""
    stem, mark, query = url.partition("?")
    fields["cs-uri-stem"] = stem
    fields["cs-uri-query"] = [query, url] if mark else url


def add_query(fields: dict[str, Value], url: str | None) -> None:
    """Add the name of a request's query, to a record that calls the rest by names of its own."""
    if url is not None:
        _, mark, query = url.partition("?")
        fields["cs-uri-query"] = [query, url] if mark else url
