"""The watch over all tests here does see what it is there to see."""

import socket
import subprocess  # noqa: TID251  what is watched for

from tests.unit.triage import conftest


def test_a_program_that_starts_is_seen() -> None:
    subprocess.run(["true"], check=True)  # noqa: S607
    assert any(one.startswith("subprocess.Popen") for one in conftest._seen)  # noqa: SLF001
    conftest._seen.clear()  # noqa: SLF001


def test_a_connection_is_seen() -> None:
    with socket.socket() as one:
        one.settimeout(0.1)
        one.connect_ex(("127.0.0.1", 9))
    assert any(one.startswith("socket.connect") for one in conftest._seen)  # noqa: SLF001
    conftest._seen.clear()  # noqa: SLF001
