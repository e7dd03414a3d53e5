"""Two builds of one program, and what changed from one to the other."""

from __future__ import annotations

import pytest

from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.triage.allowance import Allowance
from vedette.triage.binary.difference import Difference, diff, text
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

pytestmark = needs_compiler
HEAD = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define KEPT __attribute__((noinline, noclone))
"""
COPY = "KEPT void copy(char *to, char *from) { %s; }\n"
REST = """
KEPT void greet(const char *who) { puts(who); puts("hello from /etc/example.conf"); }
KEPT int count(const char *what) { int n = 0; while (*what) n += *what++ == 'a'; return n; }
int main(int n, char **words) { char room[64]; copy(room, words[0]); greet(room); return count(room)%s; }
"""
OLD = HEAD + COPY % "strcpy(to, from)" + REST % ""
NEW = HEAD + COPY % "strncpy(to, from, 63)" + REST % " + more(words[1])"
MORE = 'KEPT int more(const char *what) { return system("date") + atoi(what); }\nint more(const char *what);'


def compared(before: str, after: str, *options: str) -> Difference:
    samples = [
        Sample(name="a", data=compiled(one, "-O1", *options), kind=Kind.ELF) for one in (before, after)
    ]
    found = diff(samples[0], samples[1], Allowance())
    assert found is not None
    return found


def later() -> str:
    return NEW.replace("KEPT void greet", MORE + "\nKEPT void greet", 1)


def test_a_build_is_the_same_as_itself() -> None:
    found = compared(OLD, OLD)
    assert (found.added, found.removed, found.changed, found.imports_added) == ((), (), (), ())
    assert found.same >= 4


def test_names_tell_what_was_added_and_changed() -> None:
    found = compared(OLD, later())
    assert found.added == ("more",)
    assert {one.after for one in found.changed} == {"copy", "main"}
    assert {one.says for one in found.changed if one.after == "copy"} == {
        "now calls strncpy; no longer calls strcpy"
    }
    assert set(found.imports_added) >= {"strncpy", "system"}
    assert "strcpy" in found.imports_removed


@pytest.mark.parametrize("options", [("-s",), ("-s", "-no-pie")], ids=" ".join)
def test_without_names_what_functions_do_tells(options: tuple[str, ...]) -> None:
    found = compared(OLD, later(), *options)
    assert 1 <= len(found.added) <= 3
    assert len(found.removed) <= 2
    assert found.same >= 3


def test_protections_that_changed_are_said() -> None:
    samples = [
        Sample(name="a", data=compiled(OLD, "-O1", option), kind=Kind.ELF)
        for option in ("-fstack-protector-all", "-fno-stack-protector")
    ]
    found = diff(samples[0], samples[1], Allowance())
    assert found is not None
    assert "canary was on, and is off" in found.protections


def test_it_reads_well() -> None:
    told = text(compared(OLD, later())).splitlines()
    assert told[0].startswith("1 functions added, 0 removed, 2 changed, ")
    assert "  changed: copy: now calls strncpy; no longer calls strcpy" in told
    assert "  import added: system" in told


def test_what_cannot_be_read_is_not_compared() -> None:
    one = Sample(name="a", data=compiled(OLD), kind=Kind.ELF)
    assert diff(one, Sample(name="b", data=b"no", kind=Kind.ELF), Allowance()) is None
