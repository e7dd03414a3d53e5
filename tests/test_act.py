"""Actions on real machines: a block blocks, a rollback restores, a break leaves a record and a way back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # noqa: TID251 - what a person would type is typed
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.netlab import OTHER, OURS, OURS6, THEIRS, THEIRS6, Lab, lab, why_not
from vedette.sandbox.responding import SYSTEM_PATH

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no network namespaces: {why_not()}")
ID = re.compile(r"^([nswc]-[0-9a-f]{12}(?:-\d+)?) ", re.MULTILINE)
BLOCK = ("block-address", THEIRS, "--with", "ip")
PROGRAMS = f"{os.environ.get('PATH', '')}:{SYSTEM_PATH}"


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lab")) as made:
        yield made


@pytest.fixture
def here(machines: Lab, tmp_path: Path) -> Iterator[Lab]:
    """The same machines, as a new user; they are left as they were found."""
    before = machines.network()
    yield Lab(machines.ours, machines.theirs, tmp_path)
    assert machines.network() == before


def name_in(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    found = ID.search(done.stdout)
    assert found is not None, done.stdout
    return found[1]


def planned(here: Lab, *words: str) -> str:
    return name_in(here.vedette("act", "plan", *words))


def acted(here: Lab, *words: str) -> str:
    done = here.vedette("act", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wrapped(folder: Path, script: str) -> str:
    """Put another `ip` before the real one: the test's, which does what it says."""
    folder.mkdir()
    path = folder / "ip"
    path.write_text(
        f'#!/bin/sh\nreal="{shutil.which("ip", path=SYSTEM_PATH)}"\n{script}\nexec "$real" "$@"\n'
    )
    path.chmod(0o700)
    return f"{folder}:{SYSTEM_PATH}"


def test_a_block_blocks_both_ways_and_nothing_else_and_is_taken_back(here: Lab) -> None:
    before = here.network()
    assert here.reaches(THEIRS)
    assert here.reaches(OURS, machine=here.theirs)
    name = planned(here, *BLOCK)
    tried = acted(here, "try", name)
    assert f"ip -4 rule add pref 60 to {THEIRS}/32 blackhole" in tried
    assert here.network() == before, "neither plan nor dry run changes anything"
    assert "seen to hold" in acted(here, "run", name, "--yes")
    assert here.cut_off(THEIRS)
    assert here.cut_off(OURS, machine=here.theirs), "what they ask is not answered"
    assert here.reaches(OTHER)
    assert here.reaches(THEIRS6)
    assert "taken back" in acted(here, "undo", name, "--yes")
    assert here.network() == before
    assert here.reaches(THEIRS)
    assert here.reaches(OURS, machine=here.theirs)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["nft", "iptables", "ip"])
@pytest.mark.parametrize("target", [THEIRS, "10.99.0.2/31", THEIRS6])
def test_each_way_blocks_addresses_and_ranges_of_both_families(here: Lab, way: str, target: str) -> None:
    if shutil.which(way, path=PROGRAMS) is None:
        pytest.skip(f"no {way} on this machine")
    before = here.network()
    address = target.partition("/")[0]
    name = name_in(here.driven(PROGRAMS, 0, "act", "plan", "block-address", target, "--with", way))
    done = here.driven(PROGRAMS, 0, "act", "run", name, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert here.cut_off(address)
    assert here.reaches(OTHER)
    done = here.driven(PROGRAMS, 0, "act", "undo", name, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert here.reaches(address)
    assert here.network() == before


@pytest.mark.slow
@pytest.mark.parametrize("way", ["nft", "iptables", "ip"])
def test_a_machine_is_cut_off_from_all_but_what_is_kept(here: Lab, way: str) -> None:
    if shutil.which(way, path=PROGRAMS) is None:
        pytest.skip(f"no {way} on this machine")
    before = here.network()
    words = ("isolate-host", "this-host", "--keep", OTHER, "--with", way)
    name = name_in(here.driven(PROGRAMS, 0, "act", "plan", *words))
    assert name.startswith("w-")
    done = here.driven(PROGRAMS, 0, "act", "run", name, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert here.cut_off(THEIRS)
    assert here.cut_off(THEIRS6)
    assert here.cut_off(OURS6, machine=here.theirs)
    assert here.reaches(OTHER), "the one that is kept"
    assert here.reaches("127.0.0.1"), "programs of the machine still talk to each other"
    done = here.driven(PROGRAMS, 0, "act", "undo", name, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert here.reaches(THEIRS)
    assert here.network() == before


@pytest.mark.slow
def test_the_way_out_of_the_network_is_never_blocked(here: Lab) -> None:
    here.run("ip", "route", "add", "default", "via", THEIRS)
    try:
        done = here.vedette("act", "plan", "block-address", "10.99.0.0/29")
        assert done.returncode == 3, done.stdout
        assert "NEVER TOUCHED" in done.stdout
        found = ID.search(done.stdout)
        assert found is not None
        done = here.vedette("act", "run", found[1], "--yes")
        assert done.returncode == 3, done.stdout + done.stderr
        assert "never touched" in done.stderr
        assert here.reaches(THEIRS)
    finally:
        here.run("ip", "route", "del", "default")


@pytest.mark.slow
def test_what_was_planned_before_the_list_said_no_is_not_run(here: Lab) -> None:
    name = planned(here, *BLOCK)
    (here.home / "data" / "actions" / "spare.txt").write_text(f"never {THEIRS} the partner's line\n")
    done = here.vedette("act", "run", name, "--yes")
    assert done.returncode == 3
    assert "the partner's line" in done.stderr
    assert here.reaches(THEIRS)


@pytest.mark.slow
def test_a_failure_half_way_takes_back_what_was_done(here: Lab, tmp_path: Path) -> None:
    name = planned(here, *BLOCK)
    path = wrapped(tmp_path / "bin", 'case "$*" in *add*from*) echo "no room" >&2; exit 2;; esac')
    before = here.network()
    done = here.driven(path, 0, "act", "run", name, "--yes")
    assert done.returncode == 1
    assert "taken back" in done.stdout
    assert "no room" in done.stdout
    assert here.network() == before
    assert here.reaches(THEIRS)


@pytest.mark.slow
def test_what_cannot_be_taken_back_is_said_with_the_commands_to_type(here: Lab, tmp_path: Path) -> None:
    name = planned(here, *BLOCK)
    path = wrapped(tmp_path / "bin", 'case "$*" in *add*from*|*del*) exit 2;; esac')
    before = here.network()
    done = here.driven(path, 0, "act", "run", name, "--yes")
    assert done.returncode == 1
    assert "STUCK" in done.stdout
    assert here.cut_off(THEIRS)
    assert "STUCK" in here.vedette("act", "resume").stdout
    typed = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ip ")]
    assert typed
    assert all(here.run("sh", "-c", line).returncode == 0 for line in typed[-1:])
    assert here.network() == before
    assert "taken back" in acted(here, "undo", name, "--yes")


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", ["add*to*", "add*from*"])
@pytest.mark.parametrize("then", ["run", "undo"])
def test_killed_in_the_middle_it_can_be_finished_or_taken_back(
    here: Lab, tmp_path: Path, when: str, at: str, then: str
) -> None:
    name = planned(here, *BLOCK)
    does = '"$real" "$@";' if when == "after" else ""
    path = wrapped(tmp_path / "bin", f'case "$*" in *{at}) {does} kill -9 $PPID; exit 0;; esac')
    assert here.driven(path, 0, "act", "run", name, "--yes").returncode == -9
    done = here.vedette("act", "resume")
    assert done.returncode == 1
    assert "half done" in done.stdout
    assert f"vedette act undo {name}" in done.stdout
    in_place = "in place" if when == "after" else "not in place"
    assert f"step {3 if 'from' in at else 2}: {in_place}" in done.stdout
    if then == "run":
        assert "seen to hold" in acted(here, "run", name, "--yes")
        assert here.cut_off(THEIRS)
        assert here.reaches(OTHER)
    acted(here, "undo", name, "--yes")
    assert here.reaches(THEIRS)
    assert "nothing was left half done" in acted(here, "resume")


@pytest.mark.slow
def test_what_is_over_its_time_is_taken_back(here: Lab) -> None:
    name = planned(here, *BLOCK, "--minutes", "30")
    acted(here, "run", name, "--yes")
    assert "nothing is over" in acted(here, "due")
    acted(here, "due", "--yes")
    assert here.cut_off(THEIRS)
    assert here.driven(SYSTEM_PATH, 31, "act", "due").returncode == 1
    assert here.cut_off(THEIRS), "shown is not taken back"
    done = here.driven(SYSTEM_PATH, 31, "act", "due", "--yes")
    assert done.returncode == 0, done.stderr
    assert here.reaches(THEIRS)


@pytest.mark.slow
def test_two_at_once_do_it_once(here: Lab) -> None:
    name = planned(here, *BLOCK)
    both = [here.start("act", "run", name, "--yes") for _ in range(2)]
    codes = sorted(one.wait(60) for one in both)
    for one in both:
        one.communicate()
    assert codes == [0, 2], "the second finds it done"
    assert here.cut_off(THEIRS)
    acted(here, "undo", name, "--yes")
    assert here.reaches(THEIRS)


def test_without_a_yes_nothing_is_done(here: Lab) -> None:
    name = planned(here, *BLOCK)
    done = here.vedette("act", "run", name)
    assert done.returncode == 2
    assert "blast radius" in done.stdout
    assert "you have not agreed" in done.stderr
    assert here.reaches(THEIRS)
