"""Records that a person read a patch and finds it right: the last rung, which no machine can give."""

from __future__ import annotations

from pathlib import Path

import msgspec

from vedette.agents.patching import approved
from vedette.app.fix_answers import Approved, Fixed, Mending
from vedette.app.fix_requests import ApprovePatch
from vedette.app.jobs import Job
from vedette.app.tools import Tools
from vedette.core import codec
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.limits import MIB

_MOST = 64 * MIB


def run(tools: Tools, request: ApprovePatch, job: Job) -> Approved:
    """Put one patch of a report on the last rung.

    Raises:
        BadInput: no such report or finding, or no patch for it was accepted by the gates.

    """
    del tools
    job.check()
    fixed = read(request.report)
    mending = _one(fixed, request.finding.lower().removeprefix("sha256:"))
    accepted = mending.accepted
    if accepted is None:
        raise BadInput(
            f"{request.finding}: no patch for it passed the gates ({mending.became.value})",
            hint="a person may still write one, and scan again",
        )
    made = msgspec.structs.replace(mending, tried=(*mending.tried[:-1], approved(accepted)))
    mendings = tuple(made if one is mending else one for one in fixed.mendings)
    return Approved(
        fixed=msgspec.structs.replace(fixed, mendings=mendings),
        mending=made,
        digest=sha256(accepted.diff.encode()),
    )


def read(path: Path) -> Fixed:
    """Read what `fix` wrote.

    Raises:
        BadInput: there is none, or it is not one.

    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give what vedette fix -f json wrote") from error
    if len(data) > _MOST:
        raise BadInput(f"{path}: larger than {_MOST} bytes", hint="is it what vedette fix wrote?")
    return codec.load(data, Fixed, name=str(path))


def _one(fixed: Fixed, wanted: str) -> Mending:
    found = [one for one in fixed.mendings if wanted and one.finding.fingerprint.startswith(wanted)]
    if len(found) != 1:
        some = ", ".join(one.finding.fingerprint[:8] for one in (found or fixed.mendings)[:5])
        what = "begins several findings" if found else "no such finding"
        raise BadInput(f"{wanted}: {what}", hint=f"it has {some}" if some else "it has none")
    return found[0]
