from typing import Any

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ME, flow, refused
from vedette.core.errors import BadInput
from vedette.core.levels import Severity
from vedette.hunt.event import Event
from vedette.hunt.patterns import scans
from vedette.hunt.patterns.scans import Scans
from vedette.hunt.patterns.sweeps import Contacts, contact


def across(number: int, port: int = 445, pause: float = 0.1) -> list[Event]:
    return [refused(at * pause, ME, f"10.0.2.{at + 1}", port) for at in range(number)]


def down(number: int) -> list[Event]:
    return [refused(at, ME, "10.0.2.7", at + 1) for at in range(number)]


def test_one_port_on_many_hosts_is_a_scan_across() -> None:
    [signal] = said(Scans(), across(40))
    assert signal.rule == "pattern:scan-across"
    assert [one.name for one in signal.actors] == [ME]
    assert [one.name for one in signal.targets][:2] == ["10.0.2.1", "10.0.2.2"]
    assert signal.techniques == ("T1046",)
    assert signal.numbers["failed_contacts"] == 40
    assert "slowly" not in signal.message


def test_many_ports_of_one_host_are_a_scan_down() -> None:
    [signal] = said(Scans(), down(40))
    assert signal.rule == "pattern:scan-down"
    assert [one.name for one in signal.targets] == ["10.0.2.7"]


def test_eleven_are_not_enough_and_twelve_are() -> None:
    assert said(Scans(), across(11)) == []
    assert len(said(Scans(), across(12))) == 1


def test_a_slow_scan_is_a_scan() -> None:
    [signal] = said(Scans(), across(40, pause=1_800))
    assert "slowly" in signal.message


def test_from_outside_it_is_everyday_noise() -> None:
    [signal] = said(Scans(), [refused(at, "203.0.113.9", f"10.0.2.{at + 1}", 23) for at in range(40)])
    assert signal.severity == Severity.LOW
    assert signal.techniques == ("T1595.001",)


def test_answers_speak_against_it() -> None:
    answers = [flow(at, ME, f"10.0.3.{at + 1}", 445) for at in range(30)]
    assert said(Scans(), [*answers, *across(40)]) == []


def test_an_answer_redeems_a_failure_whichever_comes_first() -> None:
    later = [flow(900 + at, ME, f"10.0.2.{at + 1}", 445) for at in range(40)]
    assert said(Scans(), [*across(40), *later]) == []
    assert said(Scans(), [*later, *across(40)]) == []


def test_retrying_one_dead_server_is_no_scan() -> None:
    assert said(Scans(), [refused(at, ME, "10.0.2.7", 9100) for at in range(500)]) == []


def test_file_sharing_is_no_scan() -> None:
    peers = [refused(at, ME, f"203.0.113.{at}", 20_000 + 7 * at) for at in range(200)]
    assert said(Scans(), peers) == []


def test_datagrams_count_where_nobody_answered_at_all() -> None:
    asked = [refused(at, ME, f"10.0.2.{at + 1}", 161, transport="udp") for at in range(40)]
    other = flow(9, "10.0.0.9", "10.0.0.8", 1812, transport="udp")
    assert len(said(Scans(), [*asked, other])) == 1
    one = flow(99, ME, "10.0.2.99", 161, transport="udp")
    assert said(Scans(), [*asked, other, one]) == []
    assert said(Scans(), asked) == [], "the sensor may see one direction only"


@pytest.mark.parametrize(
    "more", [{"source_port": 1900, "port": 40_000}, {"port": 33_440}, {"where": "224.0.0.251"}]
)
def test_answers_by_themselves_traces_and_multicast_are_no_scan(more: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"port": 161, "transport": "udp"}
    events = [refused(at, ME, **{"where": f"10.0.2.{at + 1}", **plain, **more}) for at in range(60)]
    assert said(Scans(), events) == []


def test_records_of_one_direction_fail_when_small_and_nothing_came_back() -> None:
    def one_way(at: int, source: str, where: str, size: int) -> Event:
        return flow(at, source, where, 22, bytes_in=None, bytes_out=size, packets=size // 50)

    tried = [one_way(at, ME, f"10.0.2.{at + 1}", 60) for at in range(40)]
    assert len(said(Scans(), tried)) == 1
    replies = [one_way(at, f"10.0.2.{at + 1}", ME, 5_000) for at in range(40)]
    assert said(Scans(), [*tried, *replies]) == []


def test_a_datagram_that_came_back_is_an_answer_though_the_question_was_not_seen() -> None:
    state = {"conn_state": "S0"}
    heard = [
        flow(at, ME, f"10.0.2.{at + 1}", 53, transport="udp", bytes_out=0, bytes_in=300, fields=state)
        for at in range(40)
    ]
    other = flow(9, "10.0.0.9", "10.0.0.8", 1812, transport="udp")
    assert said(Scans(), [*heard, other]) == []
    silent = [
        flow(at, ME, f"10.0.2.{at + 1}", 53, transport="udp", bytes_in=0, fields=state) for at in range(40)
    ]
    assert len(said(Scans(), [*silent, other])) == 1


def web(number: int) -> list[Event]:
    """Make one host whose way out is cut off try as many servers, each in a network of its own."""
    return [refused(at, ME, f"203.0.{at}.80", 80) for at in range(number)]


def test_a_host_that_is_cut_off_tries_its_servers_and_is_no_scanner() -> None:
    assert said(Scans(), web(30)) == []
    assert len(said(Scans(), web(100))) == 1, "no program knows a hundred servers"


def test_what_else_is_tried_in_vain_outside_is_a_scan() -> None:
    elsewhere = flow(0, ME, "198.51.100.7", 443)
    assert len(said(Scans(), [*web(30), elsewhere])) == 1, "the way out was open"
    neighbours = [refused(at, ME, f"203.0.113.{at + 1}", 80) for at in range(12)]
    assert len(said(Scans(), neighbours)) == 1, "one network is swept"
    unusual = [refused(at, ME, f"203.0.{at}.80", 2323) for at in range(12)]
    assert len(said(Scans(), unusual)) == 1, "programs on a desk do not talk to that port"
    within = [refused(at, ME, f"10.0.2.{at + 1}", 80) for at in range(12)]
    assert len(said(Scans(), [*web(30), *within])) == 1, "inside it is a scan as ever"


def test_several_ports_and_hosts_are_said_once_each_way() -> None:
    events = [refused(n, ME, f"10.0.2.{n % 20}", 1 + n // 20) for n in range(400)]
    assert sorted(one.rule for one in said(Scans(), events)) == ["pattern:scan-across", "pattern:scan-down"]


def test_what_was_seen_can_be_taken_up_again_in_any_order() -> None:
    events = across(40)
    first, second = Scans(), Scans()
    said(first, events[:20])
    second.restore(first.save())
    [resumed] = said(second, events[20:])
    [backwards] = said(Scans(), reversed(events))
    assert resumed.numbers == backwards.numbers
    assert resumed.targets == backwards.targets
    with pytest.raises(BadInput):
        second.restore(b"no")


def test_a_source_that_is_too_busy_keeps_its_earliest_failures() -> None:
    contacts = Contacts({contact(host, 80, "tcp"): host for host in range(100)}, {contact(7, 90, "udp")})
    assert contacts.shrink(50) == 51
    assert sorted(contacts.failed.values()) == list(range(50))
    assert contacts.shrink(50) == 0


def pings(hosts: int, again: int = 1, pause: float = 1, kind: int = 8) -> list[Event]:
    fields = {"id.orig_p": kind}
    return [
        flow(at * pause, ME, f"10.0.2.{1 + at % hosts}", 0, transport="icmp", fields=fields)
        for at in range(hosts * again)
    ]


def test_pinging_many_once_is_a_scan_though_they_answer() -> None:
    [signal] = said(Scans(), pings(30))
    assert signal.rule == "pattern:scan-across"
    assert "each once" in signal.message


def test_watching_hosts_by_ping_or_telling_them_something_is_none() -> None:
    assert said(Scans(), pings(30, again=5)) == []
    assert said(Scans(), pings(11)) == []
    assert said(Scans(), pings(30, pause=300)) == []
    assert said(Scans(), pings(30, kind=3)) == [], "a router says that hosts are not there"


def test_measuring_the_way_to_places_in_the_world_is_none() -> None:
    fields = {"id.orig_p": 8}
    far = [flow(at, ME, f"203.0.{at}.7", 0, transport="icmp", fields=fields) for at in range(60)]
    assert said(Scans(), far) == []


def test_within_its_bounds_a_scan_is_still_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "CONTACTS_IN_ALL", 600)
    crowd = [flow(n, f"10.0.{n % 9}.1", f"198.51.{n % 200}.{n // 200}") for n in range(1_500)]
    detector = Scans()
    [signal] = said(detector, [*across(40), *crowd])
    assert signal.numbers["failed_contacts"] == 40
    assert any("beyond the limits" in words for words in detector.bounds())


def test_sources_and_hosts_beyond_the_limits_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "SOURCES", 8)
    monkeypatch.setattr(scans, "HOSTS", 20)
    detector = Scans()
    said(detector, [refused(n, f"10.0.1.{n}", f"10.0.2.{n}") for n in range(40)])
    words = " ".join(detector.bounds())
    assert "sources were forgotten" in words
    assert "beyond the limits" in words


def test_pings_nobody_is_seen_to_answer_say_nothing() -> None:
    lost = [ping(f"198.51.{host}.7", host) for host in range(20)]
    assert said(Scans(), lost) == []
    heard = flow(500, where="192.0.2.9", port=0, transport="icmp", fields={"id.orig_p": 8})
    assert [one.rule for one in said(Scans(), [*lost, heard])] == ["pattern:scan-across"]


def ping(where: str, at: float) -> Event:
    return flow(at, where=where, port=0, transport="icmp", bytes_in=0, fields={"id.orig_p": 8})
