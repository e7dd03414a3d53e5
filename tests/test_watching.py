"""The watch over all tests of triage does see what it is there to see."""

import importlib
import marshal  # noqa: TID251  what is watched for
import socket
import subprocess  # noqa: TID251
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.watching import watched


def test_a_program_that_starts_is_seen() -> None:
    with watched() as seen:
        subprocess.run(["true"], check=True)  # noqa: S607
    assert any(one.startswith("subprocess.Popen") for one in seen)


def test_a_connection_is_seen() -> None:
    with watched() as seen, socket.socket() as one:
        one.settimeout(0.1)
        one.connect_ex(("127.0.0.1", 9))
    assert any(one.startswith("socket.connect") for one in seen)


def test_frozen_code_that_is_thawed_is_seen_and_an_import_is_not() -> None:
    with watched() as seen:
        importlib.import_module("colorsys")
        assert seen == []
        marshal.loads(marshal.dumps(1))  # noqa: S302
    assert any(one.startswith("marshal.loads") for one in seen)


def test_what_is_seen_says_who_asked() -> None:
    frozen = marshal.dumps(1)
    with watched() as seen:
        marshal.loads(frozen)  # noqa: S302
    [told] = seen
    assert told.startswith(f"marshal.loads by {__file__}:")


def test_threads_that_begin_to_be_counted_at_once_do_not_meet_in_the_watch() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(_set_and_set_again, range(2)))
    finally:
        sys.setswitchinterval(interval)


def _set_and_set_again(_: int) -> None:
    for _ in range(20_000):
        sys.settrace(None)
