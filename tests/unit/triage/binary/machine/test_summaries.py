"""Functions in words."""

from __future__ import annotations

from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.core.executables import Function
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

pytestmark = needs_compiler
PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__attribute__((noinline)) int guarded(const char *word, int n) {
    int sum = 0;
    if (strcmp(word, "open sesame")) return 0;
    for (int i = 0; i < n; i++) { sum += rand() == 4242; }
    return sum;
}
int main(int n, char **words) {
    FILE *file = fopen("/etc/example.conf", "r");
    if (file) system("true");
    return guarded(words[1], n);
}
"""


def functions(*options: str) -> dict[str, Function]:
    data = compiled(PROGRAM, "-O1", "-fno-builtin", *options)
    found = examine(Sample(name="a", data=data, kind=Kind.ELF), Allowance())
    assert found is not None
    return {one.name: one for one in found.functions}


def test_the_main_function_says_what_it_calls_and_mentions() -> None:
    main = functions()["main"]
    assert main.calls == ("fopen", "system", "guarded")
    assert "Calls fopen, system, guarded." in main.summary
    assert '"/etc/example.conf"' in main.summary
    assert main.loops == 0


def test_a_function_is_sized_and_its_callers_counted() -> None:
    main = functions()["main"]
    assert 20 < main.size < 200
    assert main.callers == 0
