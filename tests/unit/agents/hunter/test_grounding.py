from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.agents.hunter.ground import KNOWLEDGE, claim
from vedette.agents.hunter.grounding import Fault, Grounded, ground
from vedette.agents.hunter.interest import survey
from vedette.agents.hunter.proposals import Claim, Harm, Origin, Part

TEXTS = {
    "app.py": """\
import acme
import hashlib
import os.path
import shlex
import helpers
from acme.web import handler, Base
from flask import request, Flask
from .near import own
flask_app = Flask(__name__)

@handler
def f(value, other):
    acme.db.look("select " + value, key=other)
    helpers.go(value)
    own(value)
    hashlib.new(value)
    shlex.quote(value)
    os.path.join(value)
    acme.log.warning(value)
    made = acme.make(value)
    made.start(value)
    value.run_all(other)
    return acme.db.look(value)

class C(Base):
    def on(self, message):
        acme.db.look(message)

@flask_app.route("/")
def page(q):
    acme.db.look(q)
""",
    "helpers.py": "def go(value):\n    pass\ndef run_all(value):\n    pass\n",
}
SURVEY = survey(TEXTS, KNOWLEDGE)
UNITS = SURVEY.files["app.py"].units
LOOK = ("def f(value, other):", '"select " + value, key=other)')


def grounded(one: Claim) -> Grounded | Fault:
    return ground(one, UNITS, SURVEY, KNOWLEDGE)


def sink(name: str, line: str, argument: str = "0", harm: Harm = Harm.SQL) -> Claim:
    return claim(Part.SINK, harm, name, ("def f(value, other):", line), argument=argument)


@pytest.mark.parametrize("name", ["acme.db.look", "look", "acme.db.look(value)", " acme.db.look() "])
def test_a_call_may_be_named_as_people_name_them(name: str) -> None:
    made = grounded(sink(name, LOOK[1]))
    assert isinstance(made, Grounded)
    assert made.row is not None
    assert (made.row.path, made.row.args, made.row.library) == ("acme.db.look", (0,), "acme")
    assert (made.source, made.sink) == (("app.py", 12), ("app.py", 13))


def test_an_argument_may_be_named_and_a_line_may_carry_its_number() -> None:
    made = grounded(sink("acme.db.look", "13|     acme.db.look(  'select '", "key"))
    assert isinstance(made, Fault)
    made = grounded(sink("acme.db.look", '13|     acme.db.look("select "   + value', "key"))
    assert isinstance(made, Grounded)
    assert made.row is not None
    assert made.row.args == ("key",)


def test_a_method_of_what_was_made_has_a_full_name_and_of_what_is_given_has_none() -> None:
    made = grounded(sink("made.start", "made.start(value)"))
    assert isinstance(made, Grounded)
    assert made.row is not None
    assert made.row.path == "acme.make.start"


@pytest.mark.parametrize(
    ("one", "gate"),
    [
        (sink("helpers.go", "helpers.go(value)"), "own code"),
        (sink("own", "own(value)"), "own code"),
        (sink("value.run_all", "value.run_all(other)"), "own code"),
        (sink("hashlib.new", "hashlib.new(value)"), "harmless"),
        (sink("shlex.quote", "shlex.quote(value)"), "harmless"),
        (sink("os.path.join", "os.path.join(value)"), "harmless"),
        (sink("acme.log.warning", "acme.log.warning(value)"), "harmless"),
        (sink("acme.db.look", LOOK[1], "1"), "entity"),
        (sink("acme.db.look", LOOK[1], "-1"), "entity"),
        (sink("acme.db.look", LOOK[1], ""), "entity"),
        (sink("acme.db.look", LOOK[1], "٣"), "entity"),
        (sink("acme.db.look", "made.start(value)"), "entity"),
        (sink("acme.db.look", "value"), "quote"),
        (sink("acme.db.look", "x"), "quote"),
        (sink("acme.db.look", "drop table goods"), "quote"),
        (claim(Part.ENTRY, Harm.SQL, "route", ("def page(q):", "acme.db.look(q)")), "known"),
        (claim(Part.ENTRY, Harm.SQL, "handlers", ("def f(value, other):",)), "entity"),
        (claim(Part.TYPE, Harm.SQL, "acme.make", ("acme.make(value)",), returns="Thing"), "entity"),
        (claim(Part.GAP, Harm.SQL, "", ("def f(value, other):",), parameter="nobody"), "entity"),
        (claim(Part.SOURCE, Harm.SQL, "nothing", ("acme.make(value)",)), "entity"),
    ],
)
def test_each_gate_stops_what_it_is_for(one: Claim, gate: str) -> None:
    made = grounded(one)
    assert isinstance(made, Fault)
    assert made.gate == gate
    assert made.why


def test_decorators_and_bases_are_entries() -> None:
    made = grounded(claim(Part.ENTRY, Harm.SQL, "@handler", ("def f(value, other):", LOOK[1])))
    assert isinstance(made, Grounded)
    assert made.row is not None
    assert (made.row.path, made.row.method) == ("acme.web.handler", "")
    made = grounded(claim(Part.ENTRY, Harm.SQL, "Base", ("def on(self, message):", "acme.db.look(message)")))
    assert isinstance(made, Grounded)
    assert made.row is not None
    assert (made.row.path, made.row.method, made.row.shown) == ("acme.web.Base", "on", "acme.web.Base")


def test_what_was_not_shown_cannot_be_quoted() -> None:
    one = sink("acme.db.look", LOOK[1])
    assert isinstance(ground(one, UNITS[-1:], SURVEY, KNOWLEDGE), Fault)


WORDS = st.text(max_size=30) | st.sampled_from(
    ["acme.db.look", "0", "key", "handler", "value", "other", "Base"]
)


@settings(suppress_health_check=list(HealthCheck))
@given(
    st.builds(
        Claim,
        part=st.sampled_from(Part),
        harm=st.sampled_from(Harm),
        callable=WORDS,
        argument=WORDS,
        origin=st.sampled_from(Origin),
        returns=WORDS,
        parameter=WORDS,
        path=st.lists(st.sampled_from(TEXTS["app.py"].split("\n")) | WORDS, min_size=1, max_size=4).map(
            tuple
        ),
    )
)
def test_what_comes_through_is_named_in_the_code(one: Claim) -> None:
    made = grounded(one)
    if isinstance(made, Fault):
        return
    names = {part for unit in UNITS for call in unit.calls for part in call.path.replace("()", "").split(".")}
    names |= {part for unit in UNITS for full in (*unit.decorators, *unit.bases) for part in full.split(".")}
    names |= {call.method for unit in UNITS for call in unit.calls} | {
        unit.name.rpartition(".")[2] for unit in UNITS
    }
    if made.row is not None:
        assert set(made.row.path.split(".")) <= names | {""}
        assert made.row.method in names | {""}
        keywords = {key for unit in UNITS for call in unit.calls for key in call.keywords}
        assert all(isinstance(arg, int) or arg in keywords for arg in made.row.args)
    assert msgspec.json.encode(made)
