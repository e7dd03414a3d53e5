"""Gate G1: what a patch makes is Python, small, where it belongs, and takes nothing away that was wanted.

Judged on the text alone, before and after. What this gate cannot see is whether the fix is right.
"""

from __future__ import annotations

import builtins
import re
import symtable
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import PurePosixPath

from vedette.agents.patching.danger import check_danger, check_imports
from vedette.agents.patching.feature import check_feature
from vedette.agents.patching.ground import Change, Changes, Ground
from vedette.agents.patching.syntax import Syntax, syntax_of, text_of
from vedette.agents.patching.textual import check_characters, check_files, check_silence, check_size
from vedette.agents.patching.trials import failed, passed
from vedette.core.patches import Gate, Trial

_LARGEST = 1_000_000
_STAR = re.compile(r"import\s*\(?\s*\*")
_TEST = re.compile(r"(?:test_.*|.*_tests?)\.py|tests?\.py")
_SKIPS = re.compile(r"skip|xfail|expectedFailure|SkipTest|importorskip", re.IGNORECASE)


def check_syntax(changes: Changes, ground: Ground) -> str:
    """Parse it: at least as well as before."""
    del ground
    for one in changes:
        if syntax_of(one.after).faults > syntax_of(one.before).faults:
            return f"{one.path}: it is no Python any more: mind brackets, colons and indentation"
        if _compiles(one.before) and not _compiles(one.after):
            return f"{one.path}: Python refuses it: mind indentation, and where return and await may stand"
    return ""


def _compiles(text: str) -> bool:
    """Whether this Python takes it; compiled, and thrown away unrun."""
    if len(text) > _LARGEST:
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "patched", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def check_names(changes: Changes, ground: Ground) -> str:
    """Look for names that are used and nothing binds any more: what raises a NameError mends nothing."""
    del ground
    for one in changes:
        lost = sorted(_nowhere_bound(one.after) - _nowhere_bound(one.before))
        if lost:
            return f"{one.path}: nothing gives {lost[0]!r} a value any more: keep what is still used"
    return ""


def _nowhere_bound(text: str) -> frozenset[str]:
    """Names that are used and bound by nothing in the file, and are none of Python's own."""
    if len(text) > _LARGEST or _STAR.search(text) or not _compiles(text):
        return frozenset()
    top = symtable.symtable(text, "patched", "exec")
    used: set[str] = set()
    bound: set[str] = set(dir(builtins))
    scopes = [top]
    while scopes:
        scope = scopes.pop()
        scopes.extend(scope.get_children())
        for name in scope.get_symbols():
            here = scope is top or name.is_global()
            if here and (name.is_assigned() or name.is_imported()):
                bound.add(name.get_name())
            elif here and name.is_referenced():
                used.add(name.get_name())
    return frozenset(used - bound)


def check_tests(changes: Changes, ground: Ground) -> str:
    """No test is weakened: none deleted, skipped, or told to expect something else."""
    del ground
    return next((why for one in changes if (why := _weakened(one))), "")


def _weakened(one: Change) -> str:
    before, after = syntax_of(one.before), syntax_of(one.after)
    gates = _skips(after) - _skips(before)
    if gates:
        return (
            f"{one.path}: {next(iter(gates))[:60]!r} keeps a test from running: leave the tests as they are"
        )
    if is_test(one.path) and _asserted(before) - _asserted(after):
        return f"{one.path}: a test asserts something else than before: leave the tests as they are"
    return ""


def is_test(path: str) -> bool:
    """Whether a file is one of tests, by its name or its folder's."""
    parts = PurePosixPath(path)
    return _TEST.fullmatch(parts.name) is not None or bool(
        {"tests", "test", "testing"} & set(parts.parts[:-1])
    )


def _skips(syntax: Syntax) -> Counter[str]:
    decorators = [one for scope in syntax.scopes.values() for one in scope.decorators]
    calls = [call.name for scope in syntax.scopes.values() for call in scope.calls]
    skips = [one for one in [*decorators, *calls] if _SKIPS.search(one.rpartition(".")[2])]
    marks = [name for scope in syntax.scopes.values() for name in syntax.bound(scope) if name in _MARKS]
    return Counter([*skips, *marks])


_MARKS = frozenset(("pytestmark", "collect_ignore", "collect_ignore_glob", "__test__", "load_tests"))


def _asserted(syntax: Syntax) -> Counter[str]:
    found: Counter[str] = Counter()
    for scope in syntax.scopes.values():
        found.update("".join(text_of(one).split()) for one in scope.of("assert_statement"))
        found.update(
            "".join(text_of(one.node).split())
            for one in scope.calls
            if "assert" in one.last or one.last == "raises"
        )
    return found


CHECKS: tuple[tuple[str, Callable[[Changes, Ground], str]], ...] = (
    ("files", check_files),
    ("size", check_size),
    ("characters", check_characters),
    ("syntax", check_syntax),
    ("silence", check_silence),
    ("names", check_names),
    ("tests", check_tests),
    ("imports", check_imports),
    ("danger", check_danger),
    ("feature", check_feature),
)
"""By name, in the order they are made; the first that objects has the word."""


def judge(changes: Changes, ground: Ground) -> Trial:
    """Say whether what a patch makes is well formed."""
    try:
        why = next((why for _, check in CHECKS if (why := check(changes, ground))), "")
    except RecursionError:
        why = "it is too deeply nested to be judged: write it plainly"
    if why:
        return failed(Gate.G1, why)
    return passed(Gate.G1, "it parses, is small, stays where the finding is, and takes nothing away")
