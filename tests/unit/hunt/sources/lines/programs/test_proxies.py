"""Requests logged by syslog."""

from tests.unit.hunt.sources.lines.programs.said import says

TIMED = (
    "203.0.113.9:4444 [01/Mar/2020:08:00:01.123] http-in app/srv1 0/0/1/2/250 {} 1234 - - ---- 1/1/0/0/0 0/0"
)


def test_haproxy_says_who_asked_for_what() -> None:
    made = says(TIMED.format(404) + ' {www.example.com} "GET /a?b=c HTTP/1.1"', "haproxy[7]")
    assert (made.action, made.source_ip, made.source_port, made.status) == ("http", "203.0.113.9", 4444, 404)
    assert (made.method, made.url, made.bytes_in, made.duration) == ("GET", "/a?b=c", 1234, 250_000)
    assert made.fields["cs-uri-query"] == ["b=c", "/a?b=c"]


def test_a_request_it_could_not_read_is_told_without_one() -> None:
    made = says(TIMED.format(400) + ' "<BADREQ>"', "haproxy[7]")
    assert (made.action, made.status, made.url) == ("http", 400, None)


def test_without_a_request_it_is_a_connection() -> None:
    made = says(
        "203.0.113.9:4444 [01/Mar/2020:08:00:01.123] tcp-in app/srv1 1/0/5007 212 -- 0/0/0/0/3 0/0",
        "haproxy[7]",
    )
    assert (made.action, made.bytes_in, made.duration) == ("connection", 212, 5_007_000)
    assert says("Proxy http-in started.", "haproxy[7]").action == "other"


def test_an_access_log_by_syslog_is_an_access_log() -> None:
    made = says('203.0.113.9 - - [01/Mar/2020:08:00:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"', "nginx")
    assert (made.action, made.host, made.url, made.logsource.category) == ("http", "web1", "/a", "webserver")
    assert made.fields["program"] == "nginx"
    assert says("worker process 7 exited", "nginx").action == "other"


def test_a_captured_name_may_stand_in_between_and_a_client_may_be_hidden() -> None:
    made = says(
        TIMED.format(404).replace("0/0/1", "site.example 0/0/1").replace("203.0.113.9", "-") + ' "GET /a"',
        "haproxy[7]",
    )
    assert (made.action, made.source_ip, made.status, made.url) == ("http", None, 404, "/a")
