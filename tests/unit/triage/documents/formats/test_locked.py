from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.triage.documents.office_locks import agile, standard
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.locked import STANDARD, opened

DATA = b"PK\x03\x04" + bytes(range(256)) * 40


@pytest.mark.parametrize("lock", [agile, standard])
def test_what_the_standard_password_locks_opens_unasked(
    lock: Callable[[bytes, str], dict[str, bytes]],
) -> None:
    found = opened(lock(DATA, STANDARD), (), Allowance())
    assert found is not None
    assert (found.data, found.password) == (DATA, STANDARD)


@pytest.mark.parametrize("lock", [agile, standard])
def test_another_password_opens_only_where_it_is_given(
    lock: Callable[[bytes, str], dict[str, bytes]],
) -> None:
    streams = lock(DATA, "geheim")
    assert opened(streams, ("wrong",), Allowance()) is None
    found = opened(streams, ("wrong", "geheim"), Allowance())
    assert found is not None
    assert found.data == DATA


def test_a_number_of_turns_made_to_hang_is_refused() -> None:
    streams = agile(DATA, STANDARD)
    many = streams["EncryptionInfo"].replace(b'spinCount="7"', b'spinCount="4000000000"')
    assert opened(streams | {"EncryptionInfo": many}, (), Allowance()) is None


@settings(max_examples=30)
@given(st.binary(max_size=200), st.binary(max_size=64))
def test_any_bytes_are_survived(info: bytes, package: bytes) -> None:
    opened({"EncryptionInfo": info, "EncryptedPackage": package}, (), Allowance())
    opened({"EncryptionInfo": b"\x04\0\x04\0" + info, "EncryptedPackage": package}, (), Allowance())
