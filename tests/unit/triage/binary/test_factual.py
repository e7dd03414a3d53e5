"""What programs do, as facts: small programs of ours, and the look-alikes that do less."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

HEAD = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
char room[4096];
"""
LENDS_A_SHELL = """
int main(void) {
    struct sockaddr_in to = {0};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    connect(s, (struct sockaddr *)&to, sizeof to);
    for (int n = 0; n < 3; n++) dup2(s, n);
    execl("/bin/sh", "sh", 0);
}
"""
STARTS_A_SHELL = 'int main(void) { int p[2]; pipe(p); dup2(p[1], 1); execl("/bin/sh", "sh", 0); }'
PRELOADS = """
int main(void) { FILE *f = fopen("/etc/ld.so.preload", "w"); fputs("/tmp/a.so", f); fclose(f); return 0; }
"""
ASKS_PRELOAD = 'int main(void) { return access("/etc/ld.so.preload", R_OK); }'
REMOVES_ITSELF = """
int main(void) { long n = readlink("/proc/self/exe", room, 4095); room[n] = 0; return unlink(room); }
"""
KNOWS_ITSELF = 'int main(void) { readlink("/proc/self/exe", room, 4095); return puts(room); }'
TRACES_ITSELF = "int main(void) { if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) exit(1); return puts(room); }"
DEBUGS = """
int main(int n, char **words) {
    if (!fork()) { ptrace(PTRACE_TRACEME, 0, 0, 0); execv(words[1], words + 1); }
    return 0;
}
"""
LISTENS_TO_KEYS = """
int main(void) {
    int from = open("/dev/input/event3", O_RDONLY), s = socket(AF_INET, SOCK_STREAM, 0);
    while (read(from, room, 24) == 24) send(s, room, 24, 0);
    return 0;
}
"""
READS_A_DEVICE = 'int main(void) { int from = open("/dev/urandom", 0); return read(from, room, 24); }'
RUNS = 'int main(void) { return system("crontab -l | grep example"); }'


def found(program: str, *options: str) -> list[Fact]:
    sample = Sample(name="a", data=compiled(HEAD + program, "-O1", *options), kind=Kind.ELF)
    allowance = Allowance()
    executable = examine(sample, allowance)
    assert executable is not None
    told = list(facts(sample, executable, allowance))
    for one in told:
        there = sample.data[one.place.offset : one.place.offset + one.place.length]  # type: ignore[union-attr]
        assert there.decode("utf-8", "replace") == one.quote
    return told


def acts(program: str, *options: str) -> set[Act]:
    return {one.act for one in found(program, *options)}


@needs_compiler
@pytest.mark.parametrize(
    "options",
    [("-s", "-no-pie"), *(pytest.param((one,), marks=pytest.mark.slow) for one in ("-s", "-no-pie"))],
)
@pytest.mark.parametrize(
    ("program", "act"),
    [
        (LENDS_A_SHELL, Act.RUNS_COMMAND),
        (PRELOADS, Act.PERSISTS),
        (REMOVES_ITSELF, Act.HIDES),
        (TRACES_ITSELF, Act.EVADES),
        (LISTENS_TO_KEYS, Act.READS_KEYS),
        (RUNS, Act.RUNS_COMMAND),
    ],
    ids=["shell", "preload", "removes itself", "traces itself", "keys", "runs"],
)
def test_what_a_program_does_is_a_fact(program: str, act: Act, options: tuple[str, ...]) -> None:
    assert act in acts(program, *options)


@needs_compiler
@pytest.mark.parametrize(
    ("program", "only"),
    [
        (STARTS_A_SHELL, {Act.RUNS_COMMAND}),
        (ASKS_PRELOAD, set()),
        (KNOWS_ITSELF, set()),
        (DEBUGS, set()),
        (READS_A_DEVICE, set()),
    ],
    ids=["shell", "preload", "knows itself", "debugs", "device"],
)
def test_what_only_looks_like_it_is_none(program: str, only: set[Act]) -> None:
    assert acts(program) == only


@needs_compiler
def test_a_shell_for_others_takes_what_they_send() -> None:
    (lent,) = [one for one in found(LENDS_A_SHELL) if one.inputs]
    assert (lent.inputs[0].act, lent.quote) == (Act.READS_INPUT, "/bin/sh")
    assert "in main" in lent.says
    assert not [one for one in found(STARTS_A_SHELL) if one.inputs]


@needs_compiler
def test_what_is_watched_and_sent_in_one_function_flows() -> None:
    (sent,) = [one for one in found(LISTENS_TO_KEYS) if one.act is Act.SENDS]
    assert [one.act for one in sent.inputs] == [Act.READS_KEYS]
    assert sent.how == "send"


@needs_compiler
def test_a_constant_command_is_the_target() -> None:
    (one,) = found(RUNS)
    assert (one.target, one.how) == ("crontab -l | grep example", "system")
    assert one.quote == one.target


@pytest.mark.parametrize(
    "name", ["cat", "true", *(pytest.param(one, marks=pytest.mark.slow) for one in ("ls", "grep", "tar"))]
)
def test_ordinary_programs_do_nothing_alarming(name: str) -> None:
    path = next((one for folder in ("/usr/bin", "/bin") if (one := Path(folder) / name).is_file()), None)
    if path is None or path.read_bytes()[:4] != b"\x7fELF":
        pytest.skip(f"no {name} here that is an ELF file")
    sample = Sample(name=name, data=path.read_bytes(), kind=Kind.ELF)
    executable = examine(sample, Allowance())
    assert executable is not None
    assert {one.act for one in facts(sample, executable, Allowance())} <= {Act.RUNS_COMMAND}
