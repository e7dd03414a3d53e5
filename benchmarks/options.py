"""What the person running a benchmark says: `NAME=value`, as an argument or in the environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vedette.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Options:
    """Names to values; what is said on the command line goes before the environment."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, arguments: Iterable[str], environment: Mapping[str, str]) -> Options:
        """Read `NAME=value` arguments over an environment.

        Raises:
            BadInput: an argument without an equals sign.

        """
        said = {}
        for argument in arguments:
            name, equals, value = argument.partition("=")
            if not equals:
                raise BadInput(
                    f"not an option: {argument!r}", hint="write NAME=value; see benchmarks/README.md"
                )
            said[name] = value
        return cls({**environment, **said})

    def get(self, name: str, default: str = "") -> str:
        """Return what was said, or the default."""
        return self.values.get(name) or default

    def path(self, name: str) -> Path | None:
        """Return a path that may be left out.

        Raises:
            BadInput: it was given, and is not there.

        """
        if not (value := self.get(name)):
            return None
        path = Path(value).expanduser()
        if not path.exists():
            raise BadInput(f"{name}: {value} is not there", hint="give a path that exists")
        return path

    def needed(self, name: str, what: str) -> Path:
        """Return a path that must be given.

        Raises:
            BadInput: it was not given, or is not there.

        """
        if (path := self.path(name)) is None:
            raise BadInput(f"{name} is not set", hint=f"{name}=path of {what}; see benchmarks/README.md")
        return path
