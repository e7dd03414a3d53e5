"""What firewalls say of packets and connections."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import said, says

HERE = "203.0.113.9"


def test_a_packet_the_kernel_logged() -> None:
    made = says(
        f"[ 12.5] [UFW BLOCK] IN=eth0 OUT= MAC=aa SRC={HERE} DST=10.0.0.5 LEN=40 TTL=242 "
        f"PROTO=TCP SPT=4444 DPT=22 SYN",
        "kernel",
    )
    assert (made.action, made.outcome, made.transport) == ("connection", "failure", "tcp")
    assert (made.source_ip, made.source_port, made.destination_ip, made.destination_port) == (
        HERE,
        4444,
        "10.0.0.5",
        22,
    )
    assert (made.fields["action"], made.fields["blocked"], made.fields["prefix"]) == (
        "block",
        "true",
        "[UFW BLOCK]",
    )
    assert made.logsource.category == "firewall"


def test_a_packet_only_logged_was_not_blocked_as_far_as_we_know() -> None:
    made = says(f"NEW: IN=eth0 OUT= SRC={HERE} DST=10.0.0.5 PROTO=ICMP TYPE=8", "kernel")
    assert (made.outcome, made.source_port) == (None, None)
    assert "blocked" not in made.fields
    assert says("[1.0] eth0: link up", "kernel").action == "other"


BUILT = (
    f"%ASA-6-302013: Built inbound TCP connection 77 for outside:{HERE}/4444 "
    f"({HERE}/4444) to inside:10.0.0.5/22 (10.0.0.5/22)"
)
OUTWARD = (
    f"%ASA-6-302013: Built outbound TCP connection 78 for outside:{HERE}/443 "
    f"({HERE}/443) to inside:10.0.0.5/60000 (1.2.3.4/1)"
)
ENDED = (
    "%ASA-6-302014: Teardown TCP connection {} for outside:{}/{} to inside:10.0.0.5/{} "
    "duration 0:01:30 bytes 5000 TCP FINs"
)


def test_a_connection_through_an_asa_is_one_event_with_its_bytes() -> None:
    told = said(BUILT, ENDED.format(77, HERE, 4444, 22), program="asa1")
    assert [made.action for made in told] == ["other", "connection"]
    made = told[1]
    assert (made.source_ip, made.source_port, made.destination_port) == (HERE, 4444, 22)
    assert (made.duration, made.bytes_out) == (90_000_000, 5000)
    assert made.time is not None
    assert told[0].time is not None
    assert told[0].time - made.time == 90_000_000


def test_who_began_is_remembered_or_told_by_the_ports() -> None:
    assert said(OUTWARD, ENDED.format(78, HERE, 443, 60000), program="asa1")[1].source_ip == "10.0.0.5"
    assert says(ENDED.format(99, HERE, 443, 60000), "asa1").source_ip == "10.0.0.5"
    assert says(ENDED.format(99, HERE, 4444, 22), "asa1").source_ip == HERE


@pytest.mark.parametrize(
    "message",
    [
        (
            f"%ASA-4-106023: Deny tcp src outside:{HERE}/4444 dst inside:10.0.0.5/22 by "
            f'access-group "x" [0x0, 0x0]'
        ),
        (
            f"%ASA-2-106001: Inbound TCP connection denied from {HERE}/4444 to 10.0.0.5/22 "
            f"flags SYN on interface outside"
        ),
        (
            f"%ASA-6-106015: Deny TCP (no connection) from {HERE}/4444 to 10.0.0.5/22 flags RST "
            f"on interface outside"
        ),
        (
            f"%ASA-4-106100: access-list x denied tcp outside/{HERE}(4444) -> "
            f"inside/10.0.0.5(22) hit-cnt 1 first hit"
        ),
    ],
)
def test_what_was_denied_is_a_connection_that_failed(message: str) -> None:
    made = says(message, "asa1")
    assert (made.action, made.outcome, made.transport) == ("connection", "failure", "tcp")
    assert (made.source_ip, made.source_port, made.destination_ip, made.destination_port) == (
        HERE,
        4444,
        "10.0.0.5",
        22,
    )


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        (f'%ASA-6-605005: Login permitted from {HERE}/5 to outside:1.2.3.4/ssh for user "bob"', "success"),
        (
            (
                f"%ASA-6-113015: AAA user authentication Rejected : reason = x : local database : "
                f"user = bob : user IP = {HERE}"
            ),
            "failure",
        ),
        ("%ASA-6-611102: User authentication failed: Uname: x Username: bob", "failure"),
    ],
)
def test_logins_to_it_are_logins(message: str, outcome: str) -> None:
    made = says(message, "asa1")
    assert (made.action, made.outcome, made.user) == ("login", outcome, "bob")


def test_the_message_may_be_where_the_program_would_be() -> None:
    made = says(f"Deny tcp src outside:{HERE}/4444 dst inside:10.0.0.5/22 by access-group", "%ASA-4-106023")
    assert (made.action, made.fields["message_id"]) == ("connection", "106023")
