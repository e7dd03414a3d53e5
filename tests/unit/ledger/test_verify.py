"""A stranger with an export finds out whether it is the ledger that was promised: the five attacks."""

import ast
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.ledger.stores import filled
from tests.unit.ledger.worlds import KEY, NAME, OTHER_KEY, WITNESS_KEYS, World, deaf, trust
from vedette.core.errors import Unavailable
from vedette.ledger import verify as module
from vedette.ledger.checkpoint import Checkpoint, sign
from vedette.ledger.export import bundle, receipt_text
from vedette.ledger.notes import Algorithm, PrivateKey
from vedette.ledger.publish import Publisher
from vedette.ledger.slots import Memory as Slots
from vedette.ledger.sqlite import SqliteStore
from vedette.ledger.store import Memory
from vedette.ledger.verify import Result, Trust, tile_name, verify, verify_receipt

SIZES = [0, 1, 2, 255, 256, 257, 600]


@pytest.mark.parametrize("name", ["export", "export.zip"])
@pytest.mark.parametrize("size", SIZES)
def test_an_honest_export_holds(size: int, name: str, tmp_path: Path) -> None:
    world = World.of(size)
    found = verify(world.exported(tmp_path / name), trust(quorum=4))
    assert found.problems == ()
    assert found.ok
    assert (found.origin, found.size, found.root) == (NAME, size, world.ledger.root(size).hex())
    assert found.key == KEY.public.text()
    assert found.cosigned == tuple((key.public.name, 1_760_000_000) for key in WITNESS_KEYS)


def test_an_export_holds_against_every_older_checkpoint_and_receipt(tmp_path: Path) -> None:
    world = World.of(600)
    earlier = [world.note(size).text() for size in (0, 1, 256, 257, 600)]
    receipts = [(at, world.ledger.receipt(at).leaf) for at in (0, 255, 599)]
    assert verify(world.exported(tmp_path / "e"), trust(4, earlier, receipts)).problems == ()


def test_without_a_key_of_your_own_the_answer_says_which_one_was_believed(tmp_path: Path) -> None:
    world = World.of(3)
    world.key = OTHER_KEY
    world.watching = {}
    assert verify(world.exported(tmp_path / "e"), Trust()) == Result(
        (), NAME, 3, world.ledger.root(3).hex(), OTHER_KEY.public.text()
    )


def rewritten(path: Path, statement: str, *given: object) -> None:
    """Change the file of a ledger behind its back."""
    base = sqlite3.connect(path)
    with base:
        base.execute(statement, given)
    base.close()


def attacked(tmp_path: Path, statement: str, *given: object) -> Result:
    """Export a ledger whose file was changed with SQL after its checkpoint."""
    store = SqliteStore(tmp_path / "l.sqlite")
    world = World.of(600, store)
    note = world.collected().note
    rewritten(tmp_path / "l.sqlite", statement, *given)
    try:
        return verify(world.exported(tmp_path / "e", note), trust())
    finally:
        store.close()


def test_attack_1_an_entry_rewritten_with_sql_is_found(tmp_path: Path) -> None:
    found = attacked(tmp_path, "update leaf set data = ? where number = 17", b"entry XX")
    assert found.problems == ("entry 17 is not the one tile/0/000 was made of",)


def test_attack_1_an_entry_deleted_with_sql_stops_the_export(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="between entry 0 and 255 some are gone"):
        attacked(tmp_path, "delete from leaf where number = 17")


def test_attack_1_a_last_entry_rewritten_does_not_give_the_signed_root(tmp_path: Path) -> None:
    found = attacked(tmp_path, "update leaf set data = ? where number = 599", b"entry XX")
    assert found.problems == ("its entries do not give the root that was signed",)


def test_attack_1_a_tile_rewritten_with_sql_is_found(tmp_path: Path) -> None:
    found = attacked(tmp_path, "update tile set hashes = zeroblob(64) where level = 1")
    assert found.problems == ("tile/1/000.p/2 is wrong",)


def forged(start: int = 17, count: int = 600) -> World:
    """A ledger that has the right name and key, but other entries from some place on."""
    store = Memory()
    filled(store, start)
    return World(filled(store, count - start, start=1000), watching={})


def test_attack_1_a_ledger_rewritten_as_a_whole_does_not_go_on_from_what_you_kept(tmp_path: Path) -> None:
    world, forger = World.of(600), forged()
    kept = [world.note(size).text() for size in (10, 300)]
    receipts = [(at, world.ledger.receipt(at).leaf) for at in (3, 400)]
    found = verify(forger.exported(tmp_path / "e"), trust(0, kept, receipts))
    assert found.problems == (
        "it does not go on from size 300: rewritten",
        "entry 400 is not the one of its receipt: rewritten",
    )


def test_attack_1_a_ledger_rewritten_as_a_whole_gets_no_cosignature(tmp_path: Path) -> None:
    world, forger = World.of(300), forged()
    assert len(world.collected().note.signatures) == 5
    forger.watching = world.watching
    collected = forger.collected()
    assert [(one.status, one.why) for one in collected.problems] == [
        (422, "the proof does not show that the ledger only grew")
    ] * 4
    found = verify(forger.exported(tmp_path / "e", collected.note), trust())
    assert found.problems == ("0 of the 3 witnesses asked for have cosigned",)


def test_attack_2_a_truncated_ledger_is_found_by_what_you_kept_and_by_witnesses(tmp_path: Path) -> None:
    world = World.of(600)
    kept, receipt = world.collected().note.text(), (599, world.ledger.receipt(599).leaf)
    world.ledger = filled(Memory(), 300)
    collected = world.collected()
    assert {one.why for one in collected.problems} == {"it saw size 600, this is only 300"}
    found = verify(world.exported(tmp_path / "e", collected.note), trust(3, [kept], [receipt]))
    assert found.problems == (
        "0 of the 3 witnesses asked for have cosigned",
        "the ledger is shorter than at size 600: truncated, or an older copy",
        "entry 599 of a receipt is missing",
    )


@pytest.mark.parametrize("after", [0, 500])
def test_attack_3_a_ledger_restored_from_an_old_backup_is_found(tmp_path: Path, after: int) -> None:
    path, backup = tmp_path / "l.sqlite", tmp_path / "backup.sqlite"
    store = SqliteStore(path)
    filled(store, 300).close()
    shutil.copy(path, backup)
    world, slots = World.of(300, SqliteStore(path)), Slots()
    publisher = Publisher(world.ledger, KEY, slots)
    kept = publisher.publish(1.0).text()
    world.collected()
    world.ledger.close()
    for tail in ("", "-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    shutil.copy(backup, path)
    world.ledger = filled(SqliteStore(path), after, start=5000)
    with pytest.raises(Unavailable, match="does not go on from its last checkpoint"):
        Publisher(world.ledger, KEY, slots)
    collected = world.collected()
    assert len(collected.problems) == 4
    found = verify(world.exported(tmp_path / "e", collected.note), trust(3, [kept]))
    assert any("truncated" in one or "rewritten" in one for one in found.problems)
    world.ledger.close()


def test_attack_4_of_two_views_only_one_gets_a_quorum(tmp_path: Path) -> None:
    world, other = World.of(600), forged()
    half = dict(list(world.watching.items())[:2])
    everyone, world.watching = world.watching, half
    one = world.collected().note
    other.watching = everyone
    collected = other.collected()
    assert [(got.witness, got.why) for got in collected.problems] == [
        ("w0.example", "it saw another ledger of size 600"),
        ("w1.example", "it saw another ledger of size 600"),
    ]
    world.watching = everyone
    for world_of, note, name in ((world, one, "one"), (other, collected.note, "other")):
        found = verify(world_of.exported(tmp_path / name, note), trust(3))
        assert found.problems == ("2 of the 3 witnesses asked for have cosigned",)


def test_attack_5_a_swapped_key_is_found_by_who_knows_the_right_one_and_by_witnesses(tmp_path: Path) -> None:
    world = World.of(600)
    world.key = OTHER_KEY
    collected = world.collected()
    assert {one.status for one in collected.problems} == {403}
    found = verify(world.exported(tmp_path / "e", collected.note), trust(3))
    assert found.problems == (
        f"the checkpoint is not signed by {KEY.public.text()}",
        "0 of the 3 witnesses asked for have cosigned",
    )


def test_one_witness_under_two_names_counts_once(tmp_path: Path) -> None:
    world = World.of(3)
    again = PrivateKey("w9.example", Algorithm.COSIGNATURE, bytes([10]) * 32)
    note = world.note()
    note = note._replace(
        signatures=(*note.signatures, *(key.sign(note.body, 1) for key in (WITNESS_KEYS[0], again)))
    )
    world.watching = {WITNESS_KEYS[0].public: deaf, again.public: deaf}
    asked = Trust(KEY.public.text(), (WITNESS_KEYS[0].public.text(), again.public.text()), 2)
    found = verify(world.exported(tmp_path / "e", note), asked)
    assert found.problems == ("1 of the 2 witnesses asked for have cosigned",)


def test_a_key_for_witnessing_does_not_sign_for_the_ledger(tmp_path: Path) -> None:
    world = World.of(3)
    world.key = PrivateKey(NAME, Algorithm.COSIGNATURE, bytes(32))
    world.watching = {}
    (problem,) = verify(world.exported(tmp_path / "e"), Trust()).problems
    assert problem.startswith("the checkpoint is not signed by")


Change = Callable[[Path], object]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda at: (at / "checkpoint").unlink(), "checkpoint is missing"),
        (lambda at: (at / "keys").write_bytes(b""), "keys is not a list of keys"),
        (lambda at: (at / "keys").write_bytes(b"x\n"), "not a public key: 'x'"),
        (lambda at: (at / "keys").write_bytes(b"\xff\n"), "the export cannot be read"),
        (lambda at: (at / "tile/entries/000.p/3").unlink(), "tile/entries/000.p/3 is missing"),
        (lambda at: (at / "more").write_bytes(b""), "more does not belong there"),
        (lambda at: (at / "checkpoint").write_bytes(b"\xff"), "the checkpoint is no text"),
        (lambda at: (at / "checkpoint").write_bytes(b"a\nb\n"), "the checkpoint is not one"),
        (lambda at: (at / "checkpoint").write_bytes(b"a\n1\nAA==\n\n- b c\n"), "not base64: 'c'"),
        (
            lambda at: (at / "checkpoint").write_bytes(b"a\n1\nAA==\n\n- b AAAAAA==\n"),
            "a key nobody knows: b",
        ),
        (lambda at: (at / "tile/entries/000.p/3").write_bytes(b"\0\1"), "ends too early"),
        (lambda at: (at / "tile/entries/000.p/3").write_bytes(bytes(7)), "does not end where it should"),
        (lambda at: (at / "keys").write_bytes(bytes(20_000_000)), "keys is too long"),
    ],
)
def test_a_damaged_export_says_what_is_broken(change: Change, problem: str, tmp_path: Path) -> None:
    path = World.of(3).exported(tmp_path / "e")
    change(path)
    found = verify(path, trust())
    assert not found.ok
    assert problem in found.problems[0]


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no zip")
    for path in (tmp_path / "file", tmp_path / "nothing"):
        (problem,) = verify(path, trust()).problems
        assert problem.startswith("the export cannot be read")


def test_a_zip_file_with_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = World.of(3).exported(tmp_path / "e.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("keys", b"")
    assert verify(path, trust()).problems == ("a name is there twice",)


def test_a_receipt_verifies_offline() -> None:
    world = World.of(600)
    note = world.collected().note
    for index in (0, 255, 256, 511, 512, 599):
        text = receipt_text(world.ledger, index, note)
        assert verify_receipt(text, trust()).problems == ()
        assert verify_receipt(text, trust(), b"entry %d" % index).ok


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"index 5\n", b"index 4\n", "does not lead to the root"),
        (b"index 5\n", b"index 600\n", "does not lead to the root"),
        (b"index 5\n", b"index 05\n", "not a number"),
        (b"index 5\n", b"", "does not begin as one"),
        (b"extra ZW50cnkgNQ==\n", b"", "does not hold its entry"),
        (b"extra ZW50cnkgNQ==", b"extra ZW50cnkgNg==", "does not lead to the root"),
        (b"extra ZW50cnkgNQ==", b"extra ZW50cnkgNR==", "not base64 as it is written"),
        (b"extra ZW50cnkgNQ==", b"extra ?", "not base64"),
        (b"@v1", b"@v2", "does not begin as one"),
        (b"\n600\n", b"\n601\n", "signature of vedette.example/ledger does not hold"),
    ],
)
def test_a_changed_receipt_says_what_is_broken(old: bytes, new: bytes, problem: str) -> None:
    world = World.of(600)
    text = receipt_text(world.ledger, 5, world.collected().note)
    assert old in text
    (found,) = verify_receipt(text.replace(old, new), trust()).problems
    assert problem in found


def test_a_receipt_of_a_ledger_of_one_has_no_path() -> None:
    world = World.of(1)
    text = receipt_text(world.ledger, 0, world.collected().note)
    assert verify_receipt(text, trust()).ok
    longer = text.replace(b"index 0\n", b"index 0\n" + text.split(b"\n")[6] + b"\n")
    assert not verify_receipt(longer, trust()).ok


def test_a_receipt_is_for_one_entry_and_needs_its_witnesses() -> None:
    world = World.of(3)
    text = receipt_text(world.ledger, 1, world.note())
    assert verify_receipt(text, trust(0), b"entry 2").problems == ("the receipt is for another entry",)
    assert verify_receipt(text, trust(1)).problems == ("0 of the 1 witnesses asked for have cosigned",)
    assert verify_receipt(text, Trust()).problems == ("the checkpoint is not signed by any key you gave",)


def test_the_verifier_is_one_file_that_needs_nothing_of_ours() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else _plainly(node))
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


def _plainly(node: ast.AST) -> list[str]:
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def test_tiles_are_named_in_threes() -> None:
    assert tile_name("0", 1_234_067, 256) == "tile/0/x001/x234/067"
    assert tile_name("1", 5, 3) == "tile/1/005.p/3"


def test_an_entry_bundle_has_lengths() -> None:
    assert bundle([b"a", b""]) == b"\0\1a\0\0"


def test_a_checkpoint_of_another_ledger_does_not_stand_in(tmp_path: Path) -> None:
    other = PrivateKey("other.example", Algorithm.NOTE, bytes(32))
    world = World.of(3)
    world.key, world.watching = other, {}
    note = sign(Checkpoint("other.example", 3, world.ledger.root(3)), other)
    (problem,) = verify(world.exported(tmp_path / "e", note), trust(0)).problems
    assert problem == f"the checkpoint is not signed by {KEY.public.text()}"


def test_a_ledger_is_not_its_own_witness(tmp_path: Path) -> None:
    own = KEY.public.text()
    found = verify(World.of(3).exported(tmp_path / "e"), Trust(key=own, witnesses=(own,), quorum=1))
    assert found.problems == ("0 of the 1 witnesses asked for have cosigned",)
