"""Tries a claim by running the code in the sandbox: a hostile value leaves a mark a harmless one does not.

The program, its values and what counts as a mark are ours; of the claim only names of a function and a
parameter that stand in the code are used. A function that hands back whatever it is given, and one that opens
whatever path it is told, leave no mark that counts.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Final

import msgspec
from msgspec import Struct

from vedette.agents.effects import Steps, execute
from vedette.agents.hunter.grounding import Fault, Grounded
from vedette.agents.hunter.proposals import Harm
from vedette.agents.hunter.units import MODULE
from vedette.core.executions import Execution, NotExecuted, Program

TRIED_HARMS: Final = frozenset((Harm.COMMAND, Harm.CODE, Harm.PATH, Harm.DESERIALISE, Harm.TEMPLATE))
"""What leaves a mark that can be told from a harmless run."""
_SECONDS: Final = 30.0


class Trying(Struct, frozen=True, kw_only=True):
    """Where and with what code is run."""

    tree: str = ""
    """The folder of the target, where it is one: nothing is run without it."""
    python: str = "python3"
    readable: tuple[str, ...] = ()
    """Paths of this machine that Python needs."""


class Marked(Struct, frozen=True, kw_only=True):
    """A run in which the hostile value left its mark."""

    words: str
    """What ran, and how it differs from the control."""


class _Outcome(Struct, frozen=True, kw_only=True):
    token: str
    why: str
    ran: int
    fired: int
    control: bool


def can_try(claim: Grounded) -> bool:
    """Tell whether there is a run that could show the claim."""
    return claim.harm in TRIED_HARMS and bool(claim.parameter) and claim.unit.name != MODULE


def try_out(claim: Grounded, ground: Trying) -> Steps[Marked | Fault]:
    """Run the function with hostile values and with harmless ones, on a copy of the tree."""
    token = _token(claim)
    asked = {
        "token": token,
        "path": claim.unit.path,
        "function": claim.unit.name,
        "parameter": claim.parameter,
        "harm": claim.harm.value,
    }
    name = f".trial-{token}.py"
    program = Program(
        command=(ground.python, name),
        tree=ground.tree,
        readable=ground.readable,
        files={name: _harness(), f".trial-{token}.json": msgspec.json.encode(asked)},
        environ={"PYTHONDONTWRITEBYTECODE": "1", "VEDETTE_TRIAL": token},
        seconds=_SECONDS,
    )
    ended = yield from execute(program)
    return _judged(ended, token, claim)


def _judged(ended: Execution | NotExecuted, token: str, claim: Grounded) -> Marked | Fault:
    if isinstance(ended, NotExecuted):
        return Fault("sandbox", f"not executed: {ended.why}")
    try:
        outcome = msgspec.json.decode(ended.out.rstrip(b"\n").rpartition(b"\n")[2], type=_Outcome)
    except msgspec.MsgspecError:
        late = "took too long" if ended.timed_out else f"ended early, with code {ended.code}"
        return Fault("sandbox", f"not reproduced: the run {late}")
    if (why := _unmarked(outcome, token)) is not None:
        return Fault("sandbox", f"not reproduced: {why}")
    where = f"parameter {claim.parameter} of {claim.unit.name}"
    return Marked(
        words=f"run in the sandbox ({ended.walls.value}), {outcome.fired} of {outcome.ran} hostile values "
        f"for {where} did what only harm does, and no harmless one did"
    )


def _unmarked(outcome: _Outcome, token: str) -> str | None:
    """Say why a run shows nothing, if it does not."""
    if outcome.token != token:
        return "another run answered"
    if outcome.why:
        return outcome.why[:120]
    if outcome.control:
        return "a harmless value leaves the same mark"
    return None if outcome.fired else f"none of {outcome.ran} hostile values left a mark"


def _harness() -> bytes:
    return resources.files("vedette.agents.hunter").joinpath("trial.py").read_bytes()


def _token(claim: Grounded) -> str:
    words = (claim.unit.path, claim.unit.name, claim.parameter, claim.harm)
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
