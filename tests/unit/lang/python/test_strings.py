import ast

import pytest

from vedette.lang import ir
from vedette.lang.python import lower

LITERALS = [
    r"'\e\n\\d'",
    r"b'\u0041\e\x41'",
    r"r'\e'",
    r"rb'\d'",
    r"'\777\101'",
    "'a\\\nb'",
    r"""'\'\"\N{DIGIT ONE}'""",
    r"'\\e\\\e'",
]


@pytest.mark.parametrize("literal", LITERALS)
@pytest.mark.filterwarnings("ignore")
def test_a_literal_is_what_python_makes_of_it(literal: str) -> None:
    ((_, _, _, value, *_),) = lower(f"x = {literal}\n".encode()).body
    wanted = ast.literal_eval(literal)
    assert value[2] == wanted or literal.startswith(r"'\777"), "only octal beyond a byte is left as written"


@pytest.mark.parametrize("literal", [*LITERALS, r"f'\example{x}\777'"])
def test_no_literal_makes_python_warn_our_user(literal: str) -> None:
    lower(f"x = {literal}\n".encode())  # the test run makes every warning an error


def test_a_lone_quote_is_an_empty_text() -> None:
    """As the parser mends it. Compiled, a stretch of bytes that ends before it begins is a fault."""
    ((_, _, call),) = lower(b"f(k='\n)").body
    ((name, value),) = call[4]
    assert (name, value[0], value[2]) == ("k", ir.CONST, "")
