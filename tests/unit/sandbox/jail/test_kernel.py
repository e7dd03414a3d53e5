import pytest

from vedette.sandbox.jail import kernel


@pytest.mark.parametrize(
    ("abi", "bits"), [(0, 0), (1, 13), (2, 14), (3, 15), (4, 15), (5, 16), (6, 16), (9, 16)]
)
def test_each_version_of_landlock_knows_what_it_knows(abi: int, bits: int) -> None:
    assert kernel.handled(abi) == (1 << bits) - 1


def test_a_version_is_a_number() -> None:
    assert kernel.landlock_abi() >= 0


def test_what_fails_says_what_it_was() -> None:
    with pytest.raises(OSError, match="bind /no/such: "):
        kernel.bind("/no/such", "/no/such", "ro")
