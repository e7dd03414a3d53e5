"""What appliances say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.lines.programs.said import says
from tests.unit.hunt.sources.made import one, read
from vedette.hunt.event import Event

TRAFFIC = (
    'date=2020-03-01 time=09:00:01 devname="fw1" devid="FG1" logid="0000000013" type="traffic" '
    'subtype="forward" '
    'tz="+0100" srcip=203.0.113.9 srcport=4444 dstip=10.0.0.5 dstport=22 proto=6 action="deny" sentbyte=40 '
    'rcvdbyte=0 duration=5 user="Alice"'
)


def fortigate(line: str) -> Event:
    return one(line + "\n", "fw.log")


def test_traffic_of_a_fortigate_is_a_connection_from_its_beginning() -> None:
    made = fortigate(TRAFFIC)
    assert (made.action, made.outcome, made.transport, made.host) == ("connection", "failure", "tcp", "fw1")
    assert (made.source_ip, made.source_port, made.destination_port) == ("203.0.113.9", 4444, 22)
    assert (made.bytes_out, made.bytes_in, made.duration, made.user) == (40, 0, 5_000_000, "alice")
    assert made.time == 1_583_049_596_000_000
    assert (made.logsource.product, made.logsource.category) == ("fortigate", "firewall")


def test_it_is_the_same_behind_a_header() -> None:
    made = one(f"<189>Mar  1 08:00:01 fw1 {TRAFFIC}\n", "messages")
    assert (made.action, made.source_ip, made.time) == ("connection", "203.0.113.9", 1_583_049_596_000_000)


@pytest.mark.parametrize(
    ("more", "action", "outcome"),
    [
        (
            'type="event" subtype="system" action="login" status="failed" user="admin" srcip=203.0.113.9',
            "login",
            "failure",
        ),
        ('type="event" subtype="vpn" action="ssl-login-fail" user="admin"', "login", None),
        ('type="event" subtype="system" action="Add" cfgpath="system.admin"', "other", None),
        ('type="utm" subtype="ips" action="dropped" msg="attack"', "alert", "failure"),
        (
            'type="utm" subtype="webfilter" action="blocked" hostname="evil.example" url="/x"',
            "http",
            "failure",
        ),
    ],
)
def test_other_kinds_say_what_they_are(more: str, action: str, outcome: str | None) -> None:
    made = fortigate(f'date=2020-03-01 time=08:00:01 devname="fw1" devid="FG1" logid="1" {more}')
    assert (made.action, made.outcome) == (action, outcome)
    assert made.logsource.service == made.fields["type"]


CEF = (
    "CEF:0|Acme|Wall|1.0|100|Login failed\\|twice|7|rt=1583049601500 src=203.0.113.9 spt=4444 dst=10.0.0.5 "
    "dpt=443 suser=CORP\\\\Alice outcome=failure msg=a \\= b and more act=x"
)


def test_the_common_format_says_who_from_where_and_how() -> None:
    made = one(CEF + "\n", "x.log")
    assert (made.action, made.outcome, made.user, made.source_ip) == (
        "login",
        "failure",
        "alice",
        "203.0.113.9",
    )
    assert (made.time, made.message, made.fields["name"]) == (
        1_583_049_601_500_000,
        "a = b and more",
        "Login failed|twice",
    )
    assert (made.fields["act"], made.logsource.product, made.logsource.service) == ("x", "acme", "wall")
    assert one(f"Mar  1 08:00:01 gw {CEF}\n", "messages").user == "alice"


@pytest.mark.parametrize(
    ("name", "severity", "extension", "action"),
    [
        ("Traffic dropped", "3", "src=203.0.113.9 dst=10.0.0.5 act=drop", "connection"),
        ("Request", "3", "request=/a?b requestMethod=GET", "http"),
        ("Malware found", "9", "fname=x", "alert"),
        ("Hello", "1", "", "other"),
    ],
)
def test_its_names_say_what_happened(name: str, severity: str, extension: str, action: str) -> None:
    assert one(f"CEF:0|a|b|1|1|{name}|{severity}|{extension}\n", "x.log").action == action


@pytest.mark.parametrize(
    ("line", "service"),
    [
        (
            (
                "router1 57: Mar  1 08:00:00.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged "
                "command:no logging"
            ),
            "aaa",
        ),
        ("router1 %BGP-3-NOTIFICATION: received from neighbor", "bgp"),
        ("router1 57: %LDP-5-PWD: MD5 protection", "ldp"),
        ("router1 %SYS-5-CONFIG_I: Configured from console", "syslog"),
    ],
)
def test_a_router_is_told_by_its_mnemonic(line: str, service: str) -> None:
    made = one(f"Mar  1 08:00:01 {line}\n", "messages")
    assert (made.logsource.product, made.logsource.service) == ("cisco", service)


def test_a_login_to_a_router_is_one() -> None:
    text = "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: bob] [Source: 203.0.113.9] [localport: 22]"
    made = says(text, "57")
    assert (made.action, made.outcome, made.user, made.source_ip) == (
        "login",
        "failure",
        "bob",
        "203.0.113.9",
    )


def test_a_percent_sign_does_not_make_an_appliance() -> None:
    assert says("disk 97% full: %s", "df").logsource.product == "linux"


@given(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_value_becomes_a_name(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace("=", "\\=").strip()
    found, whys = read(f"CEF:0|a|b|1|1|n|1|msg={escaped} act=x\n", "x.log", "appliance")
    assert len(found) + len(whys) == 1
    if found and not escaped.endswith("\\"):
        assert found[0].fields["act"] == "x"
