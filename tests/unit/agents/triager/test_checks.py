from __future__ import annotations

import msgspec
import pytest

from tests.unit.agents.hunter.ground import Ground
from vedette.agents.effects import Rescan
from vedette.agents.triager.checks import Lookup
from vedette.core.nouns import ByteRange, Finding, Lines

HEAD = "import os\nfrom flask import request\n"


def finding(text: str, path: str = "app.py") -> tuple[Finding, Lookup]:
    """Return a finding at the line that is marked, whatever the engine thinks of it."""
    plain = {"x.py": HEAD + "def f():\n    os.system(request.args['a'])\n"}
    (found,) = Ground(plain, None).rescan(Rescan()).findings
    line = next(n for n, one in enumerate(text.split("\n"), 1) if "# here" in one)
    place = Lines(line=line, column=1, end_line=line, end_column=2)
    evidence = msgspec.structs.replace(found.primary, name=path, locator=place)
    return msgspec.structs.replace(found, evidence=(evidence,)), Lookup({path: text})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f():\n    return 1\n    x()  # here\n", "never run"),
        ("def f():\n    raise E\n    if y:\n        x()  # here\n", "never run"),
        ("if False:\n    x()  # here\n", "never run"),
        ("if 0:\n    pass\nelse:\n    x()  # here\n", ""),
        ("while 1:\n    x()  # here\n", ""),
        ("while 0:\n    x()  # here\n", ""),
        ("for a in b:\n    continue\n    x()  # here\n", "never run"),
        ("try:\n    return_()\nfinally:\n    x()  # here\n", ""),
        ("def _f():\n    x()  # here\n", "names _f"),
        ("def _f():\n    x()  # here\n_f()\n", ""),
        ("def _f():\n    x()  # here\nTABLE = {'go': '_f'}\n", ""),
        ("@app.route\ndef _f():\n    x()  # here\n", ""),
        ("def __f__():\n    x()  # here\n", ""),
        ("def f():\n    x()  # here\n", ""),
        ("def _f():\n    def g():\n        x()  # here\n    return g\n", ""),
        ("def (:\n    x()  # here\n", ""),
    ],
)
def test_what_stands_in_the_code_decides(text: str, words: str) -> None:
    found, look = finding(text)
    assert (words in look.agreeing(found)) if words else not look.agreeing(found)


def test_tests_and_examples_matter_less() -> None:
    found, look = finding("x()  # here\n", "examples/app.py")
    assert "test or an example" in look.agreeing(found)


def test_what_is_no_line_or_no_file_is_not_judged() -> None:
    found, look = finding("x()  # here\n")
    bytes_ = msgspec.structs.replace(found.primary, locator=ByteRange(offset=0, length=1))
    assert look.agreeing(msgspec.structs.replace(found, evidence=(bytes_,))) == ""
    assert Lookup({}).agreeing(found) == ""
    assert Lookup({}).text("no.py") == ""
