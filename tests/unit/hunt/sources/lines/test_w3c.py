"""W3C extended logs: what the heading says holds."""

from tests.unit.hunt.sources.made import one, read

COLUMNS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "sc-status sc-substatus sc-win32-status time-taken"
)
ROW = (
    r"2020-03-01 08:00:01 10.0.0.5 POST /ecp/x.aspx cmd=whoami 443 CORP\alice 203.0.113.9 "
    "Mozilla/5.0+(Windows+NT) - 200 0 0 31"
)
IIS = (
    "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2020-03-01 08:00:00\n"
    f"#Fields: {COLUMNS}\n{ROW}\n"
)


def test_a_request_to_iis_says_both_ends_and_how_long() -> None:
    made = one(IIS, "u_ex.log")
    assert (made.time, made.source_ip, made.destination_ip, made.destination_port) == (
        1_583_049_601_000_000, "203.0.113.9", "10.0.0.5", 443,
    )  # fmt: skip
    assert (made.method, made.url, made.status, made.user) == ("POST", "/ecp/x.aspx?cmd=whoami", 200, "alice")
    assert (made.user_agent, made.duration, made.record) == ("Mozilla/5.0 (Windows NT)", 31_000, 5)
    assert made.fields["cs-uri-query"] == ["cmd=whoami", "/ecp/x.aspx?cmd=whoami"]
    assert made.fields["cs-user-agent"] == "Mozilla/5.0 (Windows NT)"
    assert (made.logsource.product, made.logsource.service) == ("windows", "iis")


def test_columns_that_change_in_the_middle_hold_from_there() -> None:
    text = "#Fields: date time c-ip cs-method cs-uri-stem\n2020-03-01 08:00:01 203.0.113.9 GET /a\n"
    text += "#Fields: cs-uri-stem cs-method c-ip time date\n/b PUT 203.0.113.8 08:00:02 2020-03-01\n"
    found, whys = read(text, "x.log")
    assert [(made.url, made.method, made.source_ip) for made in found] == [
        ("/a", "GET", "203.0.113.9"), ("/b", "PUT", "203.0.113.8"),
    ]  # fmt: skip
    assert found[1].time == 1_583_049_602_000_000
    assert not whys


def test_a_date_in_the_heading_serves_columns_that_have_only_a_time() -> None:
    made = one(
        "#Date: 2020-03-01 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem\n08:00:01 203.0.113.9 GET /a\n",
        "x",
    )
    assert made.time == 1_583_049_601_000_000


def test_cloudfront_separates_with_tabs_and_encodes_spaces() -> None:
    made = one(
        "#Version: 1.0\n#Fields: date time sc-bytes c-ip cs-method cs(Host) cs-uri-stem "
        "sc-status cs(User-Agent)\n"
        "2020-03-01\t08:00:01\t900\t203.0.113.9\tGET\td1.example.net\t/a\t403\tMozilla/5.0%20(X11)\n",
        "x.log",
    )
    assert (made.domain, made.status, made.bytes_in, made.user_agent) == (
        "d1.example.net",
        403,
        900,
        "Mozilla/5.0 (X11)",
    )


def test_a_proxy_is_one_and_quotes_hold_values_together() -> None:
    made = one(
        "#Fields: date time c-ip cs-method c-uri cs-host cs(User-Agent) sc-status s-action\n"
        '2020-03-01 08:00:01 10.0.0.9 GET http://evil.example/x evil.example "Mozilla 5 '
        '(X11)" 200 TCP_MISS\n',
        "x.log",
    )
    assert (made.logsource.category, made.url, made.domain) == (
        "proxy",
        "http://evil.example/x",
        "evil.example",
    )
    assert made.user_agent == "Mozilla 5 (X11)"


def test_windows_firewall_tells_connections() -> None:
    made = one(
        "#Version: 1.5\n#Software: Microsoft Windows Firewall\n"
        "#Fields: date time action protocol src-ip dst-ip src-port dst-port size\n"
        "2020-03-01 08:00:01 DROP TCP 203.0.113.9 10.0.0.5 4444 445 52\n",
        "pfirewall.log",
    )
    assert (made.action, made.outcome, made.transport) == ("connection", "failure", "tcp")
    assert (made.source_ip, made.source_port, made.destination_port) == ("203.0.113.9", 4444, 445)


def test_behind_a_balancer_the_visitor_counts() -> None:
    text = (
        "#Fields: date time c-ip cs-method cs-uri-stem cs(X-Forwarded-For)\n2020-03-01 "
        "08:00:01 10.0.0.7 GET /a 203.0.113.9\n"
    )
    assert one(text, "x").source_ip == "203.0.113.9"


def test_rows_before_a_heading_or_too_short_are_counted() -> None:
    _, whys = read("#Fields: date time c-ip cs-method\n2020-03-01 08:00:01\n", "x")
    assert whys == ["a line is not of this format (record 2)"]
    _, whys = read("2020-03-01 08:00:01\n#Fields: a b\n", "x", "w3c")
    assert whys == ["a line stands before any #Fields heading (record 1)"]
