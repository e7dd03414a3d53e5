"""The watch over all tests of triage does see what it is there to see."""

import importlib
import marshal  # noqa: TID251  what is watched for
import socket
import subprocess  # noqa: TID251

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
