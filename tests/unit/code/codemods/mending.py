"""What the tests of codemods share: code of our own, mended, and both versions of it run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.code.cases import source_of
from vedette.code.codemods import propose
from vedette.core.nouns import Finding
from vedette.core.patches import Patch

Files = dict[str, str]


@dataclass(frozen=True)
class Mended:
    """Code before and after, and the patch in between."""

    before: str
    after: str
    patch: Patch

    def both(self, **given: object) -> tuple[SimpleNamespace, SimpleNamespace]:
        """Run both as modules, with names given to them."""
        return run(self.before, **given), run(self.after, **given)


def run(text: str, **given: object) -> SimpleNamespace:
    """Run code of our own, and return its names."""
    names: dict[str, object] = {"__name__": "case", **given}
    exec(compile(text, "case.py", "exec"), names)  # noqa: S102  the tests' own code
    return SimpleNamespace(**{name: value for name, value in names.items() if not name.startswith("__")})


def found(files: Mapping[str, str], rule: str = "") -> list[Finding]:
    """Return what is found in some files."""
    return [one for one in _scanned(tuple(files.items())) if not rule or one.rule == rule]


@lru_cache(maxsize=256)
def _scanned(files: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    return scan([source_of(path, text) for path, text in files], KNOWLEDGE).findings


def patches(code: str, rule: str) -> tuple[Patch, ...]:
    """Return the patches proposed for the first finding of a rule."""
    files = {"case.py": code}
    findings = found(files, rule)
    assert findings, f"nothing of {rule} is found"
    return propose(findings[0], files.get)


def applied(files: Mapping[str, str], patch: Patch) -> Files:
    """Return files with a patch."""
    made = dict(files)
    for one in patch.replacements:
        assert made[one.path].count(one.before) == 1
        made[one.path] = made[one.path].replace(one.before, one.after)
    return made


def mend(code: str, rule: str, by: str = "") -> Mended:
    """Return code with the first patch after which the scanner finds less of a rule, and nothing new."""
    files = {"case.py": code}
    before = Counter(one.rule for one in found(files))
    for patch in patches(code, rule):
        after = applied(files, patch)
        now = Counter(one.rule for one in found(after))
        if now[rule] < before[rule] and not now - before and by in ("", patch.by):
            return Mended(code, after["case.py"], patch)
    raise AssertionError("no patch that the scanner is content with")


def mend_all(code: str, rule: str) -> str:
    """Mend every finding of a rule in turn."""
    for _ in range(20):
        if not found({"case.py": code}, rule):
            return code
        code = mend(code, rule).after
    raise AssertionError("it never ends")


def outcome(work: Callable[..., object], *given: object) -> object:
    """Return what a call gives, or the name of what it raises."""
    try:
        return work(*given)
    except Exception as error:  # noqa: BLE001  what it raises is the outcome
        return type(error).__name__
