"""The disk is full: that is said clearly, nothing is done off the record, nothing is broken afterwards."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess  # noqa: TID251 - mounts a small disk
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser import Answer, Browser
from tests.ports import free_port
from tests.serving import Served, environment, leaves, served

SIZE = 12 << 20
WISH = {"target": "app.example.org", "source": "mirror/app.py"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of its own, of a few megabytes."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "vedette-test", str(folder)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


def fill(disk: Path, left: int = 0) -> Path:
    """Leave so many bytes, in a file or two."""
    ballast = disk / f"ballast-{left}"
    with ballast.open("wb", buffering=0) as file:
        ballast.chmod(0o600)
        try:
            while shutil.disk_usage(disk).free > left:
                file.write(bytes(4096))
        except OSError:
            assert not left
    return ballast


def asked_until_it_fails(who: Browser) -> tuple[list[dict[str, Any]], Answer]:
    """Ask until there is no room for the record of it; what was acknowledged, and what it says then."""
    receipts = []
    for _ in range(1000):
        try:
            receipts.append(who.send("GET", "/v1/me", None, who.token)["receipt"])
        except Answer as said:
            return receipts, said
    pytest.fail("it never ran out of room")


def answers(url: str, path: str, status: int) -> None:
    """Wait until it answers like that."""
    end = time.monotonic() + 120
    while (found := httpx.get(url + path).status_code) != status:
        assert time.monotonic() < end, found
        time.sleep(0.1)


def holds(receipts: list[dict[str, Any]], data: Path) -> None:
    kept = leaves(data)
    for part in (one[name] for one in receipts for name in ("decided", "ended")):
        assert hashlib.sha256(b"\0" + kept[part["index"]]).hexdigest() == part["leaf"]


def test_a_full_disk_is_said_to_be_full_and_does_no_harm(disk: Path, tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port=port) as service:
        operator = Browser(service.url)
        operator.enrol(service.link)
        operator.sign_in("operations")
        key = operator.http.get("/v1/ledger/key").text.strip()
        almost = fill(disk, 1 << 19)
        answers(service.url, "/readyz", 503)
        operator.reconnect()  # a service closes what was silent for some seconds, perhaps just as it is asked
        assert operator.ask("GET", "/v1/me")["result"]["person"], "C0 is done while it can be recorded"
        with pytest.raises(Answer) as caught:
            operator.ask("POST", "/v1/jobs/code.discover", WISH)
        assert "ledger-not-writing" in caught.value.body["reasons"]
        ballast = fill(disk)
        receipts, said = asked_until_it_fails(operator)
        assert said.status == 503, said
        assert "room" in said.body["hint"]
        _rests(service, operator)
        ballast.unlink()
        almost.unlink()
        answers(service.url, "/readyz", 200)
        operator.reconnect()
        receipts.append(operator.ask("GET", "/v1/me")["receipt"])
        holds(receipts, service.data)
    with served(tmp_path, port=port) as again:
        operator.reconnect()
        receipts.append(operator.ask("GET", "/v1/me")["receipt"])
        holds(receipts, again.data)
    _verifies(again, tmp_path, key)
    operator.http.close()


def _rests(service: Served, operator: Browser) -> None:
    """Not ready; what is C2, and what is asked of the programme, is not done; strangers are told as well."""
    answers(service.url, "/readyz", 503)
    operator.reconnect()
    jobs = list((service.data / "jobs").rglob("*"))
    for path, body in (("/v1/jobs/code.discover", WISH), ("/v1/identity/invitations", _ANA)):
        with pytest.raises(Answer) as caught:
            operator.send("POST", path, body, operator.token)
        assert caught.value.status == 503
        assert caught.value.body["hint"]
    assert list((service.data / "jobs").rglob("*")) == jobs
    assert httpx.get(f"{service.url}/healthz").status_code == 200


_ANA = {"name": "Ana", "org": "Clinic"}


def _verifies(service: Served, home: Path, key: str) -> None:
    there = environment(home) | {"VEDETTE_DATA_DIR": str(service.data)}
    words = ("-m", "vedette", "ledger")
    for more in (("export", str(home / "export")), ("verify", str(home / "export"), "--trust", key)):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *words, *more], env=there, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_service_does_not_start_on_a_full_disk_and_says_why(disk: Path, tmp_path: Path) -> None:
    ballast = fill(disk)
    with pytest.raises(AssertionError, match=r"hint: .*room"), served(tmp_path):
        pass
    ballast.unlink()
    with served(tmp_path) as service:
        assert service.link


def test_nothing_is_done_at_home_either_that_cannot_be_recorded(disk: Path, tmp_path: Path) -> None:
    fill(disk)
    done = subprocess.run(
        [sys.executable, "-m", "vedette", "rules", "list"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "room" in done.stderr
    assert not done.stdout
    (disk / "ballast-0").unlink()
