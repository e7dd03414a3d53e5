"""Load balancers and squid."""

from tests.unit.hunt.sources.made import one

ALB = (
    "https 2020-03-01T08:00:01.186641Z app/lb/50dc6c495c0c9188 203.0.113.9:2817 "
    "10.0.0.1:80 0.086 0.048 0.037 "
    '200 502 512 57 "GET https://www.example.com:443/a?b=c HTTP/1.1" "curl/7.46.0" ECDHE-RSA TLSv1.2 '
    'arn:aws:x "Root=1-58337281" "www.example.com" "arn:cert" 1 '
    '2020-03-01T08:00:00.364000Z "forward" "-" "-"\n'
)
CLASSIC = (
    "2020-03-01T08:00:01.945958Z my-lb 203.0.113.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "
    '"GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -\n'
)
SQUID = (
    "1583049601.003    310 10.0.0.9 TCP_DENIED/403 267 GET http://evil.example/x?y "
    "alice HIER_DIRECT/203.0.113.9 text/html\n"
)


def test_an_application_balancer_says_both_ends_and_the_host() -> None:
    made = one(ALB, "x.log")
    assert (made.source_ip, made.source_port, made.destination_ip, made.destination_port) == (
        "203.0.113.9",
        2817,
        "10.0.0.1",
        80,
    )
    assert (made.method, made.url, made.domain, made.status) == ("GET", "/a?b=c", "www.example.com", 200)
    assert (made.bytes_out, made.bytes_in, made.duration) == (512, 57, 171_000)
    assert made.fields["target_status_code"] == "502"


def test_a_classic_balancer_has_no_type_in_front() -> None:
    made = one(CLASSIC, "x.log")
    assert (made.url, made.domain, made.user_agent, made.time) == (
        "/",
        "www.example.com",
        "curl/7.38.0",
        1_583_049_601_945_958,
    )


def test_a_request_nobody_answered_took_no_negative_time() -> None:
    made = one(ALB.replace("0.086 0.048 0.037", "-1 -1 -1").replace("10.0.0.1:80", "-"), "x.log")
    assert (made.duration, made.destination_ip) == (0, None)


def test_squid_says_who_asked_for_what_and_whether_it_was_let() -> None:
    made = one(SQUID, "access.log")
    assert (made.logsource.category, made.source_ip, made.user) == ("proxy", "10.0.0.9", "alice")
    assert (made.url, made.domain, made.status, made.outcome) == (
        "http://evil.example/x?y",
        "evil.example",
        403,
        "failure",
    )
    assert (made.time, made.duration, made.bytes_in, made.destination_ip) == (
        1_583_049_601_003_000,
        310_000,
        267,
        "203.0.113.9",
    )


def test_a_tunnel_names_its_host() -> None:
    made = one(SQUID.replace("GET http://evil.example/x?y", "CONNECT evil.example:443"), "access.log")
    assert (made.method, made.domain) == ("CONNECT", "evil.example")


S3 = (
    "79a59df900b949e55d96a1e698fbaced bucket1 [01/Mar/2020:08:00:01 +0000] 203.0.113.9 "
    "arn:aws:iam::1:user/Alice 3E57 "
    'REST.GET.OBJECT a/secret.txt "GET /bucket1/a/secret.txt?x=y HTTP/1.1" 403 AccessDenied 243 - 7 '
    '- "-" "aws-cli/2" -\n'
)


def test_a_bucket_says_who_took_what() -> None:
    made = one(S3, "2020-03-01-08-00-01-X")
    assert (made.source_ip, made.user, made.file, made.status) == (
        "203.0.113.9",
        "alice",
        "a/secret.txt",
        403,
    )
    assert (made.method, made.url, made.domain, made.bytes_in) == (
        "GET",
        "/bucket1/a/secret.txt?x=y",
        "bucket1",
        243,
    )
    assert (made.time, made.duration, made.user_agent) == (1_583_049_601_000_000, 7_000, "aws-cli/2")
    assert (made.fields["operation"], made.fields["error_code"]) == ("REST.GET.OBJECT", "AccessDenied")
