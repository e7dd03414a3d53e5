"""What Cisco's firewalls say."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import said, says
from tests.unit.hunt.sources.made import one

HERE = "203.0.113.9"
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


@pytest.mark.parametrize(
    ("head", "host"),
    [
        ("Mar 01 2020 08:00:01: ", None),
        ("Mar 01 2020 08:00:01 EDT: ", None),
        ("Mar 01 2020 08:00:01 FW1 : ", "fw1"),
        ("Mar 01 2020 08:00:01 192.0.2.1: ", "192.0.2.1"),
        ("<166>Mar  1 08:00:01 fw1 ", "fw1"),
    ],
)
def test_its_headers_differ(head: str, host: str | None) -> None:
    made = one(
        f"{head}%FTD-4-106023: Deny udp src a:{HERE}/4444 dst b:10.0.0.5/53 by access-group x\n", "asa.log"
    )
    assert (made.host, made.action, made.source_ip, made.time) == (
        host,
        "connection",
        HERE,
        1_583_049_601_000_000,
    )


def test_a_ping_has_no_ports() -> None:
    text = "%ASA-6-302021: Teardown ICMP connection for faddr {}/0 gaddr 192.0.2.1/17 laddr 10.0.0.5/17"
    made = says(text.format(HERE), "asa1")
    assert (made.action, made.transport, made.source_ip, made.destination_ip) == (
        "connection", "icmp", HERE, "10.0.0.5",
    )  # fmt: skip
    built = (
        "%ASA-6-302020: Built outbound ICMP connection for faddr {}/0(any) gaddr 192.0.2.1/17 "
        "laddr 10.0.0.5/17"
    )
    assert (says(built.format(HERE), "asa1").action, says(built.format(HERE), "asa1").source_ip) == (
        "other",
        "10.0.0.5",
    )


def test_users_and_names_among_the_ends() -> None:
    text = (
        f"%ASA-6-302016: Teardown UDP connection 6 for a:{HERE}/53 user1 to b:10.0.0.5/5292 u2 "
        "duration 1:00:00 bytes 9"
    )
    assert (says(text, "asa1").source_ip, says(text, "asa1").bytes_out) == ("10.0.0.5", 9)
    named = (
        f"%ASA-6-302013: Built outbound TCP connection 7 for a:{HERE}/443 ({HERE}/443) to "
        "dmz:Web_1/56 (Web_1/56)"
    )
    assert (says(named, "asa1").destination_ip, says(named, "asa1").source_ip) == (HERE, None)


def test_what_a_list_lets_through_is_told_once_more_as_a_connection() -> None:
    text = f"%ASA-5-106100: access-list x permitted tcp a/10.0.0.5(1) -> b/{HERE}(443) hit-cnt 1 first hit"
    assert (says(text, "asa1").action, says(text, "asa1").outcome) == ("other", "success")


@pytest.mark.parametrize(
    ("text", "outcome", "url"),
    [
        (f"%ASA-5-304001: 10.0.0.5 Accessed URL {HERE}:/app?x=y", None, "/app?x=y"),
        (
            (
                f"%ASA-5-304002: Access denied URL http://h.example/i SRC 10.0.0.5 DEST {HERE} on "
                "interface inside"
            ),
            "failure",
            "http://h.example/i",
        ),
    ],
)
def test_pages_are_requests(text: str, outcome: str | None, url: str) -> None:
    made = says(text, "asa1")
    assert (made.action, made.outcome, made.url, made.source_ip, made.destination_ip) == (
        "http", outcome, url, "10.0.0.5", HERE,
    )  # fmt: skip


def test_its_own_alarms_are_alarms() -> None:
    text = (
        "%ASA-4-338008: Dynamic Filter dropped blacklisted TCP traffic from in:10.0.0.5/6 "
        f"(1.2.3.4/6) to out:{HERE}/80 (x)"
    )
    made = says(text, "asa1")
    assert (made.action, made.source_ip, made.destination_port) == ("alert", "10.0.0.5", 80)
