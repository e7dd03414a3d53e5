"""Kills what writes to a ledger, again and again, and looks whether everything acknowledged is there.

`python -m tests.unit.ledger.killing FOLDER KILLS SEED` prints one line for each thing that went wrong, then
how many entries were acknowledged and found.
"""

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash, tree_hash
from vedette.ledger.sqlite import SqliteStore

WRITERS = 8
AFRESH = 20
"""Kills until the next ledger."""
LONGEST_S = 0.06


def write(path: Path, told: int) -> None:
    """Append for ever, and tell of each entry that was acknowledged."""
    ledger = Ledger(SqliteStore(path))

    def one(who: int) -> None:
        number = 0
        while True:
            leaf = b"%d/%d/%d " % (os.getpid(), who, number)
            os.write(told, b"%d %s\n" % (ledger.append(leaf * 20).index, leaf.strip()))
            number += 1

    threads = [threading.Thread(target=one, args=(who,)) for who in range(WRITERS)]
    for thread in threads:
        thread.start()
    threads[0].join()


def killed(path: Path, after: float) -> list[tuple[int, bytes]]:
    """Let a process write, kill it, and return what it was told is safe."""
    hear, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        write(path, told)
    os.close(told)
    with os.fdopen(hear, "rb") as heard:
        killer = threading.Timer(after, os.kill, (child, signal.SIGKILL))
        first = heard.readline() if after > LONGEST_S / 4 else b""  # some die before they have begun
        killer.start()
        lines = [first, *heard]
        killer.join()
    os.waitpid(child, 0)
    told_of = [line.split(b" ") for line in lines if line.endswith(b"\n")]
    return [(int(index), leaf.strip()) for index, leaf in told_of]


def wrong(path: Path, safe: dict[int, bytes]) -> list[str]:
    """Compare a ledger with what has to be in it."""
    ledger = Ledger(SqliteStore(path))
    entries = list(ledger.entries(0, ledger.size()))
    found = [
        f"entry {at} is lost" for at, leaf in safe.items() if entries[at : at + 1] != [(leaf + b" ") * 20]
    ]
    if ledger.root(len(entries)) != tree_hash([leaf_hash(one) for one in entries]):
        found.append("the tiles do not fit the entries")
    ledger.close()
    return found


def main(folder: Path, kills: int, seed: int) -> int:
    """Kill as often as asked."""
    chance = random.Random(seed)  # noqa: S311
    acknowledged = 0
    for start in range(0, kills, AFRESH):
        path, safe = folder / f"{start}.sqlite", dict[int, bytes]()
        for _ in range(min(AFRESH, kills - start)):
            safe |= dict(killed(path, chance.uniform(0, LONGEST_S)))
            if found := wrong(path, safe):
                print(*found, sep="\n")  # noqa: T201
                return 1
        acknowledged += len(safe)
    print(f"{acknowledged} acknowledged, all found, in {time.process_time():.1f} s")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
