"""Every attempt to get out, behind every wall that stands here; and that each attempt is one."""

import contextlib
import json
import os
import subprocess  # noqa: TID251  what stands outside a jail cannot be started by it
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import vedette
from vedette.core.executions import NotExecuted, Walls
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.probes.escapes import PROBES, attempt, control, escapes
from vedette.sandbox.jail.probes.probe import Probe
from vedette.sandbox.jail.probes.world import World, world

COUNTED = (
    "a secret file of the host",
    "more processes than allowed",
    "memory in many processes",
    "memory in many processes, shared by each with nobody",
    "a whole disk in many files",
    "living on as a daemon",
    "memory of processes outside",
    "becoming root",
)
"""Those that show most are tried in every way; half of the others behind one wall, and all by `make soak`."""
JAILS = {wall: Jail(only=wall) for wall in Walls}
STAND = [wall for wall, jail in JAILS.items() if not isinstance(jail.wall(), NotExecuted)]


@pytest.fixture(scope="module")
def planted() -> Iterator[World]:
    with world() as made:
        yield made


def standing(wall: Walls) -> Jail:
    """The jail behind one wall, or a skipped test that says why nothing was tried."""
    found = JAILS[wall].wall()
    if isinstance(found, NotExecuted):
        pytest.skip(f"NOT EXECUTED, so nothing is known of this wall here: {found.why}")
    return JAILS[wall]


@pytest.mark.parametrize("wall", Walls, ids=str)
def test_of_a_wall_that_does_not_stand_it_is_said_that_nothing_was_tried(wall: Walls) -> None:
    assert standing(wall) is JAILS[wall]


def in_turn(probe: Probe, turn: int, of: int) -> tuple[pytest.MarkDecorator, ...]:
    """Whether a probe waits for the long run: each second one is tried behind one wall in every run."""
    often = of == 0 or probe.name in COUNTED or PROBES.index(probe) % (2 * of) == turn
    return () if often else (pytest.mark.slow,)


@pytest.mark.parametrize(
    ("probe", "wall"),
    [
        pytest.param(probe, wall, id=f"{probe.name}-{wall}", marks=in_turn(probe, turn, len(STAND)))
        for turn, wall in enumerate(STAND or Walls)
        for probe in PROBES
    ],
)
def test_no_probe_gets_out(probe: Probe, wall: Walls, planted: World) -> None:
    tried = attempt(probe, standing(wall), planted)
    assert tried.held, tried.said


@pytest.mark.parametrize(
    "probe",
    [pytest.param(one, id=one.name, marks=in_turn(one, 0, 3)) for one in PROBES if one.outside],
)
def test_a_probe_that_is_held_inside_manages_its_deed_outside(probe: Probe, planted: World) -> None:
    managed = control(probe, planted)
    if not managed and not probe.sure:
        pytest.skip(
            "this machine forbids it to us outside too: what holds it inside is not known to be the wall"
        )
    assert managed


def test_each_probe_is_there_once_and_there_are_many() -> None:
    assert len({probe.name for probe in PROBES}) == len(PROBES) >= 60


def test_a_probe_that_manages_is_seen_to(planted: World) -> None:
    jail = standing(Walls.LANDLOCK)
    managing = Probe(name="x", code="def deed(): return 1")
    showing = Probe(name="x", shows=True, code="def deed(): return fact('TOLD')")
    told = World(
        **{name: getattr(planted, name) for name in planted.__struct_fields__}
        | {"facts": {"TOLD": planted.token}}
    )
    assert not attempt(managing, jail, planted).held
    assert not attempt(showing, jail, told).held
    assert not attempt(Probe(name="x", code="def deed(): os._exit(0)"), jail, planted).held
    assert not attempt(Probe(name="x", bomb=True, code="def deed(): os._exit(0)"), jail, planted).held


def test_the_table_has_a_row_for_each_probe_and_wall() -> None:
    probes = PROBES[:2]
    rows = list(escapes(probes=probes))
    assert [(row.probe, row.wall) for row in rows] == [
        (one.name, wall.value) for wall in STAND for one in probes
    ]
    assert all(row.held for row in rows)


PLAIN = """
import json, sys
from vedette.sandbox.jail.probes.escapes import PROBES, escapes
chosen = [probe for probe in PROBES if probe.name in sys.argv[1:]]
print(json.dumps([[row.probe, row.wall, row.held, row.said] for row in escapes(probes=chosen)]))
"""


def as_plain_user(*words: str) -> subprocess.CompletedProcess[bytes] | None:
    """Run Python as somebody without rights: by our own interpreter, or the system's if ours is in a home."""
    path = os.pathsep.join([str(Path(one.__file__).parents[1]) for one in (vedette, msgspec) if one.__file__])
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            ran = subprocess.run(  # noqa: S603
                [python, "-B", *words],
                env={"PYTHONPATH": path, "PATH": os.defpath, "HOME": "/nonexistent"},
                cwd="/",
                user=61_000,
                group=61_000,
                extra_groups=[],
                capture_output=True,
                check=False,
                timeout=50,
            )
            if ran.returncode == 0:
                return ran
    return None


def test_the_walls_of_a_plain_user_hold_as_those_of_root() -> None:
    """Without root there is no user to become and mostly no control group: other parts have to hold."""
    if os.geteuid() != 0:
        pytest.skip("we are no root: every other test is this one")
    ran = as_plain_user("-c", PLAIN, *COUNTED)
    if ran is None and as_plain_user("-c", "import vedette.sandbox.jail.jail") is None:
        pytest.skip("no interpreter here that somebody without rights can start")
    assert ran is not None
    rows = json.loads(ran.stdout)
    assert all(held for _, _, held, _ in rows), rows
    if not rows:
        pytest.skip("NOT EXECUTED: users may put up no wall here")
    assert {probe for probe, *_ in rows} == set(COUNTED)
