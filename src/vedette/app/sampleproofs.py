"""Whether evidence in what was judged still holds: it is unpacked and decoded again, in workers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec

from vedette.app import triagework
from vedette.app.handed import NPM, PYPI, handed
from vedette.app.held import Held, fault
from vedette.app.requests import Triage
from vedette.app.things import Thing, things
from vedette.core.errors import VedetteError
from vedette.core.limits import Limits
from vedette.core.nouns import Evidence
from vedette.scale.crew import Bounds, Crew
from vedette.triage.allowance import Allowance
from vedette.triage.sample import INSIDE, LAYER
from vedette.triage.walk import Walk

_GONE = "cannot be read: it is not there"


class _Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be checked in one file."""

    path: bytes
    name: str
    files: tuple[tuple[str, bytes], ...]
    passwords: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def check(
    evidence: Iterable[Evidence],
    root: str,
    passwords: tuple[str, ...],
    limits: Limits,
    tick: Callable[[int], None],
) -> tuple[dict[Evidence, str], int]:
    """Check evidence that points into things that were judged.

    Returns:
        What is wrong with that which does not hold, and how many of the things are there at all.

    Raises:
        BadInput: there is nothing where they should be.
        Unavailable: a package has to be downloaded again, and no registry answers.

    """
    wanted = tuple(dict.fromkeys(evidence))
    faults = dict.fromkeys(wanted, _GONE)
    with handed(Triage(targets=_targets(root)), limits) as gathered:
        given = things(gathered.files, gathered.name)
        proofs = [made for one in given if (made := _proof(one, passwords, wanted)) is not None]
        tasks = [msgspec.json.encode(one) for one in proofs]
        for number, answer in Crew(prove, Bounds(), 2).run(tasks, partial(tick, 0)):
            tick(number)
            asked = proofs[number].evidence
            if isinstance(answer, VedetteError):
                faults |= dict.fromkeys(asked, f"cannot be read: {answer}")
            else:
                faults |= dict(zip(asked, msgspec.json.decode(answer, type=list[str]), strict=True))
    return {one: why for one, why in faults.items() if why}, len(proofs)


def _targets(root: str) -> tuple[str, ...]:
    if Path(root).exists() or root.startswith((PYPI, NPM)):
        return (root,)
    return tuple(shlex.split(root)) or (root,)


def _proof(thing: Thing, passwords: tuple[str, ...], wanted: Iterable[Evidence]) -> _Proof | None:
    inside = (thing.name + INSIDE, thing.name + LAYER)
    mine = tuple(one for one in wanted if one.name == thing.name or one.name.startswith(inside))
    if not mine:
        return None
    path = os.fsencode(thing.files[0].path)
    return _Proof(path=path, name=thing.name, files=thing.inside(), passwords=passwords, evidence=mine)


def prove(given: bytes) -> bytes:
    """Check what points into one file: the work of a worker.

    Raises:
        BadInput: the file cannot be read.

    """
    proof = msgspec.json.decode(given, type=_Proof)
    walk = Walk(Allowance(triagework.BOUNDS), proof.passwords)
    if proof.files:
        found_in = walk.through_folder(proof.name, triagework.read_all(proof.files))
    else:
        found_in = walk.through(proof.name, triagework.read(proof.path, proof.name)[0])
    names = {one.name for one in proof.evidence}
    held = {
        found.sample.name: Held(found.sample.data, found.sample.digest)
        for found in found_in
        if found.sample.name in names
    }
    said = [fault(one, held.get(one.name, "it is not there")) or "" for one in proof.evidence]
    return msgspec.json.encode(said)
