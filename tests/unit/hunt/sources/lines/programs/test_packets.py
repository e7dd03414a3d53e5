"""What firewalls say of packets and connections."""

from tests.unit.hunt.sources.lines.programs.said import says

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
