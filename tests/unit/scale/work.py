"""Pieces of work for processes of their own: they are found by name, so they stand in a module."""

import os
import sys
import time

from vedette.core.errors import BadInput, VedetteError
from vedette.scale.processes import Tell


def shout(given: bytes, tell: Tell) -> bytes:
    tell(b"half")
    return given.upper()


def sleep(given: bytes, tell: Tell) -> bytes:
    tell(str(os.getpid()).encode())
    time.sleep(60)
    return given


def devour(given: bytes, tell: Tell) -> bytes:
    del tell
    kept = [given * 1_000_000 for _ in range(10_000)]
    return kept[0]


def die(given: bytes, tell: Tell) -> bytes:
    del given, tell
    os._exit(9)


def complain(given: bytes, tell: Tell) -> bytes:
    del tell
    raise BadInput(f"no use for {given.decode()}\udcff", hint="give something else")


def object_to_all(given: bytes, tell: Tell) -> bytes:
    del given, tell
    raise VedetteError("odd", hint="odd")


def stumble(given: bytes, tell: Tell) -> bytes:
    del tell
    raise KeyError(given)


def sink(given: bytes, tell: Tell) -> bytes:
    sys.setrecursionlimit(200)
    return sink(given, tell)


def look_around(given: bytes, tell: Tell) -> bytes:
    del given, tell
    return " ".join([str(os.nice(0)), *sorted(os.environ)]).encode()
