"""What the ledger costs: durable entries in a second, and the proof of one among millions."""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import statistics
import subprocess  # noqa: TID251  a process of its own, to see how much memory it takes
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from vedette.ledger.log import Ledger
from vedette.ledger.merkle import includes, leaf_hash, tree_hash
from vedette.ledger.sqlite import SqliteStore
from vedette.ledger.tiles import WIDTH, hashes_of

ENTRY = b'{"kind":"decided"}'.ljust(400)
PROOFS = 300
SEED = 7


def appends_per_s(writers: int = 64, seconds: float = 4.0) -> float:
    """Append from many threads to a ledger in a temporary folder; return durable entries per second."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        ledger = Ledger(SqliteStore(Path(place) / "ledger.sqlite"))
        end = time.perf_counter() + seconds

        def write() -> None:
            while time.perf_counter() < end:
                ledger.append(ENTRY)

        threads = [threading.Thread(target=write) for _ in range(writers)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        done = ledger.size()
        ledger.close()
        return done / took


def proof_ms(leaves: int = 10_000_000) -> dict[str, float]:
    """Build a ledger of that many entries, then prove entries of it in a process of its own.

    Returns the median and 99th percentile of one inclusion proof in ms, the peak memory of the process that
    proves in MB, and how many seconds building took.
    """
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        path = Path(place) / "ledger.sqlite"
        began = time.perf_counter()
        build(path, leaves)
        took = time.perf_counter() - began
        command = [sys.executable, "-m", "benchmarks.gate.ledger", str(path)]
        done = subprocess.run(command, capture_output=True, check=True)
        figures: dict[str, float] = json.loads(done.stdout)
        return figures | {"build_s": round(took, 1)}


def build(path: Path, leaves: int) -> None:
    """Write the tiles of a ledger straight into its file; only the last entries themselves are there."""
    SqliteStore(path).close()
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma synchronous = off")
    base.execute("begin")
    base.executemany("insert into tile values (?, ?, ?)", tiles(leaves))
    last = range(leaves - leaves % WIDTH - 1, leaves)
    base.executemany("insert into leaf values (?, ?)", ((number, entry(number)) for number in last))
    base.execute("update head set size = ?", (leaves,))
    base.execute("commit")
    base.close()


def entry(number: int) -> bytes:
    """Return the entry with a number."""
    return b"entry %d" % number


def tiles(leaves: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield every tile of a tree: full ones of level 0, and all above."""
    row = bytearray()
    for number in range(leaves // WIDTH):
        at = number * WIDTH
        tile = b"".join([sha256(b"\0entry %d" % one).digest() for one in range(at, at + WIDTH)])
        yield 0, number, tile
        row += tree_hash(hashes_of(tile))
    level = 1
    while row:
        above = bytearray()
        for number in range(-(-len(row) // (WIDTH * 32))):
            tile = bytes(row[number * WIDTH * 32 : (number + 1) * WIDTH * 32])
            yield level, number, tile
            if len(tile) == WIDTH * 32:
                above += tree_hash(hashes_of(tile))
        row, level = above, level + 1


def prove(path: Path) -> dict[str, float]:
    """Prove entries chosen by chance, check each proof, and say what it took."""
    ledger = Ledger(SqliteStore(path))
    size = ledger.size()
    root = ledger.root(size)
    chance = random.Random(SEED)  # noqa: S311
    times = []
    for _ in range(PROOFS):
        index = chance.randrange(size)
        began = time.perf_counter()
        proof = ledger.inclusion(index, size)
        times.append((time.perf_counter() - began) * 1000)
        assert includes(root, size, index, leaf_hash(entry(index)), proof)
    times.sort()
    return {
        "median_ms": round(statistics.median(times), 3),
        "p99_ms": round(times[int(len(times) * 0.99)], 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(prove(Path(sys.argv[1]))))
