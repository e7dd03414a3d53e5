"""Gate G4: the project's own tests pass as before: the same ones, none fewer, none skipped that was not.

What a test runner prints is read, test by test; a command whose output names no tests shows nothing. The
tests are those of the target as it is: a patch cannot touch them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from pathlib import PurePosixPath

import msgspec

from vedette.agents.effects import Steps, execute
from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.harness import program_of, reversed_changes
from vedette.agents.patching.trials import failed, not_run, passed
from vedette.core.executions import Execution
from vedette.core.patches import Gate, Trial

OUTPUT = 8 << 20
"""How much of what tests print is read, in bytes of each stream."""
_NAMED = 3
_LONGEST = 1000
"""Characters of a line that may name a test; a longer one is something else."""
_PYTEST_MORE = ("-vvv", "--tb=no", "--color=no", "-p", "no:cacheprovider")
_PYTHONS = re.compile(r"python(?:3(?:\.\d+)?)?")
_WORDS = "PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS"
_PYTEST = re.compile(rf"^(?P<name>\S.*?::.+?) (?P<said>{_WORDS})(?: |$)")
_WORKER = re.compile(rf"^\[gw\d+\] \[ *\d+%\] (?P<said>{_WORDS}) (?P<name>\S.*?::.+?)\s*$")
_UNIT_WORDS = r"ok|FAIL|ERROR|skipped\b.*|expected failure|unexpected success"
_UNIT = re.compile(rf"^(?:(?P<name>\w+ \([\w.]+\)).*|.*) \.\.\. (?P<said>{_UNIT_WORDS})$")
_UNIT_NAME = re.compile(r"^(\w+ \([\w.]+\))$")


class Said(IntEnum):
    """How a test ended, the best first: of two words about one test the worse one holds."""

    PASSED = 0
    SKIPPED = 1
    FAILED = 2


_MEANS = {
    "PASSED": Said.PASSED,
    "XPASS": Said.PASSED,
    "ok": Said.PASSED,
    "XFAIL": Said.SKIPPED,
    "SKIPPED": Said.SKIPPED,
    "expected failure": Said.SKIPPED,
}
"""What the runners' words mean; any other is a failure, or begins with `skipped`."""


def judge(changes: Changes, ground: Ground) -> Steps[Trial]:
    """Run the tests on the old and on the new, and compare."""
    if not ground.tests:
        return not_run(Gate.G4, "no test command was given, and the files show none")
    command = telling(ground.tests, ground.python)
    old = yield from _run(ground, reversed_changes(changes), command)
    if isinstance(old, str):
        return not_run(Gate.G4, old)
    before = results(_text(old).splitlines())
    if not any(said is Said.PASSED for said in before.values()):
        return not_run(Gate.G4, _nothing(old, before))
    new = yield from _run(ground, changes, command)
    if isinstance(new, str):
        return failed(Gate.G4, f"the tests ran before the patch, and now: {new}")
    return _compared(before, results(_text(new).splitlines()), (old.code, new.code))


def _run(ground: Ground, changes: Changes, command: tuple[str, ...]) -> Steps[Execution | str]:
    program = msgspec.structs.replace(program_of(ground, changes, command), output_bytes=OUTPUT)
    ended = yield from execute(program)
    if not isinstance(ended, Execution):
        return f"not executed: {ended.why}"
    if ended.timed_out:
        return f"the tests took longer than {ground.test_seconds:.0f} s"
    return "the tests print more than is read" if ended.cut else ended


def telling(command: tuple[str, ...], python: str) -> tuple[str, ...]:
    """Return a test command that names each test it runs, by the interpreter of the sandbox."""
    first = PurePosixPath(command[0]).name
    if first in {"pytest", "py.test"} and "/" not in command[0]:
        command = (python, "-m", "pytest", *command[1:])
    elif _PYTHONS.fullmatch(command[0]):
        command = (python, *command[1:])
    if "pytest" in command:
        at = command.index("pytest") + 1
        return (*command[:at], *_PYTEST_MORE, *command[at:])
    if first in {"pytest", "py.test"}:
        return (command[0], *_PYTEST_MORE, *command[1:])
    if "unittest" in command and "-v" not in command:
        at = command.index("unittest") + 1
        at += command[at : at + 1] == ("discover",)
        return (*command[:at], "-v", *command[at:])
    return command


def _text(ended: Execution) -> str:
    return (ended.out + b"\n" + ended.err).decode("utf-8", "replace")


def results(lines: Iterable[str]) -> dict[str, Said]:
    """Read how each test ended, by its name, off what pytest or unittest print."""
    found: dict[str, Said] = {}
    for name, word in _words(lines):
        said = _MEANS.get(word, Said.SKIPPED if word.startswith("skipped") else Said.FAILED)
        found[name] = max(said, found.get(name, Said.PASSED))
    return found


def _words(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    waiting = ""
    for line in lines:
        if len(line) > _LONGEST:
            continue
        if found := _PYTEST.match(line) or _WORKER.match(line):
            yield found["name"], found["said"]
        elif (found := _UNIT.match(line)) and (found["name"] or waiting):
            yield found["name"] or waiting, found["said"]
            waiting = ""
        elif found := _UNIT_NAME.match(line):
            waiting = found[1]


def _nothing(old: Execution, before: dict[str, Said]) -> str:
    if before:
        return f"none of {len(before)} tests passes here even before the patch"
    last = [line for line in _text(old).splitlines() if line.strip()]
    words = f": {last[-1].strip()[:120]}" if last else ""
    return f"no test could be read off what the test command prints; it ended with {old.code}{words}"


def _compared(before: dict[str, Said], after: dict[str, Said], codes: tuple[int, int]) -> Trial:
    gone = [name for name in before if name not in after]
    if gone:
        return failed(Gate.G4, f"{_some(gone)} do not run any more: keep every test running")
    worse = [name for name, said in after.items() if said > before.get(name, Said.PASSED)]
    broken = [name for name in worse if after[name] is Said.FAILED]
    if broken:
        return failed(Gate.G4, f"{_some(broken)} passed before and fail now: keep what they check")
    if worse:
        return failed(Gate.G4, f"{_some(worse)} are skipped now: keep every test running")
    if codes[0] == 0 != codes[1]:
        return failed(Gate.G4, f"the test command ended well before, and with {codes[1]} now")
    count = sum(said is Said.PASSED for said in before.values())
    rest = len(before) - count
    others = f"; {rest} did not pass before either" if rest else ""
    return passed(Gate.G4, f"{count} tests pass as before, none is missing or skipped{others}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
