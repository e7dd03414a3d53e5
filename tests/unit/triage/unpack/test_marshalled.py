import marshal  # noqa: TID251  only written here
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import VedetteError
from vedette.triage.allowance import Allowance
from vedette.triage.unpack.marshalled import Value, plain

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.text(max_size=300)
    | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=5) | st.lists(inner, max_size=5).map(tuple),
    max_leaves=20,
)


@given(VALUES)
def test_plain_values_come_back_as_they_were_written(value: Value) -> None:
    assert plain(marshal.dumps(value), Allowance()) == value


@pytest.mark.parametrize(
    "data", [marshal.dumps(compile("1", "a", "eval")), b"", b"[\xff\xff\xff\x7f", b"r\1\0\0\0"]
)
def test_code_and_what_is_damaged_are_refused(data: bytes) -> None:
    with pytest.raises(VedetteError):
        plain(data, Allowance())


@given(st.binary(max_size=80))
def test_any_bytes_are_a_value_or_refused(data: bytes) -> None:
    with suppress(VedetteError):
        assert isinstance(plain(data, Allowance()), bool | int | str | bytes | list | tuple | None)


def test_lists_in_lists_without_end_are_refused() -> None:
    with pytest.raises(VedetteError, match="deep"):
        plain(b")\x01" * 1000, Allowance())
