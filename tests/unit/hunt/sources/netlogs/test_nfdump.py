"""Flows as nfdump prints them."""

import pytest

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import recognise

HEAD = (
    "Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port"
    "   Packets    Bytes Flows\n"
)
ENDS = "192.168.1.20:51234 ->    203.0.113.9:443  "
FLOW = "2026-03-01 08:00:01.123     {} TCP       " + ENDS + "{}\n"
END = (
    "Summary: total flows: 1, total bytes: 4512\nTime window: 2026-03-01 08:00:01 - 2026-03-01 08:00:02\n"
    "Total flows processed: 1, Blocks skipped: 0\nSys: 0.001s flows/second: 3000.0\n"
)


@pytest.mark.parametrize(
    ("took", "sizes", "told"),
    [
        ("0.512", "12     4512     1", (512_000, 12, 4512)),
        ("00:01:00.512", "1.2 M    1.5 G     1", (60_512_000, 1_200_000, 1_500_000_000)),
        ("0.512", "...AP.SF   0   12     4512     1", (512_000, 12, 4512)),
        ("0.512", "...AP.SF   0   12     4512   23  70500   376    1", (512_000, 12, 4512)),
    ],
)
@pytest.mark.parametrize("head", [HEAD, ""])
def test_a_flow_says_ends_and_sizes(took: str, sizes: str, told: tuple[int, int, int], head: str) -> None:
    made = one(head + FLOW.format(took, sizes) + END * bool(head), "flows.txt")
    assert (made.action, made.transport, made.time) == ("connection", "tcp", 1_772_352_001_123_000)
    assert (made.source_ip, made.source_port) == ("192.168.1.20", 51234)
    assert (made.destination_ip, made.destination_port) == ("203.0.113.9", 443)
    assert (made.duration, made.packets, made.bytes_out) == told


@pytest.mark.parametrize(
    ("ends", "target", "port"),
    [
        ("2001:db8::1.51234 ->   2001:db8::9.443", "2001:db8::9", 443),
        ("192.168.1.20:0     ->     203.0.113.9:8.0", "203.0.113.9", None),
    ],
)
def test_newer_addresses_and_pings(ends: str, target: str, port: int | None) -> None:
    made = one(HEAD + FLOW.format("0.100", "1 2 1").replace(ENDS, ends + "  "), "flows.txt")
    assert (made.destination_ip, made.destination_port) == (target, port)


def test_addresses_that_were_cut_are_said() -> None:
    cut = FLOW.format("0.100", "1 2 1").replace(ENDS, "2001:d..:..:1.51234 -> 2001:d..:..:9.443  ")
    events, whys = read(HEAD + cut + FLOW.format("0.100", "1 2 1"), "flows.txt")
    assert (len(events), len(whys)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        FLOW.format("0.512", "12     4512"),
        FLOW.format("0.512", "12 4512 1").replace("->", "to"),
        "Date first seen, I think, was in May\n",
    ],
)
def test_what_is_nearly_one_is_another(text: str) -> None:
    found = recognise(source(text, "flows.txt"), None, Skips())
    assert found is None or found.name != "nfdump"
