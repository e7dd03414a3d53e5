"""Repositories for proofs of scope: mirrors on this machine, kept as fresh as the original by the operator.

The service itself fetches nothing: whose host answers, and with what, is the operator's to make sure of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vedette.access.scope import signatures
from vedette.access.scope.ports import Repository
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.core.limits import Limits
from vedette.sandbox import git
from vedette.sandbox.process import Bounds

T = TypeVar("T")
_FILE_MAX = 1 << 20


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The mirrors there are, by the repository each is of."""

    folders: Mapping[str, Path]
    bounds: Bounds

    @classmethod
    def of(cls, named: Mapping[str, Path], limits: Limits) -> Mirrors:
        """Take mirrors by what they are of: host/path.

        Raises:
            BadInput: something is not the name of a repository, or no folder.

        """
        folders: dict[str, Path] = {}
        for name, folder in named.items():
            target = parse(f"repo:{name}")
            if target.kind is not TargetKind.REPOSITORY or not folder.is_dir():
                raise BadInput(f"{name}={folder} is no mirror", hint="say HOST/PATH=FOLDER, a bare clone")
            folders[target.value] = folder
        return cls(folders, Bounds(seconds=limits.process_seconds, file_bytes=_FILE_MAX))

    def open(self, target: Target) -> Repository:
        """Open a repository.

        Raises:
            Unavailable: there is no mirror of it.

        """
        folder = self.folders.get(target.value)
        if folder is None:
            raise Unavailable(
                f"{target.value}: this service has no mirror of it",
                hint="ask the operator to mirror it here, or prove it by a reviewed letter",
            )
        return Mirror(target.value, str(folder), self.bounds)


@dataclass(frozen=True, slots=True)
class Mirror:
    """One repository: the default branch, as the mirror has it."""

    name: str
    folder: str
    bounds: Bounds

    def head_commit(self) -> str:
        """Return the commit the default branch points at."""
        return self._asked(lambda: git.commit(self.folder, "HEAD", self.bounds))

    def file_at_head(self, path: str) -> bytes | None:
        """Return a file at that commit, or None."""
        listed = self._asked(lambda: git.listing(self.folder, "HEAD", self.bounds))
        found = next(
            (one for one in listed if one.path == path.encode() and one.mode.startswith("100")), None
        )
        if found is None or found.size > _FILE_MAX:
            return None
        return self._object(found.id)

    def signature_ok(self, keys: tuple[str, ...]) -> bool:
        """Tell whether one of these keys signed that commit."""
        return signatures.signed_by(self._object(self.head_commit()), keys)

    def _object(self, ident: str) -> bytes:
        return self._asked(lambda: git.contents(self.folder, [ident], self.bounds))[ident]

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except VedetteError as error:
            raise Unavailable(
                f"the mirror of {self.name} cannot be read: {error}", hint="the operator looks after it"
            ) from error
