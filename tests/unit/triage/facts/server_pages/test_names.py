"""What flows through names of a page: into what is assigned, filled, called and returned."""

import pytest

from vedette.core.nouns import Lines
from vedette.triage.fact import Act, Fact
from vedette.triage.facts.server_pages.blocks import code_of
from vedette.triage.facts.server_pages.names import Names

FACT = Fact(act=Act.READS_INPUT, place=Lines(line=1, column=1, end_line=1, end_column=2), quote="R")


def carried(code: str) -> Names:
    """Let a fact flow through every statement that names `source` or what holds it."""
    found = code_of(f"<% {code} %>")
    names = Names(found)
    names.give("source", (FACT,))
    for _ in range(2):
        for statement in found.statements:
            names.carry(statement, tuple(names.within(statement.text)))
    return names


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("a = source;", "a"),
        ("string a = b + source; c = a;", "c"),
        ("a.Arguments = source;", "a"),
        ("a.Append(source);", "a"),
        ("foreach (var a in source) { }", "a"),
        ("string f(string p) { return p; } f(source);", "p"),
        ("string f(string p) { return p; } x = f(source); ", "x"),
        ("Function f(ByVal p As String)\nEnd Function\nf(source)", "p"),
        ("a[0] = source;", "a"),
    ],
)
def test_a_name_holds_what_flows_there(code: str, name: str) -> None:
    assert names_of(carried(code), name) == {Act.READS_INPUT}


@pytest.mark.parametrize(
    ("code", "name"), [("a = b; c = source;", "a"), ("Response.Write(source); a = Response;", "a")]
)
def test_a_name_holds_nothing_else(code: str, name: str) -> None:
    assert not names_of(carried(code), name)


def names_of(names: Names, name: str) -> set[Act]:
    return {one.act for one in names.held.get(name, ())}
