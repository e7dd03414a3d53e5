"""Quotations that are not there, and those that are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.effects import ReadSource
from vedette.agents.gates.quote import MOST_LINES, Quotation, Quoted, fault, quoted
from vedette.core.digest import sha256

SHOP = """\
import os

def ping(host):
    cmd = 'ping ' + host
    if not ok(host):
        return os.system(cmd)
"""
FILES = {"shop.py": SHOP, "lib/long.py": "x = 1\n" * 100}


def claim(path: str, line: int, end: int, quote: str) -> Quotation:
    return Quotation(path=path, line=line, end_line=end, quote=quote)


LIES = [
    claim("app.py", 1, 1, "import os"),
    claim("/etc/passwd", 1, 1, "root"),
    claim("../shop.py", 1, 1, "import os"),
    claim("lib/../shop.py", 1, 1, "import os"),
    claim("./shop.py", 1, 1, "import os"),
    claim("C:shop.py", 1, 1, "import os"),
    claim("shop.py\x00", 1, 1, "import os"),
    claim("", 1, 1, "import os"),
    claim("shop.py", 0, 1, "import os"),
    claim("shop.py", 2, 1, "import os"),
    claim("shop.py", -3, -1, "import os"),
    claim("shop.py", 99, 99, "import os"),
    claim("shop.py", 1, 99, "import os"),
    claim("shop.py", 1, 1, "import subprocess"),
    claim("shop.py", 2, 2, "import os"),
    claim("shop.py", 2, 2, ""),
    claim("shop.py", 4, 4, "cmd = 'ping' + host"),
    claim("shop.py", 4, 4, "cmd = 'ping ' + host # fixed"),
    claim("shop.py", 5, 5, "ok(host)"),
    claim("shop.py", 5, 5, "if ok(host):"),
    claim("shop.py", 3, 4, "def ping(host):"),
    claim("lib/long.py", 1, MOST_LINES + 1, "x = 1 " * (MOST_LINES + 1)),
]
TRUE = [
    claim("shop.py", 1, 1, "import os"),
    claim("shop.py", 3, 3, "def ping(host):"),
    claim("shop.py", 4, 4, "cmd = 'ping ' + host"),
    claim("shop.py", 4, 4, "    cmd  = 'ping ' +\thost  "),
    claim("shop.py", 5, 6, "if not ok(host):\n  return os.system(cmd)"),
    claim("shop.py", 3, 6, " ".join(SHOP.split()[2:])),
    claim("lib/long.py", 7, 7, "x = 1"),
    claim("lib/long.py", 1, MOST_LINES, "x = 1 " * MOST_LINES),
    claim("shop.py", 2, 3, "def ping(host):"),
]


@pytest.mark.parametrize("one", LIES, ids=repr)
def test_what_does_not_stand_there_is_stopped(one: Quotation) -> None:
    assert fault(one, FILES.get)


@pytest.mark.parametrize("one", TRUE, ids=repr)
def test_what_stands_there_may_be_quoted(one: Quotation) -> None:
    assert fault(one, FILES.get) == ""


def test_it_asks_for_the_file_and_keeps_the_digest_of_just_those_lines() -> None:
    steps = quoted(TRUE[2])
    assert next(steps) == ReadSource(path="shop.py")
    with pytest.raises(StopIteration) as ended:
        steps.send(SHOP)
    assert ended.value.value == Quoted(
        path="shop.py",
        line=4,
        end_line=4,
        text="    cmd = 'ping ' + host",
        digest=sha256(b"    cmd = 'ping ' + host"),
    )


def test_a_path_out_of_the_target_is_not_even_read() -> None:
    with pytest.raises(StopIteration) as ended:
        next(quoted(LIES[1]))
    assert isinstance(ended.value.value, str)


@given(st.text(max_size=60), st.integers(-2, 9), st.integers(-2, 9))
def test_only_the_text_itself_stands(quote: str, line: int, end: int) -> None:
    stands = fault(claim("shop.py", line, end, quote), FILES.get) == ""
    there = " ".join("\n".join(SHOP.split("\n")[line - 1 : end]).split()) if 1 <= line <= end <= 7 else None
    assert stands is (there is not None and " ".join(quote.split()) == there and len(there) > 1)
