"""Whatever records say, detectors do not fail, and remember what they can write down."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.hunt.actions import CONNECTION, DNS, FILE_WRITE, HTTP, PROCESS_START, TLS
from vedette.hunt.detector import Detector
from vedette.hunt.event import Event, Logsource
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.patterns.dga import Dga
from vedette.hunt.patterns.dnstunnels import DnsTunnels
from vedette.hunt.patterns.exfiltration import Exfiltration
from vedette.hunt.patterns.firstseen import FirstSeen
from vedette.hunt.patterns.longconnections import LongConnections
from vedette.hunt.patterns.processes.exploration import Exploration
from vedette.hunt.patterns.processes.footholds import Footholds
from vedette.hunt.patterns.scans import Scans

NETWORK = (Beacons, Dga, DnsTunnels, Exfiltration, FirstSeen, LongConnections, Scans)
PROCESSES = (Exploration, Footholds)
Make: TypeAlias = Callable[[], Detector]
_NUMBERS = st.one_of(st.none(), st.integers(), st.integers(0, 100_000), st.just(10**40))
_TEXTS = st.one_of(
    st.none(), st.text(max_size=300), st.sampled_from(["10.0.0.5", "203.0.113.9", "::1", ".", "..", "a.b."])
)
_PATHS = st.one_of(
    _TEXTS,
    st.sampled_from(["C:\\Users\\a\\Downloads\\a.exe", "C:\\Temp\\b.exe", "/tmp/a", "cmd.exe"]),  # noqa: S108
)
_COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "action": st.sampled_from([CONNECTION, DNS, HTTP, TLS, PROCESS_START, FILE_WRITE]),
    "time": _NUMBERS,
    "outcome": st.sampled_from([None, "success", "failure"]),
    "source_ip": _TEXTS,
    "destination_ip": _TEXTS,
    "host": _TEXTS,
    "source_port": _NUMBERS,
    "destination_port": _NUMBERS,
    "transport": st.sampled_from([None, "tcp", "udp", "icmp", "?"]),
    "bytes_out": _NUMBERS,
    "bytes_in": _NUMBERS,
    "packets": _NUMBERS,
    "duration": _NUMBERS,
    "domain": _TEXTS,
    "query_type": _TEXTS,
    "response": st.sampled_from([None, "NOERROR", "NXDOMAIN", "\x00"]),
    "answers": st.one_of(st.none(), st.lists(st.text(max_size=9), max_size=3).map(tuple)),
    "user_agent": _TEXTS,
    "user": _TEXTS,
    "process": _PATHS,
    "parent": _PATHS,
    "command_line": st.one_of(_PATHS, st.sampled_from(["cmd.exe", "whoami /all", "net user", "bash -i"])),
    "file": _PATHS,
    "ja3": _TEXTS,
    "ja4": _TEXTS,
}
_EVENTS = st.lists(st.fixed_dictionaries(_COLUMNS), max_size=8)


def _shown(make: Make, rows: list[dict[str, Any]], times: int) -> None:
    detector, again = make(), make()
    for number in range(times):
        for row in rows:
            if row["action"] in detector.actions:
                fields = {"n": number, "domain": row["domain"], "resp_pkts": row["packets"]}
                one = Event(source=0, record=number + 1, logsource=Logsource(), fields=fields, **row)
                detector.see(one)
    said = list(detector.signals())
    again.restore(detector.save())
    assert len(list(again.signals())) == len(said)
    assert all(isinstance(words, str) for words in again.bounds())


@pytest.mark.parametrize("make", [*NETWORK, *PROCESSES])
@settings(max_examples=FEW)
@given(rows=_EVENTS)
def test_no_record_makes_a_detector_fail(make: Make, rows: list[dict[str, Any]]) -> None:
    _shown(make, rows, 3)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("make", [*NETWORK, *PROCESSES])
@settings(max_examples=20_000, deadline=None)
@given(rows=_EVENTS)
def test_no_record_makes_a_detector_fail_for_long(make: Make, rows: list[dict[str, Any]]) -> None:
    _shown(make, rows, 12)
