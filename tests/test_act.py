"""Actions on real machines: a block blocks, a rollback restores, a break leaves a record and a way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.netlab import OTHER, OURS, THEIRS, THEIRS6, Lab, lab, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no network namespaces: {why_not()}")
ID = re.compile(r"^([nswc]-[0-9a-f]{12}(?:-\d+)?) ", re.MULTILINE)


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


def planned(here: Lab, *words: str) -> str:
    done = here.vedette("act", "plan", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    found = ID.search(done.stdout)
    assert found is not None, done.stdout
    return found[1]


def acted(here: Lab, *words: str) -> str:
    done = here.vedette("act", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_block_blocks_both_ways_and_nothing_else_and_is_taken_back(here: Lab) -> None:
    before = here.network()
    assert here.reaches(THEIRS)
    name = planned(here, "block-address", THEIRS, "--with", "ip")
    tried = acted(here, "try", name)
    assert f"ip -4 rule add pref 60 to {THEIRS}/32 blackhole" in tried
    assert here.network() == before, "neither plan nor dry run changes anything"
    assert "seen to hold" in acted(here, "run", name, "--yes")
    assert not here.reaches(THEIRS)
    assert here.reaches(OTHER)
    assert here.reaches(THEIRS6)
    assert here.reaches(OURS, machine=here.theirs) is False, "answers to them are stopped as well"
    assert "taken back" in acted(here, "undo", name, "--yes")
    assert here.network() == before
    assert here.reaches(THEIRS)
