"""Code mended and judged where a case is about a patch: by the engine, and by a check run in the sandbox."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vedette.app.asking import Request
from vedette.app.desk_requests import LookAtText
from vedette.app.fix_requests import Fix
from vedette.core.evaluations import Case
from vedette.core.executions import NotExecuted, Program, Sandbox
from vedette.core.nouns import Report
from vedette.knowledge.weaknesses import kin
from vedette.sandbox.jail.toolchain import Toolchain

NAME: Final = "mended.py"
NOT_EXECUTED: Final = "not executed"
_CHECK: Final = "check_mended.py"
_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Mender:
    """Has code mended, and says whether what somebody wrote is mended code."""

    run: Callable[[str, Request[Any]], Any]
    """Asks the gate."""
    sandbox: Sandbox
    chain: Toolchain
    """The interpreter checks are run with."""

    def mended(self, text: str, model: str | None) -> str | None:
        """Return code after codemods, and a model where one is named, mended it; None: nothing passed."""
        with tempfile.TemporaryDirectory(prefix="vedette-eval-") as folder:
            (Path(folder) / NAME).write_text(text, "utf-8", "replace")
            fixed = self.run("code.fix", Fix(target=folder, model=model, apply=True, run=False))
            after = (Path(folder) / NAME).read_text("utf-8")
        return after if fixed.written else None

    def fault(self, case: Case, before: str, after: str) -> str | None:
        """Say why code is not mended; None where it is."""
        if case.weakness and (why := self._still(case, before, after)):
            return why
        if not case.check:
            return None
        word = secrets.token_hex(16)
        ended = self.sandbox.run(
            Program(
                command=(self.chain.python, "-I", "-c", _RUNS.format(check=_CHECK, name=NAME)),
                stdin=word.encode(),
                files={NAME: after.encode("utf-8", "replace"), _CHECK: case.check.encode("utf-8", "replace")},
                readable=self.chain.readable,
                seconds=_SECONDS,
            )
        )
        if isinstance(ended, NotExecuted):
            return f"{NOT_EXECUTED}: {ended.why}"
        if ended.code != 0 or ended.timed_out:
            return f"the check ended with {ended.code}"
        return None if ended.out.endswith(word.encode()) else "the check did not come to its end"

    def _still(self, case: Case, before: str, after: str) -> str:
        """Say what the engine still finds, or newly finds."""
        was, now = self._scan(before), self._scan(after)
        if any(kin(case.weakness, one) for finding in now.findings for one in finding.weaknesses):
            return "the weakness is still there"
        new = {one.rule for one in now.findings} - {one.rule for one in was.findings}
        if new:
            return f"new: {', '.join(sorted(new))}"
        return "it does not parse" if len(now.coverage.skipped) > len(was.coverage.skipped) else ""

    def _scan(self, text: str) -> Report:
        report: Report = self.run("text.look", LookAtText(text=text, sort="code")).report
        return report


_RUNS: Final = """\
import sys
word = sys.stdin.read()
sys.path.insert(0, '.')
try:
    exec(compile(open('{check}').read(), '{check}', 'exec'), {{'__name__': '__main__'}})
except SystemExit as end:
    at = end.__traceback__
    while at is not None:
        if end.code or at.tb_frame.f_code.co_filename.rpartition('/')[2] == '{name}':
            sys.exit(1)
        at = at.tb_next
sys.stdout.flush()
sys.__stdout__.write(word)
"""
"""Runs a check, and says at its end that it got there: code that ends the process is no code that passes."""
