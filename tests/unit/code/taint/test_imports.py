"""One name imported from one library or another: followed into the one that is known."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.cases import Case, _run

EITHER = """
from flask import request
try:
    from commands import getstatusoutput
except ImportError:
    from subprocess import getstatusoutput

def run():
    getstatusoutput("ls " + request.args["d"])  # finding: command-injection
    getstatusoutput("ls")
"""
BY_VERSION = """
import sys
from flask import redirect, request
if sys.version_info >= (3,):
    from urllib.parse import quote
else:
    from urllib import quote

def go():
    return redirect("/search/" + quote(request.args["q"]))
"""
OWN_FIRST = """
# file: fast.py
def quote(text):
    return "x"
# file: main.py
from flask import request
try:
    from fast import quote
except ImportError:
    from unknown_library import quote

def run():
    eval(quote(request.args["d"]))
    eval(request.args["d"])  # finding: code-injection
"""


@pytest.mark.parametrize("code", [EITHER, BY_VERSION, OWN_FIRST])
def test_the_known_one_is_followed(code: str) -> None:
    result = _run(Case("imports 1", code, None), KNOWLEDGE)
    assert (result.missed, result.wrong) == ((), ())
