"""Requests as Envoy and Istio write them down."""

import pytest

from tests.unit.hunt.sources.made import one, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import recognise

WHEN = "[2026-03-01T08:00:01.123Z] "
PLAIN = (
    WHEN + '"GET /a?id=1%27 HTTP/1.1" 503 UF,URX 20 154 12 - "{}" "curl/8.0" "id" "shop.example:8443" '
    '"10.0.0.7:8080"\n'
)
ISTIO = (
    WHEN + '"POST /a HTTP/2" 418 - via_upstream - "-" 0 135 5 4 "-" "curl/8.0" "id" "httpbin:8000" '
    '"10.44.1.27:80" outbound|8000||httpbin 10.44.1.23:37652 10.0.45.184:8000 10.44.1.24:46520 - default\n'
)


@pytest.mark.parametrize(
    ("passed", "client"),
    [("203.0.113.9", "203.0.113.9"), ("198.51.100.1,203.0.113.9, 10.0.0.1", "203.0.113.9"),
     ("10.0.0.3,10.0.0.4", "10.0.0.4"), ("-", None)],
)  # fmt: skip
def test_a_request_says_who_asked_where_it_went_and_what_came(passed: str, client: str | None) -> None:
    made = one(PLAIN.format(passed), "access.log")
    assert (made.action, made.method, made.url, made.status) == ("http", "GET", "/a?id=1%27", 503)
    assert (made.source_ip, made.destination_ip, made.destination_port) == (client, "10.0.0.7", 8080)
    assert (made.bytes_out, made.bytes_in, made.duration) == (20, 154, 12_000)
    assert (made.domain, made.user_agent, made.time) == ("shop.example", "curl/8.0", 1_772_352_001_123_000)
    assert made.logsource.category == "webserver"
    assert (made.fields["response_flags"], made.fields["cs-uri-stem"]) == ("UF,URX", "/a")


def test_istio_says_more_and_names_the_client_behind() -> None:
    made = one(ISTIO, "access.log")
    assert (made.method, made.status, made.bytes_in) == ("POST", 418, 135)
    assert (made.source_ip, made.source_port) == ("10.44.1.24", 46520)
    assert made.fields["response_code_details"] == "via_upstream"


def test_a_connection_is_no_request() -> None:
    made = one(WHEN + '"- - -" 0 - 20 154 12 - "-" "-" "-" "-" "10.0.0.7:5432"\n', "access.log")
    assert (made.action, made.method, made.status, made.destination_port) == ("connection", None, None, 5432)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace(' "10.0.0.7:8080"', ""),
        PLAIN.replace("503", "yes"),
        "[2026-03-01 08:00:01] " + PLAIN.removeprefix(WHEN),
    ],
)
def test_what_is_nearly_one_is_none_of_its(text: str) -> None:
    found = recognise(source(text, "access.log"), None, Skips())
    assert found is None or found.name != "envoy"
