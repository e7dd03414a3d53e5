"""An export is laid out as C2SP says, the same every time, and never over something else."""

from pathlib import Path

import pytest

from tests.unit.ledger.worlds import World
from vedette.core.errors import BadInput, Unavailable
from vedette.ledger import export as ours
from vedette.ledger import verify as theirs
from vedette.ledger.export import export, receipt_text


def test_the_files_are_those_of_tlog_tiles(tmp_path: Path) -> None:
    path = World.of(600).exported(tmp_path / "e")
    assert sorted(one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()) == [
        "checkpoint",
        "keys",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]


def test_the_same_ledger_gives_the_same_file(tmp_path: Path) -> None:
    world = World.of(300)
    note = world.collected().note
    one, other = (world.exported(tmp_path / f"{name}.zip", note).read_bytes() for name in "ab")
    assert one == other


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    world = World.of(3)
    for name in ("e", "e.zip"):
        world.exported(tmp_path / name)
        with pytest.raises(BadInput, match="exists already"):
            world.exported(tmp_path / name)


def test_a_place_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot write"):
        World.of(3).exported(tmp_path / "not" / "there.zip")


def test_a_checkpoint_of_a_longer_ledger_is_refused(tmp_path: Path) -> None:
    note = World.of(5).note()
    with pytest.raises(BadInput, match="no size 5 yet"):
        export(World.of(4).ledger, note, [], tmp_path / "e")
    with pytest.raises(BadInput):
        receipt_text(World.of(5).ledger, 5, note)


def test_every_key_that_signed_goes_along(tmp_path: Path) -> None:
    world = World.of(3)
    with pytest.raises(BadInput, match="by none of these keys"):
        export(world.ledger, world.collected().note, [world.key.public], tmp_path / "e")
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize("number", [0, 5, 999, 1000, 1_234_067, 10**9, 10**12 + 1])
@pytest.mark.parametrize("width", [3, 256])
def test_who_writes_and_who_reads_name_tiles_alike(number: int, width: int) -> None:
    assert ours.tile_name("0", number, width) == theirs.tile_name("0", number, width)
