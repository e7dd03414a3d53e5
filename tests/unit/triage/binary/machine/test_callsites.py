"""Dangerous calls, and what their arguments are."""

from __future__ import annotations

import pytest

from tests.examples import few
from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.core.executables import Call
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

pytestmark = needs_compiler
PROGRAM = r"""
#include <dlfcn.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
char room[64];
__attribute__((noinline)) void constant(void) { system("ls -l \"/srv/example\""); }
__attribute__((noinline)) void chosen(const char *what) { system(what); }
__attribute__((noinline)) void either(int n) { system(n > 3 ? "first" : "second"); }
__attribute__((noinline)) void formats(const char *what) { printf(what); printf("%s and more\n", what); }
__attribute__((noinline)) void translated(void) { printf(gettext("%d files\n"), 3); }
__attribute__((noinline)) void copies(const char *what, unsigned long n) {
    strcpy(room, what);
    memmove(room, what, n);
    memmove(room + 1, what, 12);
}
__attribute__((noinline)) void opens(void) { dlopen("libexample.so.1", 2); }
__attribute__((noinline)) void rights(void *at) { mprotect(at, 4096, 7); }
__attribute__((noinline)) void starts(char **words) { execv("/usr/bin/example", words); }
int main(int n, char **words) {
    constant(); chosen(words[1]); either(n); formats(words[2]); translated(); copies(words[0], n); opens();
    rights(room); starts(words);
    return 0;
}
"""
LONG = {"quick", "without stubs", "static"}
"""Looked at in the long run."""
BUILDS = {
    "plain": ("-O1",),
    "quick": ("-O2",),
    "fixed place": ("-O1", "-no-pie"),
    "without stubs": ("-O1", "-fno-plt"),
    "static": ("-O1", "-static"),
    "marked": ("-O1", "-fcf-protection=full"),
}


TRIED = [
    pytest.param(options, id=name, marks=[pytest.mark.slow] if name in LONG else [])
    for name, options in BUILDS.items()
]


def calls(*options: str) -> tuple[Call, ...]:
    data = compiled(PROGRAM, "-U_FORTIFY_SOURCE", *options)
    found = examine(Sample(name="a", data=data, kind=Kind.ELF), Allowance())
    assert found is not None
    return found.calls


def of(found: tuple[Call, ...], function: str, callee: str = "") -> list[Call]:
    return [one for one in found if one.function == function and callee in (one.callee, "")]


@pytest.mark.parametrize("options", few(TRIED))
def test_constant_arguments_are_recovered(options: tuple[str, ...]) -> None:
    found = calls(*options)
    (command,) = of(found, "constant")
    assert command.arguments == (r'"ls -l \"/srv/example\""',)
    assert command.says == r'runs the shell command "ls -l \"/srv/example\""'
    assert of(found, "starts")[0].arguments[0] == '"/usr/bin/example"'
    assert of(found, "opens")[0].arguments == ('"libexample.so.1"', "2")
    assert of(found, "rights")[0].arguments[1:] == ("4096", "7")


@pytest.mark.parametrize("options", TRIED)
def test_what_is_chosen_while_it_runs_is_not_made_up(options: tuple[str, ...]) -> None:
    found = calls(*options)
    assert [one.arguments for one in of(found, "chosen")] == [("",)]
    assert "put together while it runs" in of(found, "chosen")[0].says
    assert {one.arguments[0] for one in of(found, "either")} <= {"", '"second"', '"first"'}
    assert len(of(found, "either")) in (1, 2)
    if len(of(found, "either")) == 1:
        assert of(found, "either")[0].arguments == ("",)


def test_only_formats_that_are_not_constant_are_named() -> None:
    found = calls("-O1", "-fno-builtin-printf")
    (one,) = of(found, "formats")
    assert "format that is not constant" in one.says


def test_translated_text_is_still_constant() -> None:
    assert not of(calls("-O1"), "translated")


def test_a_copy_counts_where_its_size_or_its_text_is_unknown() -> None:
    found = of(calls("-O1", "-fno-builtin"), "copies")
    assert [one.callee for one in found] == ["strcpy", "memmove"]


def test_the_gravest_comes_first() -> None:
    assert calls("-O1")[0].callee == "system"


def test_names_that_were_stripped_leave_the_main_function_named() -> None:
    data = compiled(PROGRAM, "-O1", "-s")
    found = examine(Sample(name="a", data=data, kind=Kind.ELF), Allowance())
    assert found is not None
    main = next(one for one in found.functions if one.name == "main")
    assert "functions of its own" in main.summary or "own functions" in main.summary
    assert any(one.arguments == (r'"ls -l \"/srv/example\""',) for one in found.calls)
