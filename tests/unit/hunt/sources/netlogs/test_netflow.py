"""Flow records of many tools."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.sources.netlogs import netflow

OLD = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out\n"
NPROBE = (
    "%IPV4_SRC_ADDR|%IPV4_DST_ADDR|%L4_SRC_PORT|%L4_DST_PORT|%PROTOCOL|%IN_BYTES|%OUT_BYTES|%IN_PKTS|"
    "%OUT_PKTS|%FIRST_SWITCHED|%FLOW_DURATION_MILLISECONDS\n"
)
IPFIX = (
    "sourceIPv4Address,destinationIPv4Address,sourceTransportPort,destinationTransportPort,"
    "protocolIdentifier,octetDeltaCount,packetDeltaCount,flowStartMilliseconds,flowEndMilliseconds\n"
)
ARGUS = (
    "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts\n"
)
VPC = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
    "log-status\n"
)
ROWS = {
    "nfdump 1.6": OLD
    + "2020-03-01 08:00:00,-,1.5,10.0.0.9,203.0.113.9,5000,443,TCP,A,0,0,3,100,4,2000,1,2\n",
    "nfdump 1.7": "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"
    "2020-03-01 08:00:00.000,1.500,TCP,10.0.0.9,5000,203.0.113.9,443,7,2100,1\n",
    "argus": ARGUS
    + "2020/03/01 08:00:00.000000,1.5,tcp,10.0.0.9,5000,  ->,203.0.113.9,443,FSPA_FSPA,0,0,7,2100,100,3\n",
    "nprobe": NPROBE + "10.0.0.9|203.0.113.9|5000|443|6|100|2000|3|4|1583049600|1500\n",
    "ipfix": IPFIX + "10.0.0.9,203.0.113.9,5000,443,6,100,3,1583049600000,1583049601500\n",
    "silk": "sIP|dIP|sPort|dPort|pro|packets|bytes|flags|sTime|duration|eTime|sensor|\n"
    "10.0.0.9|203.0.113.9|5000|443|6|7|2100|FSPA|2020/03/01T08:00:00.000|1.500|2020/03/01T08:00:01.500|S0|\n",
    "vpc": VPC + "2 1 eni-1 10.0.0.9 203.0.113.9 5000 443 6 7 2100 1583049600 1583049601 ACCEPT OK\n",
}


@pytest.mark.parametrize("tool", ROWS)
def test_each_tool_has_its_names_and_units_for_the_same(tool: str) -> None:
    made = one(ROWS[tool], "flows.csv")
    assert (made.source_ip, made.source_port, made.destination_ip, made.destination_port) == (
        "10.0.0.9",
        5000,
        "203.0.113.9",
        443,
    )
    assert (made.action, made.transport, made.time) == ("connection", "tcp", 1_583_049_600_000_000)
    assert made.duration == (1_000_000 if tool == "vpc" else 1_500_000)
    assert (made.bytes_out, made.bytes_in) in {(100, 2000), (2100, None), (100, None)}
    assert made.fields["destination.port"] == 443


@pytest.mark.parametrize(
    ("row", "outcome"),
    [("ACCEPT OK", "success"), ("REJECT OK", "failure")],
)
def test_a_firewall_says_whether_it_let_it(row: str, outcome: str) -> None:
    assert one(ROWS["vpc"].replace("ACCEPT OK", row), "x").outcome == outcome


def test_a_vpc_log_may_have_no_heading_and_rows_without_flows() -> None:
    row = ROWS["vpc"].partition("\n")[2]
    found, whys = read(row + "2 1 eni-1 - - - - - - - 1583049600 1583049601 - NODATA\n" + row, "flow.log")
    assert [made.record for made in found] == [1, 3]
    assert not whys


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("S_", "failure"),
        ("S_RA", "failure"),
        ("FSPA_FSPA", "success"),
        ("CON", "success"),
        ("INT", "failure"),
        ("ECO", None),
    ],
)
def test_argus_says_whether_anybody_answered(state: str, outcome: str | None) -> None:
    assert one(ROWS["argus"].replace("FSPA_FSPA", state), "x").outcome == outcome


def test_totals_at_the_end_are_no_flows() -> None:
    found, whys = read(ROWS["nfdump 1.6"] + "Summary\nflows,bytes,packets\n1,2100,7\n", "x.csv")
    assert len(found) == 1
    assert not whys


def test_what_has_no_two_addresses_is_counted() -> None:
    _, whys = read(ROWS["nfdump 1.6"].replace("10.0.0.9", "x"), "x.csv")
    assert whys == ["a line is not of this format (record 2)"]


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n",
        "time,src_ip,dst_ip,url,bytes\n",
        "srcaddr dstaddr\n",
        "from,to\n",
        "",
        "Mar  1 08:00:01 web1 a: b\n",
    ],
)
def test_other_tables_are_not_flows(text: str) -> None:
    assert not netflow.fits(text.encode(), "x.csv")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=17, max_size=17))
def test_no_row_is_too_odd_to_be_an_event_or_a_skip(values: list[str]) -> None:
    row = ",".join(value.replace("\n", "").replace("\r", "") for value in values)
    found, whys = read(OLD + row + "\n", "x.csv", "netflow")
    assert len(found) + len(whys) <= 1
