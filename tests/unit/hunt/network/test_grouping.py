from dataclasses import fields

import numpy as np
import pytest

from vedette.hunt.network import grouping
from vedette.hunt.network.packets import Packets


def packets(rows: list[tuple[int, int, int, int]]) -> Packets:
    """UDP packets: source, destination, and their ports."""
    columns = np.array(rows, dtype=np.int64).T
    made = {one.name: np.zeros(len(rows), dtype=np.int64) for one in fields(Packets)}
    made |= dict(zip(("source", "destination", "source_port", "destination_port"), columns, strict=True))
    made["frame"] = np.arange(len(rows))
    made["protocol"] += 17
    return Packets(**made)


ROWS = [(1, 2, 10, 20), (9, 9, 5, 4), (2, 1, 20, 10), (1, 2, 10, 21), (9, 9, 4, 5), (1, 2, 10, 20)]


def conversations(rows: list[tuple[int, int, int, int]]) -> list[list[int]]:
    group = grouping.grouped(packets(rows))
    return sorted(part.tolist() for part in np.split(group.packets.frame, group.starts[1:]))


def test_both_ways_of_a_conversation_lie_side_by_side_in_order() -> None:
    assert conversations(ROWS) == [[0, 2, 5], [1, 4], [3]]


@pytest.mark.parametrize("bits", [0, 3])
def test_hashes_that_meet_do_no_harm(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = grouping.mixed
    monkeypatch.setattr(grouping, "mixed", lambda *key: honest(*key) & np.uint64((1 << bits) - 1))
    assert conversations(ROWS) == [[0, 2, 5], [1, 4], [3]]


def test_nothing_is_no_conversation() -> None:
    nothing = packets([(1, 2, 3, 4)])
    group = grouping.grouped(Packets(**{one.name: getattr(nothing, one.name)[:0] for one in fields(Packets)}))
    assert group.starts.size == 0
