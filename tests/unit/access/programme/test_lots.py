from hashlib import sha256

from vedette.access.programme.lots import drawn


def test_it_falls_on_about_one_in_ten_and_on_the_same_ones_each_time() -> None:
    root = sha256(b"a ledger").digest()
    fell = [drawn(f"{number:016x}", root) for number in range(20_000)]
    assert 0.09 < sum(fell) / len(fell) < 0.115
    assert fell == [drawn(f"{number:016x}", root) for number in range(20_000)]


def test_it_hangs_on_the_decision_and_on_the_ledger() -> None:
    roots = [sha256(bytes([number])).digest() for number in range(200)]
    assert {drawn("d", root) for root in roots} == {True, False}
    for root in roots[:20]:
        assert drawn("d", root) == (sha256(b"d" + root).digest()[0] < 26)
