"""A sandbox that runs nothing and answers what it was told to: for trying what is built on a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vedette.core.executions import Execution, NotExecuted, Program, Walls

Answer = Execution | NotExecuted | Callable[[Program], Execution | NotExecuted]
"""An answer, or what makes one of the program asked for."""


def ended(code: int = 0, out: bytes = b"", err: bytes = b"", *, timed_out: bool = False) -> Execution:
    """Return an execution as a real run would have ended it, digests included."""
    return Execution(
        code=code,
        out=out,
        err=err,
        out_digest=f"sha256:{hashlib.sha256(out).hexdigest()}",
        err_digest=f"sha256:{hashlib.sha256(err).hexdigest()}",
        timed_out=timed_out,
        walls=Walls.BUBBLEWRAP,
    )


@dataclass(slots=True)
class Pretend:
    """A `Sandbox` (core/executions.py) with scripted answers in order; after the last it executes nothing."""

    answers: Sequence[Answer] = ()
    asked: list[Program] = field(default_factory=list)
    """Every program it was to run."""

    def run(self, program: Program) -> Execution | NotExecuted:
        """Note the program, give the next answer."""
        self.asked.append(program)
        place = len(self.asked) - 1
        if place >= len(self.answers):
            return NotExecuted(why="nothing more was scripted", hint="give one answer for each run")
        answer = self.answers[place]
        return answer if isinstance(answer, Execution | NotExecuted) else answer(program)
