"""Where things are that came from somewhere: in variables, files and open descriptors."""

from __future__ import annotations

from msgspec import Struct, field

from vedette.triage.facts.shell.notebook import Flow, joined


class Trails(Struct):
    """What flowed where."""

    variables: dict[str, Flow] = field(default_factory=dict)
    files: dict[str, Flow] = field(default_factory=dict)
    connections: dict[str, Flow] = field(default_factory=dict)
    """By the number of a descriptor, what a connection brings."""
    pipes: set[str] = field(default_factory=set)
    """Named pipes."""

    def keep(self, path: str, flow: Flow, *, more: bool = False) -> None:
        """Remember what a file was made of."""
        key = _plain(path)
        if not key or (key.startswith("/dev/") and not key.startswith("/dev/shm/")):  # noqa: S108  a path in a script
            return
        flow = joined(self.files.get(key, ()), flow) if more else flow
        if flow:
            self.files[key] = flow
        else:
            self.files.pop(key, None)

    def of(self, path: str, *, bare: bool = True) -> Flow:
        """Return what a file was made of; names without a folder are told by name."""
        key = _plain(path)
        if not key or key.startswith("-"):
            return ()
        found = self.files.get(key)
        if found is not None or (not bare and "/" not in path):
            return found or ()
        name = key.rpartition("/")[2]
        if len(name) < 2:  # noqa: PLR2004  that short, it is any name
            return ()
        for other, flow in self.files.items():
            folder, _, last = other.rpartition("/")
            if last == name and (not folder or "/" not in key):
                return flow
        return ()


def _plain(path: str) -> str:
    path = path.strip("\"'")
    while path.startswith("./"):
        path = path[2:]
    return path.replace("//", "/")
