from collections import Counter

import numpy as np
import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.network.capture import Capture, read_frames
from vedette.hunt.network.transactions import FORGOTTEN

ADDRESS = [(1, bytes((1, 2, 3, 4)))]


def lookups(frames: list[wire.Timed], step: int = 1 << 20) -> list[Event]:
    return wire.events(frames, actions.DNS, step)


def test_a_question_and_its_answer_are_one_event() -> None:
    for step in (1, 1 << 20):
        (event,) = lookups(wire.lookup(wire.question("a.example"), wire.answer("a.example", ADDRESS)), step)
        assert (event.record, event.time, event.duration) == (1, wire.START, 20_000)
        assert (event.source_ip, event.destination_ip, event.destination_port) == (
            wire.CLIENT,
            "10.0.0.2",
            53,
        )
        assert event.logsource.category == "dns"
        assert event.fields["query"] == "a.example"


def test_a_question_nobody_answers_has_no_response() -> None:
    (event,) = lookups(wire.lookup(wire.question("a.example"), None))
    assert (event.response, event.answers, event.duration) == (None, None, None)


def test_a_question_said_again_is_the_same() -> None:
    asked = wire.lookup(wire.question("a.example"), None)
    again = wire.lookup(
        wire.question("a.example"), wire.answer("a.example", [], rcode=3), time=wire.START + 5000
    )
    (event,) = lookups(asked + again)
    assert (event.response, event.record, event.duration) == ("NXDOMAIN", 1, 25_000)


def test_same_number_and_port_but_another_name_or_type_is_another() -> None:
    frames = wire.lookup(wire.question("a.example"), None) + wire.lookup(wire.question("b.example"), None)
    frames += wire.lookup(wire.question("a.example", 28), None)
    frames += wire.lookup(wire.question("A.EXAMPLE"), None)
    assert Counter((one.domain, one.query_type) for one in lookups(frames)) == {
        ("a.example", "A"): 1, ("a.example", "AAAA"): 1, ("b.example", "A"): 1,
    }  # fmt: skip


def test_questions_whose_keys_are_almost_the_same_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.hunt.network.dns.mixed", lambda _uid, names, _number: names & np.uint64(3))
    frames: list[wire.Timed] = []
    for name in ("a.example", "b.example"):
        frames += wire.lookup(wire.question(name), wire.answer(name, ADDRESS))
    told = lookups(sorted(frames, key=lambda one: one[0]))
    assert [(one.domain, one.answers) for one in told] == [
        ("a.example", ("1.2.3.4",)), ("b.example", ("1.2.3.4",)),
    ]  # fmt: skip


def test_one_number_used_twice_is_two_transactions() -> None:
    frames = wire.lookup(wire.question("a.example"), wire.answer("a.example", ADDRESS))
    frames += wire.lookup(
        wire.question("a.example"), wire.answer("a.example", [], rcode=2), time=wire.START + 10**6
    )
    assert [one.response for one in lookups(frames)] == ["NOERROR", "SERVFAIL"]


def test_an_answer_alone_still_says_who_asked() -> None:
    (event,) = lookups(wire.lookup(wire.question("a.example"), wire.answer("a.example", ADDRESS))[1:])
    assert (event.source_ip, event.source_port, event.destination_ip) == (wire.CLIENT, 40_000, "10.0.0.2")
    assert event.answers == ("1.2.3.4",)


def test_announcements_are_events_of_their_own() -> None:
    asked, told = wire.question("printer.local"), wire.answer("printer.local", ADDRESS)
    frames = [
        (wire.START, wire.udp("10.0.0.5", 5353, "224.0.0.251", 5353, asked)),
        (wire.START + 1, wire.udp("10.0.0.9", 5353, "224.0.0.251", 5353, told)),
    ]
    assert [(one.protocol, one.source_ip, one.response) for one in lookups(frames)] == [
        ("mdns", "10.0.0.5", None), ("mdns", "10.0.0.9", "NOERROR"),
    ]  # fmt: skip


def test_answers_to_local_questions_name_who_answered() -> None:
    told = wire.answer("fileserv", ADDRESS)
    frames = [(wire.START, wire.udp("10.0.0.66", 5355, "10.0.0.5", 50_123, told))]
    (event,) = lookups(frames)
    assert (event.protocol, event.source_ip, event.destination_ip) == ("llmnr", "10.0.0.5", "10.0.0.66")


def test_messages_over_tcp_are_read_too() -> None:
    asked, told = wire.question("a.example"), wire.answer("a.example", ADDRESS)
    sized = [len(one).to_bytes(2, "big") + one for one in (asked, told)]
    for pieces in ([], [1], [2, 5, 20]):
        talk = (
            wire.Talk(other=53)
            .opened()
            .say(*wire.split(sized[0], *pieces))
            .hear(*wire.split(sized[1], *pieces))
        )
        for step in (1, 1 << 20):
            (event,) = lookups(talk.closed().frames, step)
            assert (event.transport, event.domain, event.answers) == ("tcp", "a.example", ("1.2.3.4",))
            assert (event.source_ip, event.destination_ip, event.record) == (wire.CLIENT, wire.SERVER, 4)


def test_several_messages_in_one_segment() -> None:
    sized = b"".join(
        len(one).to_bytes(2, "big") + one
        for one in (wire.question(f"n{number}.example", 1, number) for number in range(5))
    )
    found = lookups(wire.Talk(other=53).opened().say(sized).frames)
    assert sorted(str(one.domain) for one in found) == [f"n{number}.example" for number in range(5)]


def test_the_oldest_questions_are_let_go_when_too_many_wait() -> None:
    frames = [
        one
        for port in range(300)
        for one in wire.lookup(wire.question(f"h{port}.example"), None, port=1024 + port)
    ]
    told = Counter[str]()

    def skip(why: str, _: int, times: int) -> None:
        told[why] += times

    capture = Capture(0, skip)
    capture.transactions.limit = 10
    windows = read_frames(wire.source_of(wire.pcap(frames)).open(), skip, 600)
    found = [event for part in capture.parts(windows) for event in part if event.action == actions.DNS]
    assert len({one.domain for one in found}) == len(found) == 300
    assert told[FORGOTTEN] == 290


def test_a_question_waits_a_while_and_no_longer() -> None:
    told = wire.answer("a.example", ADDRESS)
    frames = [
        *wire.lookup(wire.question("a.example"), None),
        (wire.START + 16_000_000, wire.udp("10.0.0.9", 9, "10.0.0.8", 9, b"x")),
        (wire.START + 17_000_000, wire.udp("10.0.0.2", 53, wire.CLIENT, 40_000, told)),
    ]
    assert [(one.record, one.response) for one in lookups(frames, 1)] == [(1, None), (3, "NOERROR")]
