"""A pseudonym is tied to its subject as long as the key of its epoch exists, and the ledger outlives that."""

import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ledger.worlds import World, trust
from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.pseudonyms import MONTH_S, QUARTER_S, Pseudonyms
from vedette.ledger.slots import Folder, Memory
from vedette.ledger.verify import verify

NOW = 100 * QUARTER_S + 5


def test_a_subject_has_one_name_in_an_epoch_and_another_in_the_next() -> None:
    names = Pseudonyms(Memory())
    one = names.of("person-1", NOW)
    assert one.startswith("100.")
    assert "person" not in one
    assert names.of("person-1", NOW + 9) == one
    assert names.of("person-2", NOW) != one
    assert names.of("person-1", NOW + QUARTER_S) != one
    assert names.of("", NOW) == ""


def test_two_processes_give_the_same_name(tmp_path: Path) -> None:
    assert Pseudonyms(Folder(tmp_path)).of("p", NOW) == Pseudonyms(Folder(tmp_path)).of("p", NOW)


def test_another_installation_gives_another_name() -> None:
    assert Pseudonyms(Memory()).of("p", NOW) != Pseudonyms(Memory()).of("p", NOW)


def test_whose_a_pseudonym_is_can_be_told() -> None:
    names = Pseudonyms(Memory())
    one = names.of("p", NOW)
    assert names.matches(one, "p")
    assert not names.matches(one, "q")
    assert not names.matches("nonsense", "p")
    assert not names.matches("99.ab", "p")


def test_erased_nobody_can_tell_any_more_and_the_ledger_still_verifies(tmp_path: Path) -> None:
    world, keys = World.of(3), Folder(tmp_path / "keys")
    names = Pseudonyms(keys)
    one = names.of("p", NOW)
    world.ledger.append(Entry(kind=Kind.DECIDED, id="1", time=NOW, subject=one).leaf())
    names.destroy(names.epoch(NOW))
    assert not Pseudonyms(keys).matches(one, "p")
    with pytest.raises(BadInput, match="key of epoch 100 was destroyed"):
        names.of("p", NOW)
    assert names.of("p", NOW + QUARTER_S)
    assert all(
        path.read_bytes() == b"" or len(path.read_bytes()) in {32, 33}
        for path in (tmp_path / "keys").iterdir()
    )
    assert verify(world.exported(tmp_path / "e"), trust()).ok
    assert [entry_of(leaf).subject for leaf in world.ledger.entries(3, 4)] == [one]


def test_an_erasure_that_does_not_succeed_says_so() -> None:
    class Busy(Memory):
        def swap(self, _: str, __: bytes | None, ___: bytes | None) -> bool:
            return False

    with pytest.raises(Unavailable, match="could not destroy"):
        Pseudonyms(Busy()).destroy(1)


def test_who_is_forgotten_is_nobody_any_more_and_others_are_who_they_were(tmp_path: Path) -> None:
    """Not even whoever has every key of every epoch, and the id, can tell which entries were theirs."""
    world, keys = World.of(3), Folder(tmp_path / "keys")
    names = Pseudonyms(keys)
    mine, other = names.of("p", NOW), names.of("q", NOW)
    next_quarter = names.of("p", NOW + QUARTER_S)
    world.ledger.append(Entry(kind=Kind.DECIDED, id="1", time=NOW, subject=mine).leaf())
    assert names.known("p", NOW, NOW + QUARTER_S) == (next_quarter, mine)
    names.forget("p")
    again = Pseudonyms(keys)
    assert not again.matches(mine, "p")
    assert not again.matches(next_quarter, "p")
    assert again.known("p", 0.0, NOW + QUARTER_S) == ()
    assert again.of("p", NOW) == "", "no new name is made for who is gone"
    assert again.matches(other, "q")
    assert again.known("q", NOW, NOW) == (other,)
    assert verify(world.exported(tmp_path / "e"), trust()).ok


def test_what_is_known_of_somebody_makes_no_keys() -> None:
    keys = Memory()
    assert Pseudonyms(keys).known("p", 0.0, NOW) == ()
    assert keys.read("key of epoch 100") is None


def old_epoch(keys: Memory) -> str:
    """A key as it was kept before subjects had their own, and the name it gave."""
    key = bytes(range(32))
    keys.swap("key of epoch 100", None, key)
    return f"100.{hmac.digest(key, b'p', 'sha256').hex()}"


def test_an_epoch_begun_before_subjects_had_keys_goes_on_as_it_was() -> None:
    keys = Memory()
    before, names = old_epoch(keys), Pseudonyms(keys)
    assert names.of("p", NOW) == before
    assert names.matches(before, "p")
    assert names.known("p", NOW, NOW) == (before,)
    assert not names.apart(NOW, NOW)
    after = names.of("p", NOW + QUARTER_S)
    names.forget("p")
    assert names.matches(before, "p"), "one key made it, which is everybody's of that epoch"
    assert not names.matches(after, "p")
    assert names.known("p", NOW, NOW + QUARTER_S) == (before,)
    assert names.destroy_before(NOW + QUARTER_S, 0.0) == ("epoch-100",)
    assert not names.matches(before, "p")
    assert names.apart(NOW, NOW)


def test_salts_are_one_things_alone_and_are_gone_with_their_month() -> None:
    names = Pseudonyms(Memory())
    one = names.salt("d1", NOW)
    assert names.salt("d1", NOW + 9) == one
    assert names.salt("d2", NOW) != one
    month = int(NOW // MONTH_S)
    assert names.destroy_before(0.0, NOW) == (), "the month is not over"
    assert names.destroy_before(0.0, (month + 1) * MONTH_S) == (f"salts-{month}",)
    assert names.destroy_before(0.0, (month + 1) * MONTH_S) == ()
    with pytest.raises(BadInput, match="salts of"):
        names.salt("d1", NOW)
    assert names.matches(names.of("p", NOW), "p"), "who it was is another matter"


def test_salts_of_an_old_epoch_are_found_again() -> None:
    keys = Memory()
    old_epoch(keys)
    made = hmac.digest(bytes(range(32)), b"salt of d1", "sha256").hex()
    assert Pseudonyms(keys).salt("d1", NOW) == f"100.{made}".encode()


@given(
    subjects=st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=5, unique=True),
    forgotten=st.data(),
)
def test_forgetting_is_exact(subjects: list[str], forgotten: st.DataObject) -> None:
    names = Pseudonyms(Memory())
    made = {one: names.of(one, NOW) for one in subjects}
    gone = forgotten.draw(st.sets(st.sampled_from(subjects)))
    for one in gone:
        names.forget(one)
    for one, name in made.items():
        assert [other for other in subjects if names.matches(name, other)] == ([] if one in gone else [one])
