from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.values import Name, Reader, Ref, Value


def read(text: str | bytes) -> Value:
    return Reader(text.encode("latin-1") if isinstance(text, str) else text, 0, Allowance()).value()


def test_every_sort_of_value_is_read() -> None:
    text = "<< /A 1 /B [-2 .5 true null] /C (x \\(y\\) \\101\\n) "
    text += "/D <48 65 6> /E 7 0 R /F /G#20H % words\n /I << >> >>"
    assert read(text) == {
        "A": 1,
        "B": [-2, 0.5, True, None],
        "C": b"x (y) A\n",
        "D": b"He`",
        "E": Ref(7),
        "F": Name("G H"),
        "I": {},
    }


def test_letters_hidden_as_numbers_are_told_from_those_that_must_be() -> None:
    assert read("/J#53") == "JS"
    assert read("/J#53").hexed  # type: ignore[attr-defined]
    assert not read("/A#20B").hexed  # type: ignore[attr-defined]


@given(st.binary(max_size=200))
def test_a_string_written_in_hex_comes_back(data: bytes) -> None:
    assert read(b"<" + data.hex().encode() + b">") == data


@given(st.binary(max_size=200))
def test_a_string_written_in_letters_comes_back(data: bytes) -> None:
    escaped = b"".join(b"\\%03o" % one for one in data)
    assert read(b"(" + escaped + b")") == data


@given(st.text(alphabet="<>[]()/#% 0123Rabtruenl\\\n", max_size=300))
def test_any_text_of_its_letters_ends(text: str) -> None:
    reader = Reader(text.encode(), 0, Allowance())
    for _ in range(400):
        before = reader.at
        reader.value()
        if reader.at >= len(text):
            break
        assert reader.at > before
