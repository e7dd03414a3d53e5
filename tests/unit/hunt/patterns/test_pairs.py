from array import array

import pytest

from tests.unit.hunt.patterns.made import event
from vedette.hunt.instants import HOUR, SECOND
from vedette.hunt.patterns import pairs
from vedette.hunt.patterns.pairs import MOMENTS, Kind, Pair, in_kept_hour


def test_a_very_busy_pair_keeps_whole_hours() -> None:
    pair = Pair()
    for number in range(3 * MOMENTS):
        pair.add((number * 30 * SECOND, 5, 1, False, number))
    assert pair.seen == 3 * MOMENTS
    assert len(pair.times) <= MOMENTS
    pair.thin()
    assert all(in_kept_hour(time, pair.level) for time in pair.times)
    times, cuts = pair.moments()
    assert times == sorted(times)
    assert cuts


def test_an_hour_that_is_too_full_is_cut() -> None:
    pair = Pair()
    for number in range(MOMENTS + 1):
        pair.add((number, 5, None, False, None))
    assert len(pair.times) == len(pair.sizes) == MOMENTS // 2
    assert pair.seen == MOMENTS + 1


def test_numbers_that_cannot_be_are_left_out() -> None:
    pair = Pair()
    pair.add((2**70, 5, 5, False, 1))
    pair.add((5, 2**70, 5, False, 1))
    pair.add((5, None, None, True, None))
    assert (pair.times, pair.sizes) == (array("q", [5]), array("q", [0]))
    assert (pair.received, pair.failed) == (0, 1)


def test_what_was_seen_once_is_forgotten_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    once = 1_000
    monkeypatch.setattr(pairs, "ONCE", once)
    kind = Kind()
    for number in range(once + 1):
        kind.remember((str(number), "x"), ((HOUR, 1, 1, False, 1), ""))
    assert kind.forgotten == once // 2
    assert ("0", "x") not in kind.once
    assert (str(once), "x") in kind.once
    assert len([*kind.everybody()]) == len(kind.once)


def test_marks_stay_beside_their_times() -> None:
    pair = Pair()
    for number in range(2 * MOMENTS):
        pair.add((number * 30 * SECOND, 5, None, True, number))
    assert len(pair.marks) == len(pair.times) == len(pair.sizes)
    assert all(
        mark & 0xFFFF == time // (30 * SECOND) for mark, time in zip(pair.marks, pair.times, strict=True)
    )


def test_repeats_are_no_calls_and_what_was_written_down_without_marks_is() -> None:
    pair = Pair()
    for minute in range(3):
        for second in (0, 7, 15):
            pair.add(((60 * minute + second) * SECOND, 0, None, True, 40_000 + minute))
    assert pair.moments()[0] == [0, 60, 120]
    assert [*pair.tried()[1]] == [0, 0, 0]
    pair.marks = array("q")
    assert len(pair.moments()[0]) == 9


@pytest.mark.parametrize("order", [1, -1])
def test_the_port_is_that_of_most(order: int) -> None:
    pair = Pair()
    for port in [80, 80, *[6667] * 5, 80][::order]:
        pair.hears(event(destination_port=port, protocol="irc" if port == 6667 else "http"))
    assert (pair.port, pair.protocol) == (6667, "irc")


def test_what_is_spoken_is_said_of_that_port_alone() -> None:
    pair = Pair()
    for port in [4444, 80, 4444]:
        pair.hears(event(destination_port=port, protocol="http" if port == 80 else None))
    assert (pair.port, pair.protocol) == (4444, "")


def test_what_is_refused_from_one_port_is_no_conversation_in_pieces() -> None:
    refused, logged = Pair(), Pair()
    for minute in range(20):
        refused.add((60 * minute * SECOND, 0, None, True, 1042))
        logged.add((60 * minute * SECOND, 5, 5, False, 1042))
    assert logged.in_pieces
    assert not refused.in_pieces
