import pytest

from vedette.triage.facts.flow.looks import _SIGNS, looks

SHAPES = {
    "names every thing _0x and digits": b" ".join(b"_0x%04x" % number for number in range(12)),
    "hides code far to the right": b"a;" + b" \t" * 60 + b"eval(code)",
    "is wrapped by a protector of Python code": b"from pytransform import x; __pyarmor__(1)",
    "names things by rows of underscores": b"_____ = 1\n______ = 2\n",
    "writes its words as escapes": b" ".join([rb"\x61\x62\143\144\x65\x66"] * 3),
    "calls through an escaped word": rb"getattr(a, b); eval('\x61\143\x62')",
    "carries long encoded blobs": b" ".join([b'"' + b"Ab3/" * 31 + b'"'] * 5),
}
ROWS = [b"IlIlIlIl = 1\nlIlIlIlI = 2\n", b"O0O0O0O0 = 1\nO00O0O0OO0[1]\n"]


@pytest.mark.parametrize("sign", _SIGNS, ids=lambda one: one.says)
def test_each_sign_is_seen_where_it_stands_often_enough(sign) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert sign.says in [one.says for one in looks(SHAPES[sign.says])]


@pytest.mark.parametrize("rows", ROWS)
def test_rows_of_letters_that_look_alike_are_seen(rows: bytes) -> None:
    assert [one.says for one in looks(rows)] == ["names things by rows of underscores"]


def test_a_plain_script_has_none() -> None:
    assert list(looks(b"def f(a):\n    return a + '\\x00' + eval(a)\n")) == []
