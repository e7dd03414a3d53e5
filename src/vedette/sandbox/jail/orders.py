"""What the starter's two halves share: its orders, and the steps both take."""

# pathlib takes longer to import than a start may take
# ruff: noqa: PTH123

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import resource

from vedette.sandbox.jail import kernel, letter

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from typing import Final


STATUS: Final = 3
"""The descriptor everything is reported on, in lines: bubblewrap's own JSON, or a word and why."""
FILTER: Final = 4
"""The descriptor bubblewrap reads the filter from."""
ALTERNATIVES: Final = "/etc/alternatives"
"""Where Debian's links in /usr lead: shown as it is."""
LIMITED: Final = "limit"
FAILED: Final = "fail"


class Orders:
    """A letter's values, each as what it is."""

    def __init__(self, values: letter.Letter) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """Return one value, or nothing."""
        return os.fsdecode(self._values.get(name, [b""])[0])

    def number(self, name: str) -> int:
        """Return a value that is a number."""
        return int(self.text(name))

    def texts(self, name: str) -> list[str]:
        """Return all values of a name."""
        return [os.fsdecode(one) for one in self._values.get(name, [])]

    def blobs(self, name: str) -> list[bytes]:
        """Return all values of a name as they are."""
        return self._values.get(name, [])


def new_user(flags: int) -> None:
    """Enter a user namespace of our own, as the very user we are, with whatever else is to be apart."""
    user, group = os.getuid(), os.getgid()
    kernel.unshare(kernel.NEWUSER | flags)
    for path, words in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{path}", "w", encoding="utf-8") as out:  # other codecs may be out of reach
            out.write(words)


def lower(which: int, most: int) -> None:
    """Set a limit, or leave a lower one."""
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def environment(orders: Orders) -> dict[str, str]:
    """Return what the program finds as its environment: what it was given, nothing of ours."""
    return dict(zip(orders.texts("name"), orders.texts("value"), strict=True))


def heed_signals() -> None:
    """Take back what Python ignores: a program would not stop at a closed pipe, or a file too large."""
    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    _signal.signal(_signal.SIGXFSZ, _signal.SIG_DFL)
