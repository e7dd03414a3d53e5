"""A ledger answers when an entry is durable, and proves what it answered."""

import subprocess  # noqa: TID251  only a fresh process tells what is loaded
import sys
import threading
from collections.abc import Sequence

import pytest

from tests.unit.ledger.stores import CT_LEAVES, Make, extend, filled, make
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.ledger.log import LEAF_BYTES_MAX, TOGETHER_MAX, Ledger, Receipt
from vedette.ledger.merkle import EMPTY, extends, includes, leaf_hash
from vedette.ledger.store import Memory

pytest_plugins = ["tests.postgres"]
__all__ = ["make"]


class Slow(Memory):
    """Waits to be told before it writes; says how much it wrote at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.started = threading.Event()
        self.together: list[int] = []
        self.full = False

    def extend(self, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        self.started.set()
        assert self.go.wait(10)
        self.together.append(len(leaves))
        if self.full:
            raise Unavailable("no room", hint="make room")
        return super().extend(leaves, hashes)


def in_threads(count: int, ledger: Ledger, store: Slow) -> list[Receipt | Unavailable]:
    """Append one entry that waits, then many that gather behind it."""
    got: list[Receipt | Unavailable] = []

    def append(number: int) -> None:
        try:
            got.append(ledger.append(b"%d" % number))
        except Unavailable as error:
            got.append(error)

    threads = [threading.Thread(target=append, args=(number,)) for number in range(count)]
    threads[0].start()
    assert store.started.wait(10)
    for thread in threads[1:]:
        thread.start()
    while ledger._open is None or len(ledger._open.leaves) < count - 1:  # noqa: SLF001
        pass
    store.go.set()
    for thread in threads:
        thread.join()
    return got


def test_a_receipt_says_where_the_entry_stands(make: Make) -> None:
    ledger = Ledger(make())
    assert [ledger.append(leaf) for leaf in CT_LEAVES[:2]] == [
        Receipt(index=0, leaf=leaf_hash(b"").hex(), size=1),
        Receipt(index=1, leaf=leaf_hash(b"\0").hex(), size=2),
    ]
    assert ledger.receipt(1) == Receipt(index=1, leaf=leaf_hash(b"\0").hex(), size=2)
    assert ledger.size() == 2
    assert list(ledger.entries(0, 5)) == list(CT_LEAVES[:2])
    ledger.close()


def test_what_was_appended_can_be_proved(make: Make) -> None:
    store = make()
    ledger = filled(store, 300)
    for size in (1, 256, 300):
        for index in (0, size - 1):
            leaf = bytes.fromhex(ledger.receipt(index).leaf)
            assert includes(ledger.root(size), size, index, leaf, ledger.inclusion(index, size))
        assert extends(size, ledger.root(size), 300, ledger.root(300), ledger.consistency(size, 300))
    assert ledger.root(0) == EMPTY
    assert ledger.tile(0, 0, 1) == leaf_hash(b"entry 0")


def test_a_ledger_answers_only_for_what_it_has(make: Make) -> None:
    ledger = filled(make(), 3)
    for question in (
        lambda: ledger.root(4),
        lambda: ledger.inclusion(3, 3),
        lambda: ledger.inclusion(0, 4),
        lambda: ledger.consistency(3, 2),
        lambda: ledger.receipt(3),
        lambda: ledger.receipt(-1),
    ):
        with pytest.raises(BadInput):
            question()


def test_a_long_ledger_is_read_in_order() -> None:
    ledger = filled(Memory(), 3000)
    assert list(ledger.entries(1000, 2600)) == [b"entry %d" % number for number in range(1000, 2600)]


def test_an_entry_too_long_to_export_is_refused() -> None:
    ledger = Ledger(Memory())
    ledger.append(b"x" * LEAF_BYTES_MAX)
    with pytest.raises(LimitHit, match="65536 bytes is too long"):
        ledger.append(b"x" * (LEAF_BYTES_MAX + 1))


def test_entries_that_wait_become_durable_together() -> None:
    store = Slow()
    got = in_threads(40, Ledger(store), store)
    assert store.together == [1, 39]
    assert sorted(one.index for one in got if isinstance(one, Receipt)) == list(range(40))
    assert {one.size for one in got if isinstance(one, Receipt)} == {1, 40}


def test_one_thread_hands_in_for_many_and_waits_once() -> None:
    store = Slow()
    store.go.set()
    ledger = Ledger(store)
    pending = [ledger.hand_in(b"%d" % number) for number in range(30)]
    assert ledger.size() == 0, "nobody waited"
    receipts = [one.wait() for one in reversed(pending)]
    assert store.together == [30]
    assert [one.index for one in reversed(receipts)] == list(range(30))
    assert receipts[0] == pending[-1].wait() == ledger.receipt(29)


def test_several_threads_that_hand_in_and_wait_get_each_entry_in_once() -> None:
    ledger = Ledger(Memory())
    got: list[Receipt] = []

    def work(number: int) -> None:
        for round_ in range(50):
            pending = [ledger.hand_in(b"%d %d %d" % (number, round_, place)) for place in range(3)]
            got.extend(one.wait() for one in pending)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.index for one in got) == list(range(ledger.size())) == list(range(1200))
    assert all(ledger.receipt(one.index).leaf == one.leaf for one in got[::97])


def test_more_than_fits_into_one_go_is_handed_in_all_the_same() -> None:
    ledger = Ledger(Memory())
    pending = [ledger.hand_in(b"x") for _ in range(TOGETHER_MAX + 1)]
    assert [pending[place].wait().index for place in (-1, 0)] == [0, 1]
    assert ledger.size() == TOGETHER_MAX + 1


def test_nobody_is_told_yes_when_the_store_said_no() -> None:
    store = Slow()
    ledger = Ledger(store)
    store.full = True
    got = in_threads(10, ledger, store)
    assert [str(one) for one in got] == ["no room"] * 10
    assert ledger.size() == 0
    store.full = False
    assert ledger.append(b"a").index == 0


def test_an_interrupted_append_leaves_nobody_waiting() -> None:
    class Interrupted(Memory):
        def extend(self, _: Sequence[bytes], __: Sequence[bytes]) -> int:
            raise KeyboardInterrupt

    ledger = Ledger(Interrupted())
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            ledger.append(b"a")


class Torn(Memory):
    """Says what its parts are told to say."""

    def __init__(self) -> None:
        super().__init__()
        self.said = 0
        self.wrong = (-1, -1)

    def size(self) -> int:
        return self.said

    def tile(self, level: int, number: int, width: int) -> bytes:
        tile = super().tile(level, number, width)
        return tile[:-1] + bytes([tile[-1] ^ 1]) if (level, number) == self.wrong else tile


@pytest.mark.parametrize(
    ("has", "says", "wrong", "message"),
    [
        (3, 2, (-1, -1), "should end with entry 1"),
        (3, 4, (-1, -1), "should end with entry 3"),
        (3, 0, (-1, -1), "should end with entry -1"),
        (600, 600, (0, 1), "entry 511 is not the one"),
        (600, 600, (1, 0), "level 1 do not fit"),
        (66_000, 66_000, (2, 0), "level 2 do not fit"),
    ],
)
def test_a_store_whose_end_does_not_fit_is_not_opened(
    has: int, says: int, wrong: tuple[int, int], message: str
) -> None:
    store = Torn()
    extend(store, [b"%d" % number for number in range(has)])
    store.said, store.wrong = says, wrong
    with pytest.raises(Unavailable, match=message):
        Ledger(store)


class Busy(Memory):
    """Somebody else writes whenever we have just looked how large it is."""

    def __init__(self, others: int) -> None:
        super().__init__()
        self.others = others

    def size(self) -> int:
        size = super().size()
        if self.others:
            self.others -= 1
            extend(self, [b"of somebody else"])
        return size


@pytest.mark.parametrize("others", [1, 2, 5])
def test_a_store_somebody_writes_to_while_it_is_opened_is_whole(others: int) -> None:
    store = Busy(0)
    extend(store, [b"a", b"b"])
    store.others = others
    assert Ledger(store).size() == 2 + others


def test_writing_loads_nothing_heavy() -> None:
    code = (
        "import sys; import vedette.ledger.log, vedette.ledger.sqlite, vedette.ledger.entries,"
        " vedette.ledger.pseudonyms; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"cryptography", "psycopg", "asyncio", "zipfile"}
