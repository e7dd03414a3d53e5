import io
import tokenize

import pytest

from vedette.core.text import cookie, decode

CODED = [
    ("# coding: latin-1\nx = '\xe9'\n", "latin-1"),
    ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\u20ac'\n", "cp1252"),
    ("\n# -*- coding: koi8-r -*-\nx = '\u0436'\n", "koi8-r"),
    ("# -*- coding: Latin_1-dos -*-\nx = '\xe9'\n", "latin-1"),
    ("# -*- coding: utf-8-unix -*-\nx = '\u20ac'\n", "utf-8"),
    ("# coding: shift_jis\nx = '\u30bd'\n", "shift_jis"),
]


@pytest.mark.parametrize(("text", "coding"), CODED)
def test_a_declared_coding_is_read_on_either_line_as_python_does(text: str, coding: str) -> None:
    data = text.encode(coding)
    assert decode(data) == text
    named, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    assert data.decode(named) == text


def test_a_declaration_below_code_is_a_remark() -> None:
    data = b"x = 1\n# coding: latin-1\ny = '\xc3\xa9'\n"
    assert decode(data) == data.decode("utf-8")
    assert cookie(data) is None


def test_a_mark_of_utf_8_is_believed_before_a_declaration() -> None:
    data = b"\xef\xbb\xbf# coding: latin-1\nx = '\xc3\xa9'\n"
    assert decode(data) == data.decode("utf-8")
    assert cookie(data) == "latin-1"


@pytest.mark.parametrize(
    "name", ["utf-16", "utf-32", "rot13", "hex", "zlib_codec", "idna", "no-such", "undefined"]
)
def test_a_declaration_that_would_hide_the_code_is_not_believed(name: str) -> None:
    data = f"# coding: {name}\neval(input())\n".encode()
    assert "eval(input())" in decode(data)
