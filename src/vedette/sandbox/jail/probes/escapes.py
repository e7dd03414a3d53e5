"""Every probe against every wall: whether it held, and whether the probe is known to work outside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.sandbox.jail.calls import MACHINES, REFUSED, UNKNOWN
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.probes.files import FILES
from vedette.sandbox.jail.probes.kernelcalls import KERNEL
from vedette.sandbox.jail.probes.network import NETWORK
from vedette.sandbox.jail.probes.probe import Probe
from vedette.sandbox.jail.probes.processes import PROCESSES
from vedette.sandbox.jail.probes.resources import RESOURCES
from vedette.sandbox.jail.probes.world import World, world
from vedette.sandbox.jail.toolchain import interpreter

PROBES: Final = (*FILES, *NETWORK, *RESOURCES, *PROCESSES, *KERNEL)
_PRELUDE: Final = Path(__file__).with_name("prelude.txt")
_OUTSIDE_SECONDS: Final = 60
_SECONDS: Final = 20.0
_MARK: Final = "vedette-probe-mark"


class Escape(Struct, frozen=True):
    """What became of one attempt."""

    probe: str
    wall: str
    held: bool
    said: str
    """What the probe said of itself: for the record."""


def escapes(walls: Iterable[Walls] = tuple(Walls), probes: Iterable[Probe] = PROBES) -> Iterator[Escape]:
    """Try every probe behind every wall that stands here; a wall that does not stand gives no row."""
    jails = [Jail(only=wall) for wall in walls]
    standing = [jail for jail in jails if not isinstance(jail.wall(), NotExecuted)]
    rows = tuple(probes)
    with world() as planted:
        for jail in standing:
            for probe in rows:
                yield attempt(probe, jail, planted)


def attempt(probe: Probe, jail: Jail, planted: World) -> Escape:
    """Try one probe inside.

    Where a probe says nothing, no wall held: it must begin and say what stopped it, or be a bomb that was
    ended before it could say that it managed. Nothing of it may be left, or have reached what was planted.
    """
    tools = interpreter()
    mark = f"{_MARK}-{os.urandom(8).hex()}"
    bounds: dict[str, Any] = {"seconds": _SECONDS, **probe.bounds}
    heard = len(planted.received)
    program = Program(
        command=(tools.python, "-I", "-S", "-B", "-c", text(probe), mark),
        readable=tools.readable,
        tree=planted.tree,
        environ=planted.facts,
        **bounds,
    )
    ran = jail.run(program)
    if isinstance(ran, NotExecuted):
        return Escape(probe.name, str(jail.only), held=False, said=f"not executed: {ran.why}")
    untouched = not left(mark) and len(planted.received) == heard and not _dropped(planted)
    said = (ran.out + b"\n" + ran.err).decode("utf-8", "replace")
    held = untouched and _held(probe, ran, said) and planted.token not in said
    said = said.replace(planted.token, "THE SECRET")
    return Escape(probe.name, ran.walls.value, held=held, said=f"{said.strip()[:2000]} (code {ran.code})")


def control(probe: Probe, planted: World) -> bool | None:
    """Say whether a probe manages its deed outside; `None` where that is not tried.

    Then a wall that "holds" may hold nothing: the machine itself forbids the deed to whoever runs this.
    """
    if not probe.outside:
        return None
    mark = f"{_MARK}-{os.urandom(8).hex()}"
    command = [sys.executable, "-I", "-S", "-B", "-c", text(probe), mark]
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            command,
            cwd=planted.tree if "links" in probe.name else folder,
            env={**os.environ, **planted.facts, "OUTSIDE": "1"},
            capture_output=True,
            pass_fds=(planted.leaking,),
            timeout=_OUTSIDE_SECONDS,
            check=False,
        )
    remains = left(mark)
    for process in remains:
        os.kill(process, 9)
    restore(planted)
    if probe.shows:
        return planted.token.encode() in ran.stdout
    return b"\nDID" in ran.stdout or (b"\nLEFT" in ran.stdout and bool(remains))


def text(probe: Probe) -> str:
    """Return a probe's whole program for this machine."""
    column = MACHINES[os.uname().machine].column
    numbers = {call[0]: call[column] for group in (*REFUSED, *UNKNOWN) for call in group.calls}
    machine = MACHINES[os.uname().machine]
    numbers |= {"clone": machine.clone, "ioctl": machine.ioctl, "personality": machine.personality}
    prelude = _PRELUDE.read_text(encoding="utf-8")
    return prelude.replace("$numbers", repr(numbers)).replace("$deed", probe.code)


def left(mark: str) -> list[int]:
    """List the processes of this machine that a probe left behind."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
                if mark.encode() in words and b"\nState:\tZ" not in (entry / "status").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def restore(planted: World) -> None:
    """Put the tree back as it was, after a probe managed to change it outside."""
    Path(planted.tree, "inside.txt").write_text("as it was\n", encoding="ascii")


def _dropped(planted: World) -> bool:
    """Say whether the planted folder was changed."""
    changed = Path(planted.tree, "inside.txt").read_text(encoding="ascii") != "as it was\n"
    return changed or Path(planted.folder, "dropped").exists()


def _held(probe: Probe, ran: Execution, said: str) -> bool:
    lines = said.splitlines()
    began = "BEGAN" in lines
    did = any(line.startswith("DID") for line in lines)
    stopped = any(line.startswith("HELD") for line in lines) or (probe.shows and did)
    managed = did and not probe.shows
    ended = probe.bomb and (ran.timed_out or ran.code < 0 or "LEFT" in lines)
    return began and not managed and (stopped or ended)
