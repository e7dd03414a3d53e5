"""A web request by the names Sigma's rules know it: of web servers, and of proxies."""

from __future__ import annotations

from vedette.hunt.event import Event, Value


def add_uri(fields: dict[str, Value], url: str) -> None:
    """Add the two names rules know a request's path and query by.

    Rules for web servers ask for both a query and a whole path with its query by the name cs-uri-query: where
    there is a query, it has both values.
    """
    stem, mark, query = url.partition("?")
    fields["cs-uri-stem"] = stem
    fields["cs-uri-query"] = [query, url] if mark else url


def add_request(event: Event) -> None:
    """Add to an event's fields what its columns say, as web servers and proxies would name it."""
    fields = event.fields
    if event.url is not None:
        add_uri(fields, event.url)
        fields["c-uri"] = event.url
    if event.method is not None:
        fields["cs-method"] = event.method
    if event.domain is not None:
        fields["cs-host"] = event.domain
    if event.status is not None:
        fields["sc-status"] = event.status
    if event.user_agent is not None:
        fields["cs-user-agent"] = fields["c-useragent"] = event.user_agent
    if event.referrer is not None:
        fields["cs-referer"] = event.referrer
