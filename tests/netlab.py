"""Two machines made of network namespaces, with a real wire between them. Needs no rights of its own."""

from __future__ import annotations

import shutil
import subprocess  # noqa: TID251 - what is tested is the command itself
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving import environment

OURS = "10.99.0.1"
THEIRS = "10.99.0.2"
OTHER = "10.99.0.4"
OURS6 = "fd99::1"
THEIRS6 = "fd99::2"
PORT = 7007
_SERVE = """
import socket, sys, threading
both = socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True)
print("up", flush=True)
while True:
    one, _ = both.accept()
    one.sendall(b"hello")
    one.close()
"""
_ASK = """
import socket, sys
try:
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=float(sys.argv[3])) as one:
        sys.exit(0 if one.recv(5) == b"hello" else 3)
except OSError:
    sys.exit(1)
"""


def why_not() -> str:
    """Say why there can be no such lab here; empty: there can."""
    lacking = [one for one in ("unshare", "nsenter", "ip") if shutil.which(one) is None]
    if lacking:
        return f"no {', '.join(lacking)} on this machine"
    command = ["unshare", "-rn", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return f"the kernel refuses: {tried.stderr.strip()}" if tried.returncode else ""


@dataclass
class Lab:
    """Our machine and theirs."""

    ours: int
    theirs: int
    home: Path

    def on(self, machine: int, *words: str) -> list[str]:
        """Return a command as it is run on one of the machines."""
        return ["nsenter", "-t", str(machine), "-U", "-n", "--preserve-credentials", *words]

    def run(self, *words: str, machine: int = 0, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command, on our machine unless another is named."""
        command = self.on(machine or self.ours, *words)
        env = environment(self.home)
        return subprocess.run(  # noqa: S603
            command, env=env, capture_output=True, text=True, timeout=timeout, check=False
        )

    def vedette(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on our machine."""
        return self.run(sys.executable, "-m", "vedette", *words)

    def driven(self, path: str, minutes: int, *words: str) -> subprocess.CompletedProcess[str]:
        """Run it with other programs, some minutes later."""
        return self.run(sys.executable, "-m", "tests.actdriver", path, str(minutes), *words)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the command line on our machine."""
        command = self.on(self.ours, sys.executable, "-m", "vedette", *words)
        return subprocess.Popen(  # noqa: S603
            command, env=environment(self.home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def reaches(self, address: str, *, machine: int = 0) -> bool:
        """Whether a connection to the server at an address comes about, however busy this machine is."""
        return self._asked(address, machine, 20)

    def cut_off(self, address: str, *, machine: int = 0) -> bool:
        """Whether none comes about in the time in which one would."""
        return not self._asked(address, machine, 1.5)

    def _asked(self, address: str, machine: int, seconds: float) -> bool:
        words = (sys.executable, "-S", "-c", _ASK, address, str(PORT), str(seconds))
        return self.run(*words, machine=machine).returncode == 0

    def network(self) -> str:
        """Return all that the kernel knows of our ways out: rules and routes of both families, filters."""
        asked = ["-4 rule", "-6 rule", "-4 route show table all", "-6 route show table all"]
        said = [self.run("ip", *one.split()).stdout for one in asked]
        filters = ("nft list ruleset", "iptables -w -S", "ip6tables -w -S")
        there = [one.split() for one in filters if shutil.which(one.split()[0]) is not None]
        said += [self.run(*one).stdout for one in there]
        return "\n".join(said)


@contextmanager
def lab(home: Path) -> Iterator[Lab]:
    """Make both machines, and take them away."""
    with ExitStack() as ending:
        ours = _machine(ending, ["unshare", "-rn", "sleep", "600"])
        inside = ["nsenter", "-t", str(ours), "-U", "-n", "--preserve-credentials"]
        theirs = _machine(ending, [*inside, "unshare", "-n", "sleep", "600"])
        made = Lab(ours, theirs, home)
        _wire(made)
        _serve(ending, made, theirs)
        _serve(ending, made, ours)
        yield made


def _machine(ending: ExitStack, command: list[str]) -> int:
    held = subprocess.Popen(command)  # noqa: S603
    ending.callback(held.wait)
    ending.callback(held.kill)
    until = time.monotonic() + 60
    mine = Path("/proc/self/ns/net").readlink()
    while time.monotonic() < until:
        name = Path(f"/proc/{held.pid}/comm").read_text().strip()
        if name == "sleep" and Path(f"/proc/{held.pid}/ns/net").readlink() != mine:
            return held.pid
        time.sleep(0.01)
    raise TimeoutError(command)


def _wire(made: Lab) -> None:
    for words in (
        "link set lo up",
        f"link add va type veth peer name vb netns {made.theirs}",
        f"addr add {OURS}/24 dev va",
        f"addr add {OURS6}/64 dev va nodad",
        "link set va up",
    ):
        done = made.run("ip", *words.split())
        assert done.returncode == 0, (words, done.stderr)
    for words in (
        "link set lo up",
        f"addr add {THEIRS}/24 dev vb",
        f"addr add {OTHER}/24 dev vb",
        f"addr add {THEIRS6}/64 dev vb nodad",
        "link set vb up",
    ):
        done = made.run("ip", *words.split(), machine=made.theirs)
        assert done.returncode == 0, (words, done.stderr)
    _until_up(made)


def _until_up(made: Lab) -> None:
    """Wait for the kernel to have made its own routes: what is compared later must not still be changing."""
    until = time.monotonic() + 60
    seen = ""
    while time.monotonic() < until:
        now = made.network()
        if now == seen and "fe80" in now and "tentative" not in made.run("ip", "addr").stdout:
            return
        seen = now
        time.sleep(0.2)
    raise TimeoutError(seen)


def _serve(ending: ExitStack, made: Lab, machine: int) -> None:
    command = made.on(machine, sys.executable, "-S", "-c", _SERVE, str(PORT))
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    ending.callback(server.wait)
    ending.callback(server.kill)
    assert server.stdout is not None
    ending.callback(server.stdout.close)
    assert server.stdout.readline() == "up\n"
