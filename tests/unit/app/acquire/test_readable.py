import warnings

import pytest

from vedette.app.acquire.readable import oddity, refusal
from vedette.core.limits import DEFAULTS, Limits

ODD = [
    (b"x = 'caf\xe9'\n", "not UTF-8 (byte 0xe9 on line 1), and no line declares a coding: read as Latin-1"),
    (b"# coding: utf-8\nx = '\xff'\n", "(byte 0xff on line 2), though it declares that: read as Latin-1"),
    (b"# coding: no-such\nx = 1\n", "declares the coding no-such, which Python does not know: read as UTF-8"),
    (b"# coding: rot13\nx = 1\n", "declares the coding rot13, which Python does not know"),
    (b"#\n# coding: no-such\nx = '\xff'\n", "which Python does not know: read as Latin-1"),
    (b"# coding: cp1252\nx = '\x81'\n", "declares the coding cp1252 and is not in it: read as Latin-1"),
    (b"# coding: utf-16\nx = 1\n", "coding utf-16 and is not in it: read as UTF-8"),
    (b"# coding: utf-16\nx = 12\n", "coding utf-16, in which its first lines mean something else"),
    (b"\xef\xbb\xbf# coding: latin-1\n", "begins with the mark of UTF-8 and declares latin-1: read as UTF-8"),
]
"""All these Python refuses, too."""
PLAIN = [
    b"",
    b"x = 1\n",
    "x = '\u20ac, \u05d0 \u200f'\n".encode(),
    b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n",
    b"# coding: utf-8-unix\nx = '\xc3\xa9'\n",
    b"# coding: latin-1\nx = '\xe9'\n",
    b"#!/usr/bin/python\n# coding: cp1252\nx = '\x80'\n",
    b"# coding: utf-7\nx = '+AOk-'\n",
    b"x = 1\n# coding: no-such\n",
]


def python_takes(data: bytes) -> bool:
    """Whether the Python at hand compiles it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, "a.py", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


@pytest.mark.parametrize(("data", "said"), ODD)
def test_what_python_would_refuse_is_read_and_that_is_said(data: bytes, said: str) -> None:
    odd = oddity(data)
    assert odd is not None
    assert said in odd
    assert odd.endswith("against Python's rules")
    assert not python_takes(data)


@pytest.mark.parametrize("data", PLAIN)
def test_of_what_python_takes_nothing_is_said(data: bytes) -> None:
    assert oddity(data) is None
    assert python_takes(data)


@pytest.mark.parametrize("sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_sign_that_reorders_text_is_told_with_its_place(sign: str) -> None:
    odd = oddity(f"x = 1\n# a\u20acb {sign}\n".encode())
    assert odd is not None
    assert f"(U+{ord(sign):04X} on line 2)" in odd


def test_the_same_bytes_in_another_coding_reorder_nothing() -> None:
    assert oddity(b"# coding: latin-1\n# \xe2\x80\xae\n") is None


def test_nul_and_too_many_words_are_refused() -> None:
    few = Limits(tokens=6)
    assert refusal(b"x = f(1)\n", few) == "more than 6 words and signs: the limit for one file"
    assert refusal(b"x = f(1)", few) is None
    assert refusal(b"a_long_name_with_many_letters = 1\n\t  ", few) is None, "it is not bytes that count"
    assert refusal(b"x\0", few) == "holds NUL bytes: not source text"
    assert refusal(b"x = 1\n", DEFAULTS) is None
