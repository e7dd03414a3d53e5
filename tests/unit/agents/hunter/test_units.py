from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.hunter.units import MODULE, Parsed, Unit, parse

CODE = """\
import acme, os
from acme.queue import fetch as f, handler
from . import local
from .near import thing

app = acme.App()


@handler("x")
@app.command("y")
async def k(msg, *, deep=1):
    os.system(msg)
    local.go(msg)
    thing(msg)
    with acme.open(msg) as file:
        file.read(msg)
    msg[0].raw(1)
    (lambda: 1)()


class C(acme.Base):
    def __init__(self):
        self.db = acme.connect()

    def m(self):
        cursor = self.db.cursor()
        cursor.run(f(1), *self.rest, key="k")
"""


def parsed(text: str = CODE) -> Parsed:
    made = parse("pkg/a.py", text)
    assert isinstance(made, Parsed)
    return made


def unit(name: str) -> Unit:
    return next(one for one in parsed().units if one.name == name)


def test_functions_methods_and_the_module_are_units() -> None:
    assert [one.name for one in parsed().units] == [MODULE, "k", "C.__init__", "C.m"]
    assert parsed().defined == {"k", "C", "__init__", "m"}


def test_a_function_knows_who_may_call_it_and_with_what() -> None:
    k = unit("k")
    assert k.line == 9
    assert k.parameters == ("msg", "deep")
    assert k.decorators == ("acme.queue.handler", "acme.App().command")
    assert unit("C.m").bases == ("acme.Base",)
    assert "from acme.queue import handler" in k.imports
    assert k.place == "pkg/a.py:9 k"


def test_calls_have_their_full_names_as_far_as_they_can_be_read_off() -> None:
    paths = {one.written: one.path for one in unit("k").calls}
    assert paths["os.system"] == "os.system"
    assert paths["local.go"] == ".local.go"
    assert paths["thing"] == ".near.thing"
    assert paths["file.read"] == "acme.open().read"
    assert paths["?.raw"] == ""
    run = next(one for one in unit("C.m").calls if one.method == "run")
    assert (run.path, run.positional, run.keywords) == ("acme.connect().cursor().run", 1, ("key",))
    assert not run.constant


@pytest.mark.parametrize("text", ["def (", "x = " + "(" * 5000, "\0", "x" * (600 << 10)])
def test_what_cannot_be_parsed_is_said_so(text: str) -> None:
    assert isinstance(parse("a.py", text), str)


WORDS = st.sampled_from(
    [
        "import a.b as c\n",
        "from . import x\n",
        "from a import *\n",
        "@a.b(1)\n",
        "def f(x, *y, **z):\n",
        " c.d(x)\n",
        " with a() as (b, c): b.d()\n",
        " x = y = a.b()\n",
        "class K(a.B, metaclass=M):\n",
        " a[0]()().b()\n",
        " pass\n",
    ]
)


@given(st.lists(WORDS, max_size=20).map("".join))
def test_no_code_breaks_it(text: str) -> None:
    made = parse("a.py", text)
    if isinstance(made, Parsed):
        for one in made.units:
            assert 1 <= one.line <= one.end_line <= len(made.lines)
