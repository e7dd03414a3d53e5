"""Mended code is judged by a check that has to come to its end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.examples import few
from vedette.app.evaluation.mending import Mender
from vedette.core.evaluations import Case, Kind
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.toolchain import interpreter

CHECK = "import mended\nassert mended.two() == 2\n"
GOOD = "def two():\n    return 2\n"


def nothing(name: str, request: Any) -> Any:  # noqa: ANN401
    raise AssertionError((name, request))


@pytest.mark.parametrize(
    ("code", "check", "right"),
    few(
        [
            (GOOD, CHECK, True),
            (GOOD, CHECK + "import sys\nsys.exit(0)\n", True),
            (
                GOOD,
                "import unittest\nclass T(unittest.TestCase):\n def test(self): pass\nunittest.main()\n",
                True,
            ),
            (GOOD, "if __name__ == '__main__':\n    raise SystemExit(3)\n", False),
            ("def two():\n    return 3\n", CHECK, False),
            ("import os\nos._exit(0)\n", CHECK, False),
            ("import sys\nsys.exit(0)\n", CHECK, False),
            ("def two():\n    raise SystemExit\n", CHECK, False),
        ],
        several=True,
    ),
)
def test_only_a_check_that_was_run_to_its_end_says_yes(code: str, check: str, *, right: bool) -> None:
    mender = Mender(run=nothing, sandbox=Jail(), chain=interpreter())
    case = Case(id="p", kind=Kind.PATCHING, text=GOOD, check=check)
    assert (mender.fault(case, GOOD, code) is None) is right
