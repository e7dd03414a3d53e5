import pytest

from tests.unit.triage.unpack.made import FILES, new_rar, old_rar
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.unpack import Member


@pytest.mark.parametrize("make", [old_rar, new_rar])
def test_members_that_are_only_stored_come_out(make: object) -> None:
    assert callable(make)
    found = opened(make())
    assert files(found) == FILES
    assert not skips(found)
    assert not any(one.note for one in found if isinstance(one, Member))


@pytest.mark.parametrize("data", [old_rar(method=0x33), new_rar(method=3)], ids=["old", "new"])
def test_members_that_are_packed_are_named_one_by_one(data: bytes) -> None:
    found = opened(data)
    assert not files(found)
    assert set(skips(found)) == {f"a.bin!/{name}" for name in FILES}
    assert all("RAR" in why for why in skips(found).values())


def test_locked_members_and_parts_of_a_set_are_told() -> None:
    assert all("password" in why for why in skips(opened(old_rar(flags=4))).values())
    assert all("another archive" in why for why in skips(opened(old_rar(flags=1))).values())


def test_a_changed_byte_is_seen_by_the_checksum() -> None:
    data = bytearray(new_rar({"a": b"hello"}))
    data[data.index(b"hello")] ^= 1
    [member] = opened(bytes(data))
    assert isinstance(member, Member)
    assert member.note == "its checksum is wrong"


def test_one_that_breaks_off_is_told() -> None:
    assert "cut off" in skips(opened(new_rar({"a": b"x" * 500})[:-300]))["a.bin!/a"]
    assert "head" in skips(opened(old_rar()[:40]))["a.bin"]
