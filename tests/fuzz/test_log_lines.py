"""Mutated lines and records for every reader of logs that are not Windows: nothing is raised, all "
"is in bounds."""

import copy
import itertools
import json
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import pytest

from tests.fuzz.mutations import mutated, until
from tests.unit.hunt.sources.cloud import (
    test_analytics,
    test_azure,
    test_cloudtrail,
    test_entra,
    test_google,
    test_kubernetes,
    test_m365,
    test_okta,
)
from tests.unit.hunt.sources.lines.audit.test_reader import lines as audit_lines
from tests.unit.hunt.sources.lines.programs.test_devices import CEF, TRAFFIC
from tests.unit.hunt.sources.lines.programs.test_paloalto import ENDS, FRONT
from tests.unit.hunt.sources.lines.test_access import COMBINED
from tests.unit.hunt.sources.lines.test_balancers import ALB, CLASSIC, S3, SQUID
from tests.unit.hunt.sources.lines.test_envoy import ISTIO, PLAIN
from tests.unit.hunt.sources.lines.test_journal import ENTRY, exported
from tests.unit.hunt.sources.lines.test_nameservers import DAY, QUERY
from tests.unit.hunt.sources.lines.test_syslog_table import ROW as SYSLOG_ROW
from tests.unit.hunt.sources.lines.test_syslog_table import SYSMON
from tests.unit.hunt.sources.lines.test_w3c import IIS
from tests.unit.hunt.sources.lines.test_webjson import CADDY, NGINX
from tests.unit.hunt.sources.made import source
from tests.unit.hunt.sources.netlogs.eve.test_questions import ANSWERS, OUT
from tests.unit.hunt.sources.netlogs.test_netflow import ROWS
from tests.unit.hunt.sources.netlogs.test_nfdump import END, FLOW, HEAD
from tests.unit.hunt.sources.netlogs.zeek.test_tsv import CONN, ROW
from vedette.hunt.event import Event
from vedette.hunt.format import Shape
from vedette.hunt.source import Skips
from vedette.hunt.sources.cloud.formats import SHAPES as CLOUD
from vedette.hunt.sources.common.formats import SHAPES as COMMON
from vedette.hunt.sources.lines import blocks
from vedette.hunt.sources.lines.formats import FORMATS as LINES
from vedette.hunt.sources.lines.formats import SHAPES as WEB
from vedette.hunt.sources.netlogs.formats import FORMATS as WIRE
from vedette.hunt.sources.netlogs.formats import SHAPES as SENSORS
from vedette.hunt.sources.times import LATEST

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
QUICK = 30
SLOWEST = 5.0
"""No source of some ten thousand bytes may take longer: a pattern that runs away would."""
SAID = (
    ("sshd[42]", "Failed password for invalid user a from 203.0.113.9 port 5 ssh2"),
    ("sshd[42]", "Connection closed by authenticating user root 203.0.113.9 port 5 [preauth]"),
    ("sshd(pam_unix)[7]", "authentication failure; logname= uid=0 rhost=203.0.113.9 user=root"),
    ("dropbear[7]", "Bad password attempt for 'root' from 203.0.113.9:5"),
    ("sudo", "alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c id"),
    ("su[1]", "FAILED SU (to root) alice on pts/1"),
    ("useradd[1]", "new user: name=eve, UID=0"),
    ("login[1]", "FAILED LOGIN (1) on '/dev/tty1' FOR 'alice', Authentication failure"),
    ("CRON[1]", "(root) CMD (id)"),
    ("dovecot", "imap-login: Aborted login (auth failed): user=<bob>, rip=203.0.113.9"),
    ("proftpd[1]", "web1 (x[203.0.113.9]): USER bob (Login failed): no"),
    ("dnsmasq[1]", "query[A] a.example from 10.0.0.9"),
    ("named[1]", "client @0x7f 10.0.0.9#53 (a): query: a.example IN A +"),
    ("dhcpd", "DHCPACK on 10.0.0.9 to 00:11:22:33:44:55 (x) via eth0"),
    ("kernel", "[ 1.5] DROP IN=eth0 SRC=203.0.113.9 DST=10.0.0.5 PROTO=TCP SPT=1 DPT=2"),
    (
        "x",
        (
            "%ASA-6-302014: Teardown TCP connection 1 for o:203.0.113.9/1 to i:10.0.0.5/2 duration "
            "0:01:30 bytes 5"
        ),
    ),
    ("x", "%ASA-4-106100: access-list x denied tcp o/203.0.113.9(4) -> i/10.0.0.5(2) hit-cnt 1"),
    ("haproxy", '203.0.113.9:4 [x] a b/c 0/0/1 404 12 - - ---- 1/1 0/0 "GET /a HTTP/1.1"'),
    ("57", "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: bob] [Source: 203.0.113.9]"),
    ("x", "message repeated 3 times: [ Failed password for root from 203.0.113.9 port 2 ssh2]"),
)
PALO_ALTO = FRONT.format("TRAFFIC", "end") + ENDS + "allow,5,1,4,10,2020/03/01 08:00:01,8,a,0"
TEXTS = {
    "journal": exported(ENTRY) * 3,
    "auditd": "\n".join([*audit_lines(7), *audit_lines(8)]).encode(),
    "w3c": IIS.encode() * 2,
    "elb": (ALB + CLASSIC).encode(),
    "s3": S3.encode() * 2,
    "squid": SQUID.encode() * 2,
    "envoy": (PLAIN.format("198.51.100.1, 203.0.113.9") + ISTIO).encode(),
    "xferlog": b"Sun Mar  1 08:00:01 2026 2 203.0.113.9 10240 /srv/a b.zip b _ o r anna ftp 0 * c\n" * 2,
    "vsftpd": b'Sun Mar  1 08:00:01 2026 [pid 2] [anna] OK LOGIN: Client "203.0.113.9"\n'
    b'Sun Mar  1 08:00:03 2026 [pid 4] [anna] OK DOWNLOAD: Client "203.0.113.9", "/a", 512 bytes\n',
    "named": (DAY + "queries: info: " + QUERY + "2026-03-01T08:00:01.123Z " + QUERY).encode(),
    "dnsmasq": b"Mar  1 08:00:01 dnsmasq[12]: 17 10.0.0.6/40111 query[A] b.example from 10.0.0.6\n"
    b"Mar  1 08:00:01 dnsmasq[12]: 17 10.0.0.6/40111 reply b.example is NXDOMAIN\n",
    "nfdump": (HEAD + FLOW.format("00:01:00.512", "...AP.SF 0 1.2 M 1.5 G 1") + END).encode(),
    "access": f'{COMBINED}\nwww:80 {COMBINED} 0.1 "203.0.113.8"\n'.encode(),
    "web-errors": b"[Sun Mar 01 08:00:01.9 2020] [a:error] [pid 3:tid 4] [client 203.0.113.9:1] AH1: x\n"
    b'2020/03/01 08:00:01 [error] 12#12: *7 x, client: 203.0.113.9, request: "GET /a HTTP/1.1"\n',
    "appliance": f"{TRAFFIC}\n{CEF}\n".encode(),
    "application": b"2020-03-01 08:00:01,500 ERROR [main] x: y\n\tat a.B(C.java:7)\n" * 3,
    "syslog": "".join(f"Mar  1 08:00:01 web1 {who}: {what}\n" for who, what in SAID).encode()
    + f"Mar  1 08:00:10 fw1 {PALO_ALTO}\n".encode()
    + b'<34>1 2020-03-01T08:00:01.000Z web1 app 42 ID [x@1 a="1"] hello\n',
    "zeek": (CONN + ROW * 3).encode(),
    "netflow": ROWS["argus"].encode(),
}
KINDS = ("flow", "alert", "http", "tls", "smb", "krb5", "ftp", "dhcp")
RECORDS: tuple[dict[str, Any], ...] = (
    ENTRY, NGINX, CADDY, {**test_cloudtrail.BASE, "eventName": "X", "requestParameters": {"a": [{"b": 1}]}},
    test_entra.GRAPH, test_entra.DIAGNOSTIC, test_entra.AUDIT, test_entra.WRAPPED, test_azure.EXPORTED,
    test_azure.ASKED, test_google.AUDIT, test_google.REPORT, test_kubernetes.BASE,
    {**test_okta.BASE, "eventType": "user.session.start"}, {**test_m365.BASE, "Operation": "UserLoggedIn"},
    {"riskEventType": "x", "userPrincipalName": "a", "time": "x", "properties": {"riskEventType": "y"}},
    *({**OUT, "dns": one} for one in ANSWERS),
    *({**OUT, "event_type": kind, kind: {"a": 1}} for kind in KINDS),
    {"_path": "conn", "ts": 1.5, "id.orig_h": "10.0.0.9", "proto": "tcp", "duration": 1.0},
    {"@timestamp": "2020-03-01T08:00:01Z", "event": {"category": ["network"]}, "source": {"ip": "10.0.0.9"}},
    {"class_uid": 4001, "time": 1, "metadata": {}, "src_endpoint": {"ip": "10.0.0.9"}, "activity_id": 1},
    {"timestamp": 1, "webaclId": "x", "httpRequest": {"clientIp": "10.0.0.9", "headers": [{"name": "a"}]}},
    {"query_name": "a", "query_timestamp": "x", "srcaddr": "10.0.0.9", "answers": [{"Rdata": "x"}]},
    {"accountId": "1", "severity": 8, "service": {"serviceName": "guardduty"}},
    test_analytics.CHANGE, test_analytics.READ, SYSLOG_ROW,
    {**SYSLOG_ROW, "SyslogMessage": SYSMON},
    {"ActionType": "X", "Timestamp": "x", "RawEventData": {"Workload": "x", "Operation": "y", "UserId": "z"}},
    {"isotimestamp": "x", "access_device": {"ip": "10.0.0.9"}},
    {"action": "a.b", "actor": "x", "org": "y"}, {"auditType": {"action": "x"}, "author": {}},
)  # fmt: skip
SHAPES = (*CLOUD, *SENSORS, *COMMON, *WEB)
STRANGE: tuple[Callable[[random.Random], Any], ...] = (
    lambda _: None, lambda _: [], lambda _: {}, lambda _: "", lambda _: True, lambda _: -1, lambda _: 1e308,
    lambda _: float("nan"), lambda _: 10**30, lambda _: "x" * 5000, lambda _: [[[]]], lambda _: "9" * 400,
    lambda _: [{"a": [{"b": None}]}], lambda chance: chance.choice(RECORDS),
    lambda chance: "\u202e\0\ud7ff" * chance.randrange(9),
)  # fmt: skip


def checked(events: Iterator[Event]) -> None:
    """Look at what came out: all of it is of its type and in its bounds."""
    for number, event in enumerate(events):
        assert event.record > 0
        assert event.time is None or 0 < event.time < LATEST
        assert event.action
        for port in (event.source_port, event.destination_port):
            assert port is None or 0 <= port < 65_536
        for text in (
            event.user,
            event.host,
            event.source_ip,
            event.domain,
            event.method,
            event.url,
            event.file,
        ):
            assert text is None or type(text) is str
        for count in (event.bytes_in, event.bytes_out, event.packets, event.duration, event.status):
            assert count is None or type(count) is int
        assert number < 50_000


def soak_lines(name: str, turns: Iterable[int], chance: random.Random) -> float:
    form = next(one for one in (*LINES, *WIRE) if one.name == name)
    slowest = 0.0
    for _ in turns:
        other = TEXTS[chance.choice(sorted(TEXTS))]
        data = mutated(TEXTS[name], other, chance)
        began = time.process_time()
        form.fits(data[:65_536], "a.log")
        checked(form.read(source(data, "a.log"), Skips()))
        slowest = max(slowest, time.process_time() - began)
    return slowest


def twisted(value: Any, chance: random.Random) -> Any:  # noqa: ANN401  any piece of JSON
    """Put something strange in some place of a record."""
    if isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        if chance.random() < 0.2:
            value[chance.choice(sorted(_keys()))] = copy.deepcopy(chance.choice(STRANGE)(chance))
        if chance.random() < 0.1:
            del value[key]
        else:
            value[key] = twisted(value[key], chance)
        return value
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        value[at] = twisted(value[at], chance)
        return value
    return copy.deepcopy(chance.choice(STRANGE)(chance))


@lru_cache(maxsize=1)
def _keys() -> frozenset[str]:
    return frozenset(key for one in RECORDS for key in one)


def soak_records(turns: Iterable[int], chance: random.Random) -> float:
    slowest = 0.0
    where = source(b"", "a.json")
    for _ in turns:
        record = copy.deepcopy(chance.choice(RECORDS))
        for _ in range(chance.choice((1, 1, 2, 4))):
            record = twisted(record, chance) if record else record
        began = time.process_time()
        for shape in SHAPES:
            if fits(shape, record):
                checked(iter([shape.event(record, where, 1)]))
        slowest = max(slowest, time.process_time() - began)
    return slowest


def fits(shape: Shape, record: dict[str, Any]) -> bool:
    assert isinstance(record, dict)
    return shape.fits(record)


@pytest.fixture(autouse=True)
def nothing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a parser raises be seen: a hunt would count a skip."""
    monkeypatch.setattr(blocks, "_ODD", ())


@pytest.mark.parametrize("name", TEXTS)
def test_no_mutated_line_is_too_odd(name: str) -> None:
    assert soak_lines(name, range(QUICK), random.Random(name)) < SLOWEST  # noqa: S311


def test_no_twisted_record_is_too_odd() -> None:
    assert soak_records(range(QUICK * 4), random.Random(1)) < SLOWEST  # noqa: S311


def test_every_shape_and_format_is_tried() -> None:
    assert {one.name for one in (*LINES, *WIRE)} == set(TEXTS)
    tried = {shape.name for shape, record in itertools.product(SHAPES, RECORDS) if fits(shape, record)}
    assert tried == {shape.name for shape in SHAPES}
    assert json.dumps(RECORDS)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", [*TEXTS, "records"])
def test_nothing_is_too_odd_for_a_long_time(name: str) -> None:
    seed, seconds = time.time_ns(), SECONDS / (len(TEXTS) + 1)
    chance = random.Random(seed)  # noqa: S311
    turns = until(seconds)
    slowest = soak_records(turns, chance) if name == "records" else soak_lines(name, turns, chance)
    assert slowest < SLOWEST, f"seed {seed}"
