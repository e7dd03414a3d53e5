"""A folder that is made once for all processes forked of who read this: the last to leave takes it away."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_NAME: Final = f"vedette-once-{secrets.token_hex(8)}"


@contextmanager
def once(what: str, make: Callable[[Path], None]) -> Iterator[Path]:
    """Hold such a folder; whoever is first makes what is in it, and others wait for that."""
    folder = Path(tempfile.gettempdir(), f"{_NAME}-{what}")
    lock, making = folder.with_suffix(".lock"), folder.with_suffix(".making")
    held, first = _held(lock, folder)
    try:
        if first:
            shutil.rmtree(making, ignore_errors=True)  # of one that was killed
            making.mkdir(mode=0o700)
            make(making)
            making.replace(folder)
            fcntl.flock(held, fcntl.LOCK_SH)
        yield folder
    finally:
        with suppress(BlockingIOError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for one in (making, folder):
                shutil.rmtree(one, ignore_errors=True)
            lock.unlink()
        os.close(held)


def _held(lock: Path, folder: Path) -> tuple[int, bool]:
    """Hold the lock that stands there now; for ourselves alone, where the folder has to be made."""
    while True:
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(held, fcntl.LOCK_SH)
        with suppress(FileNotFoundError, BlockingIOError):
            if os.path.samestat(os.fstat(held), lock.stat()):  # the last to leave takes it away
                if folder.is_dir():
                    return held, False
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return held, True
        os.close(held)
        time.sleep(0.01)
