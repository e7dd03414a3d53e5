import pytest

from vedette.triage.layers.javascript import peeling

SIGNS = b"var _0x12ab=1;eval (a);atob('b');new  Function ('x');unescape('%41');String.fromCharCode(a^b)"
ESCAPES = rb"'\x41\x42\x43\x44\x45\x46\x47\x48'; '\u0041\u0042\u0043\u0044'" + b"[(!+])" * 25
PACKED = b"eval(function(p, a, c, k, e, d){})); eval(1)" + b" " * 60_000


@pytest.mark.parametrize("source", [SIGNS, ESCAPES])
def test_there_are_no_more_strong_signs_than_plain_search_says_there_can_be(source: bytes) -> None:
    assert peeling._at_most(source) >= len(peeling._STRONG.findall(source)) > 0  # noqa: SLF001
    assert peeling._strong(source)  # noqa: SLF001


def test_a_plain_script_has_none_and_a_long_one_may_have_a_few() -> None:
    assert not peeling._strong(b"function f(a) { return evaluate(a) + unescaped }")  # noqa: SLF001
    assert not peeling._strong(SIGNS + b" " * 200_000)  # noqa: SLF001


def test_one_packer_is_enough() -> None:
    assert peeling._strong(PACKED)  # noqa: SLF001
