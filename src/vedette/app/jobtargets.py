"""What a job looks at: the words of a request in, a place on this machine out, or no such place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from vedette.app.job_answers import Missing, Wish
from vedette.app.requests import Discover, Hunt, Scan, Triage
from vedette.app.uploads import UploadFolder
from vedette.core.errors import BadInput

UPLOAD: Final = "upload:"
FOLDER: Final = "folder:"
Submitted: TypeAlias = Scan | Discover | Hunt | Triage
_HINT: Final = "say upload:ID of an upload of yours, or folder:NAME/PATH below a folder the operator allowed"


@dataclass(frozen=True, slots=True)
class Targets:
    """Uploads, and the folders the operator allowed, by name."""

    uploads: UploadFolder
    folders: Mapping[str, Path]

    def wish(self, owner: str, request: Submitted) -> tuple[str, Wish]:
        """Return the target as it was spelt, and what is to be done with it.

        Raises:
            BadInput: the request asks for something only the owner of a machine can have.
            Missing: there is no such target, or not for this person.

        """
        if isinstance(request, Discover):
            where = FOLDER + request.source
            return where, Wish(path=str(self._place(owner, where)))
        if isinstance(request, Hunt):
            return self._logs(owner, request)
        if isinstance(request, Triage):
            return self._things(owner, request)
        if request.rules is not None or request.baseline is not None:
            raise BadInput("a job takes neither rules nor a baseline", hint="leave them out")
        return request.target, Wish(
            path=str(self._place(owner, request.target)),
            include=request.include,
            exclude=request.exclude,
            default_excludes=request.default_excludes,
            suppressions=request.suppressions,
            min_confidence=request.min_confidence.value,
        )

    def _logs(self, owner: str, request: Hunt) -> tuple[str, Wish]:
        """Return the logs of a hunt: a job reads one place, and writes nothing but its report."""
        own = (request.baseline, request.save_baseline, request.code, request.indicators)
        if len(request.targets) != 1 or request.rules or request.keep or request.kept or any(own):
            raise BadInput(
                "a job hunts through one place, with the rules that ship", hint="leave the rest out"
            )
        return request.targets[0], Wish(
            path=str(self._place(owner, request.targets[0])),
            include=request.include,
            exclude=request.exclude,
            min_confidence=request.min_confidence.value,
            form=request.form,
        )

    def _things(self, owner: str, request: Triage) -> tuple[str, Wish]:
        """Return what is to be judged: a job reads one place, and downloads nothing."""
        own = (request.yara, request.capa, request.known, request.popular, request.against, request.given)
        if len(request.targets) != 1 or any(own):
            raise BadInput("a job judges one place, with the rules that ship", hint="leave the rest out")
        return request.targets[0], Wish(
            path=str(self._place(owner, request.targets[0])),
            include=request.include,
            exclude=request.exclude,
            min_confidence=request.min_confidence.value,
            passwords=request.passwords,
        )

    def _place(self, owner: str, target: str) -> Path:
        if target.startswith(UPLOAD):
            return self.uploads.path(owner, target.removeprefix(UPLOAD))[1].resolve()
        if target.startswith(FOLDER):
            return self._below(target.removeprefix(FOLDER))
        raise BadInput("that is no target of a job", hint=_HINT)

    def _below(self, where: str) -> Path:
        """Follow a path below an allowed folder; whatever lies elsewhere might as well not exist."""
        name, _, rest = where.partition("/")
        root = self.folders.get(name)
        if root is not None:
            root = root.resolve()
            try:
                path = Path(root, rest.lstrip("/")).resolve(strict=True)
            except (OSError, ValueError, RuntimeError):
                path = Path("/")
            if path.is_relative_to(root) and (path.is_dir() or path.is_file()):
                return path
        raise Missing("there is no such place below a folder the operator allowed", hint=_HINT)
