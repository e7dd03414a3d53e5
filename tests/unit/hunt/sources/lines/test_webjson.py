"""Access logs as JSON."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.sources.lines import webjson

NGINX = {
    "time_iso8601": "2020-03-01T08:00:01+00:00", "remote_addr": "203.0.113.9", "remote_user": "alice",
    "request": "GET /a?b=c HTTP/1.1", "status": "404", "body_bytes_sent": "12", "http_referer": "-",
    "http_user_agent": "curl/8", "request_time": "0.250", "http_host": "www.example.com",
}  # fmt: skip
CADDY = {
    "level": "info", "logger": "http.log.access", "msg": "handled request",
    "ts": 1583049601.5, "request": {"remote_ip": "203.0.113.9", "method": "GET", "host": "www.example.com",
    "uri": "/a?b=c", "headers": {"User-Agent": ["curl/8"]}}, "status": 404, "size": 12, "duration": 0.25,
}  # fmt: skip
TRAEFIK = {
    "ClientHost": "203.0.113.9", "RequestMethod": "GET", "RequestPath": "/a?b=c", "DownstreamStatus": 404,
    "DownstreamContentSize": 12, "RequestHost": "www.example.com", "StartUTC": "2020-03-01T08:00:01Z",
    "request_User-Agent": "curl/8",
}  # fmt: skip
GOOGLE = {
    "httpRequest": {"remoteIp": "203.0.113.9", "requestMethod": "GET", "requestUrl": "/a?b=c", "status": 404,
    "responseSize": "12", "userAgent": "curl/8"}, "timestamp": "2020-03-01T08:00:01Z",
}  # fmt: skip


@pytest.mark.parametrize("record", [NGINX, CADDY, TRAEFIK, GOOGLE])
def test_each_server_has_its_names_for_the_same(record: dict[str, object]) -> None:
    made = one(json.dumps(record) + "\n")
    assert (made.action, made.source_ip, made.method, made.url, made.status) == (
        "http",
        "203.0.113.9",
        "GET",
        "/a?b=c",
        404,
    )
    assert (made.bytes_in, made.user_agent) == (12, "curl/8")
    assert made.time is not None
    assert made.fields["cs-uri-query"] == ["b=c", "/a?b=c"]


def test_a_forwarded_address_is_believed_of_a_proxy_of_ours() -> None:
    made = one(json.dumps({**NGINX, "remote_addr": "10.0.0.7", "http_x_forwarded_for": "203.0.113.8"}) + "\n")
    assert (made.source_ip, made.referrer, made.duration) == ("203.0.113.8", None, 250_000)


@pytest.mark.parametrize(
    "record", [{}, {"status": 200}, {"remote_addr": "x", "status": 1}, {"client": "x", "path": "/"}]
)
def test_a_record_that_names_no_request_is_none(record: dict[str, object]) -> None:
    assert not webjson.fits(record)
