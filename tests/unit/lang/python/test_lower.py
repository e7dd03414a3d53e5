"""What lowering notes of a file besides its statements."""

import pytest

from vedette.lang.python import lower


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (b"f(g(1), a.b.h(x)[0])\n", {"f", "g", "h"}),
        (b"@app.route('/')\ndef page(): ...\n", {"route", "@route"}),
        (b"@property\ndef page(self): ...\n", set()),
        (b"table['x'](1)\n", set()),
        (b"any(x for x in y)\n", {"any"}),
    ],
)
def test_the_names_of_what_a_file_calls_are_noted(text: bytes, called: set[str]) -> None:
    assert lower(text).called == called
