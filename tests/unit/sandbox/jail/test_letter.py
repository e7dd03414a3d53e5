from hypothesis import given
from hypothesis import strategies as st

from vedette.sandbox.jail import letter

FIELDS = st.lists(st.tuples(st.text("abcdef_", min_size=1, max_size=8), st.binary(max_size=64)))


@given(FIELDS)
def test_what_is_written_is_read_in_order(fields: list[tuple[str, bytes]]) -> None:
    read = letter.read(letter.write(fields))
    assert read == {name: [value for other, value in fields if other == name] for name, _ in fields}


def test_nothing_is_nothing() -> None:
    assert letter.read(letter.write([])) == {}
