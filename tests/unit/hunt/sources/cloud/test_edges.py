"""Services at the edge of a network."""

import json

from tests.unit.hunt.sources.made import one


def test_a_request_the_firewall_stopped() -> None:
    request = {
        "clientIp": "203.0.113.9",
        "uri": "/a",
        "args": "b=c",
        "httpMethod": "GET",
        "headers": [
            {"name": "Host", "value": "Www.Example.com"},
            {"name": "User-Agent", "value": "curl/8"},
            7,
        ],
    }
    event = one(
        json.dumps({"timestamp": 1583049601500, "webaclId": "x", "action": "BLOCK", "httpRequest": request})
        + "\n"
    )
    assert (event.action, event.outcome, event.source_ip, event.url) == (
        "http",
        "failure",
        "203.0.113.9",
        "/a?b=c",
    )
    assert (event.domain, event.user_agent, event.time) == (
        "www.example.com",
        "curl/8",
        1_583_049_601_500_000,
    )
    assert event.fields["cs-uri-query"] == ["b=c", "/a?b=c"]


def test_a_question_to_the_resolver() -> None:
    record = {
        "query_timestamp": "2020-03-01T08:00:01Z",
        "query_name": "Evil.Example.",
        "query_type": "A",
        "rcode": "NOERROR",
        "answers": [{"Rdata": "203.0.113.9"}],
        "srcaddr": "10.0.0.9",
        "srcport": "5000",
        "transport": "UDP",
    }
    event = one(json.dumps(record) + "\n")
    assert (event.action, event.domain, event.answers, event.response) == (
        "dns",
        "evil.example",
        ("203.0.113.9",),
        "NOERROR",
    )
    assert (event.source_ip, event.source_port, event.transport) == ("10.0.0.9", 5000, "udp")


def test_a_finding_of_guardduty_bare_and_from_a_bus() -> None:
    finding = {
        "accountId": "1",
        "severity": 8,
        "title": "Odd call",
        "type": "X",
        "createdAt": "2020-03-01T08:00:01Z",
        "service": {
            "serviceName": "guardduty",
            "action": {"awsApiCallAction": {"remoteIpDetails": {"ipAddressV4": "203.0.113.9"}}},
        },
        "resource": {"accessKeyDetails": {"userName": "Alice"}},
    }
    for record in (finding, {"detail": finding, "source": "aws.guardduty"}):
        event = one(json.dumps(record) + "\n")
        assert (event.action, event.message, event.source_ip, event.user) == (
            "alert",
            "Odd call",
            "203.0.113.9",
            "alice",
        )


def test_a_second_factor_refused() -> None:
    record = {
        "isotimestamp": "2020-03-01T08:00:01Z",
        "access_device": {"ip": "203.0.113.9"},
        "result": "fraud",
        "reason": "user_marked_fraud",
        "user": {"name": "Alice"},
        "event_type": "authentication",
    }
    event = one(json.dumps(record) + "\n")
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )
    assert event.logsource.service == "duo"
