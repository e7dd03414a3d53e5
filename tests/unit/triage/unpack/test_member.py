import pytest

from tests.unit.triage.unpack.made import cpio, old_rar
from tests.unit.triage.unpack.packed import files, opened, skips, zipped
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Bounds
from vedette.triage.kinds import Kind
from vedette.triage.unpack import HANDLES


@pytest.mark.parametrize("kind", sorted(HANDLES))
def test_every_kind_that_is_handled_has_something_that_opens_it(kind: Kind) -> None:
    for data in (b"", b"\0", b"some bytes that are nothing at all"):
        assert sum(map(len, files(opened(data, kind=kind)).values())) <= len(data)


def test_what_is_no_container_has_nothing_inside() -> None:
    assert not opened(b"x = 1", kind=Kind.TEXT)


def test_of_many_skips_the_first_are_told_and_the_rest_counted() -> None:
    found = skips(opened(old_rar({f"{number}": b"x" for number in range(250)}, method=0x33)))
    assert len(found) == 26
    assert found["a.bin"].startswith("225 more: packed with RAR")


def test_a_container_may_not_give_more_than_the_examination_allows() -> None:
    data = cpio({f"{number}": b"x" * 1000 for number in range(50)})
    with pytest.raises(LimitHit, match="when unpacked"):
        opened(data, bounds=Bounds(total_bytes=20_000))
    with pytest.raises(LimitHit, match="too much work"):
        opened(zipped({f"{number}": b"" for number in range(50)}), bounds=Bounds(fuel=1000))
