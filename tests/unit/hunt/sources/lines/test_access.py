"""Access logs of web servers, and what is put around them."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.event import Event
from vedette.hunt.sources.lines import access

PLAIN = '203.0.113.9 - alice [10/Oct/2020:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326'
COMBINED = PLAIN + ' "https://example.com/start" "Mozilla/5.0 (X11)"'
THEN = 1_602_363_336_000_000


def event(line: str) -> Event:
    return one(line + "\n", "access.log", "access")


def test_a_combined_line_says_who_what_when_and_how_it_went() -> None:
    made = event(COMBINED)
    assert (made.time, made.source_ip, made.user, made.method, made.url) == (
        THEN,
        "203.0.113.9",
        "alice",
        "GET",
        "/a?b=c",
    )
    assert (made.status, made.bytes_in, made.action, made.record) == (200, 2326, "http", 1)
    assert (made.referrer, made.user_agent) == ("https://example.com/start", "Mozilla/5.0 (X11)")
    assert made.logsource.category == "webserver"


def test_fields_have_the_names_rules_use() -> None:
    fields = event(COMBINED).fields
    assert fields["cs-uri-stem"] == "/a"
    assert fields["cs-uri-query"] == ["b=c", "/a?b=c"]
    assert (fields["cs-method"], fields["sc-status"], fields["c-ip"]) == ("GET", 200, "203.0.113.9")
    assert event(PLAIN.replace("?b=c", "")).fields["cs-uri-query"] == "/a"


def test_what_is_not_told_is_none() -> None:
    made = event('203.0.113.9 - - [10/Oct/2020:13:55:36 +0000] "GET / HTTP/1.1" 304 - "-" "-"')
    assert (made.user, made.bytes_in, made.referrer, made.user_agent) == (None, None, None, None)
    assert not {"cs-username", "sc-bytes", "cs-referer", "cs-user-agent"} & made.fields.keys()


@pytest.mark.parametrize(
    ("request_line", "method", "url"),
    [
        (r"\x16\x03\x01\x02", None, r"\x16\x03\x01\x02"),
        ("-", None, None),
        ("", None, None),
        ("GET /", "GET", "/"),
        (r"GET /a\"b HTTP/1.1", "GET", r"/a\"b"),
        ("GET /with space HTTP/1.1", "GET", "/with space"),
        ("get /x HTTP/1.0", "GET", "/x"),
        ("PROPFIND https://example.com/x HTTP/1.1", "PROPFIND", "https://example.com/x"),
    ],
)
def test_a_malformed_request_is_an_event_too(request_line: str, method: str | None, url: str | None) -> None:
    made = event(f'203.0.113.9 - - [10/Oct/2020:13:55:36 +0000] "{request_line}" 400 226 "-" "-"')
    assert (made.method, made.url, made.status) == (method, url, 400)


def test_a_virtual_host_in_front_is_the_domain() -> None:
    made = event("shop.example.com:443 " + PLAIN)
    assert (made.domain, made.source_ip, made.user) == ("shop.example.com", "203.0.113.9", "alice")


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (COMBINED.replace("203.0.113.9", "10.0.0.7") + ' "198.51.100.3, 203.0.113.8"', "203.0.113.8"),
        (COMBINED.replace("203.0.113.9", "10.0.0.7") + ' 0.123 "198.51.100.3"', "198.51.100.3"),
        (COMBINED + ' "198.51.100.3"', "203.0.113.9"),
        (PLAIN.replace("203.0.113.9", "198.51.100.3, 10.0.0.7"), "198.51.100.3"),
    ],
)
def test_a_proxy_of_ours_says_on_whose_behalf_and_a_stranger_is_not_believed(line: str, address: str) -> None:
    assert event(line).source_ip == address


def test_a_time_it_took_is_read_with_and_without_a_name() -> None:
    assert event(COMBINED + " 0.250").duration == 250_000
    assert event(COMBINED + " rt=1.5 uct=0.1").duration == 1_500_000
    assert event(COMBINED + " 12").duration is None


def test_a_client_by_name_has_no_address() -> None:
    made = event(COMBINED.replace("203.0.113.9", "client.example.net"))
    assert (made.source_ip, made.fields["c-ip"]) == (None, "client.example.net")


def test_what_is_not_such_a_line_is_counted() -> None:
    found, whys = read(f"{COMBINED}\nnonsense\n\n{COMBINED}\n", forced="access")
    assert [made.record for made in found] == [1, 4]
    assert whys == ["a line is not of this format (record 2)"]


def test_it_is_recognised_by_most_of_its_first_lines() -> None:
    assert access.fits(f"{COMBINED}\nnonsense\n{PLAIN}\n".encode(), "x")
    assert not access.fits(b"Oct 10 13:55:36 web1 sshd[1]: hello\n", "access.log")
    assert not access.fits(b"", "access.log")


@given(st.text(max_size=300))
def test_nothing_in_a_request_or_an_agent_breaks_out_of_its_place(text: str) -> None:
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "").replace("\0", "").replace("\r", "")
    )
    found, _ = read(
        f'203.0.113.9 - - [10/Oct/2020:13:55:36 +0000] "GET /{escaped} HTTP/1.1" 200 1 "-" "{escaped}"\n',
        forced="access",
    )
    assert [made.source_ip for made in found] == ["203.0.113.9"]
    assert found[0].user_agent in {escaped, None}


words = st.sampled_from(["GET", "get", "BREW", "HTTP/1.1", "HTTP/9", "HTTP/", "/a?b", "", "-", "*"])


@given(st.lists(words, max_size=5).map(" ".join))
def test_a_request_of_usual_words_is_read_as_one_of_rare_words(text: str) -> None:
    line = f'192.0.2.1 - - [10/Oct/2020:13:55:36 -0700] "{text}" 200 1'
    usual = access.event_of(line, 0, 1)
    with mock.patch.object(access, "_METHODS", frozenset()):
        assert access.event_of(line, 0, 1) == usual
