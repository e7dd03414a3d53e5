import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage.documents.portables import object_stream, pdf, stream
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.objects import portable
from vedette.triage.documents.formats.portable.values import Ref


def test_a_stream_whose_length_lies_is_read_to_its_end() -> None:
    honest = stream(b"x" * 50, squeeze=False)
    for lie in (b"/Length 7", b"/Length 99999", b"/Length 3 0 R", b"/Len 1"):
        file = portable(pdf(honest.replace(b"/Length 50", lie)), Allowance())
        assert file.contents(file.things[1], Allowance())[0].rstrip() == b"x" * 50


def test_the_last_object_of_a_number_is_the_one_referred_to() -> None:
    file = portable(pdf("(old)").replace(b"%%EOF", b"2 0 obj (new) endobj %%EOF"), Allowance())
    assert file.resolved(Ref(2)) == b"new"
    assert [one.value for one in file.things if one.number == 2] == [b"old", b"new"]


def test_objects_in_streams_stand_where_their_stream_stands() -> None:
    file = portable(pdf(object_stream({7: "<< /A 1 >>", 8: "(x)"})), Allowance())
    assert file.resolved(Ref(8)) == b"x"
    assert file.thing(Ref(7)).at == file.things[1].at  # type: ignore[union-attr]


def test_what_looks_like_an_object_inside_a_stream_is_none() -> None:
    file = portable(pdf(stream(b"9 0 obj (no) endobj", squeeze=False)), Allowance())
    assert [one.number for one in file.things] == [1, 2]


@given(st.binary(max_size=200))
def test_any_bytes_in_a_file_are_survived(data: bytes) -> None:
    file = portable(pdf(data, b"<< " + data), Allowance())
    for one in file.things:
        file.contents(one, Allowance())
        file.text(one.value, one, Allowance())


@pytest.mark.parametrize("piece", [b"1 0 obj(", b"1 0 obj[", b"1 0 obj <", b"trailer<<", b"1 0 obj<</A(x)"])
def test_objects_that_never_end_are_not_read_over_and_over(piece: bytes) -> None:
    small, large = Allowance(), Allowance()
    portable(b"%PDF" + piece * 200, small)
    portable(b"%PDF" + piece * 1600, large)
    assert large.fuel_used < 20 * small.fuel_used + 1000
