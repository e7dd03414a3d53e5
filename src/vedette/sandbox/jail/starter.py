"""Runs in a process of its own for each jailed program: prepares files, gives up rights, builds the wall.

It is told what to do by a letter, reports on a descriptor, and shares nothing else with whoever started it.
Its steps: leave the shared mounts (as root directly, else in a user namespace), put up a bounded file system
in memory, copy the tree into it, become a user without rights, set limits, then hand over to bubblewrap or
build the second wall itself. From the moment it is another user it can import nothing more.
"""

# pathlib takes longer to import than a start may take
# ruff: noqa: PTH102, PTH112, PTH113, PTH123

from __future__ import annotations

import os
import resource
import sys

from vedette.sandbox.jail import kernel, letter, rooms
from vedette.sandbox.jail.copying import Copy, TooMuch, give_to
from vedette.sandbox.jail.orders import (
    ALTERNATIVES,
    FAILED,
    FILTER,
    LIMITED,
    STATUS,
    Orders,
    heed_signals,
    lower,
    new_user,
)

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final, NoReturn


_FOLDERS: Final = ("work", "tmp", "shm", "etc", "tools", "root")
_ETC: Final = ("ld.so.cache", "ld.so.conf", "localtime")
_NAMES: Final = {
    "passwd": "root:x:0:0:root:/:/usr/sbin/nologin\nbox:x:{user}:{user}:box:/tmp:/bin/sh\n",
    "group": "root:x:0:\nbox:x:{user}:\n",
    "hosts": "127.0.0.1 localhost box\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
_MIB: Final = 1 << 20
_OURS: Final = 2
"""Processes of a jail that are not the program's: one waits outside, one is the first inside."""
_PAGE: Final = 1 << 12
_FILES_OURS: Final = 5_000
"""Mount points, settings, and what they are named by."""
_FILES_MORE: Final = 50_000
"""How many files may be made beside the copied ones."""


def main() -> NoReturn:
    """Do what the letter says, then become what it names."""
    letter_fd, status_fd = (int(word) for word in sys.argv[1:3])
    orders = Orders(letter.read(_all(letter_fd)))
    _keep_only(status_fd)
    try:
        _prepare(orders)
        _become_nobody(orders)
        _limit(orders)
        if orders.text("wall") == "bubblewrap":
            _hand_over(orders)
        rooms.run(orders)
    except TooMuch as bound:
        _report(LIMITED, str(bound))
    except OSError as trouble:
        _report(FAILED, str(trouble))
    os._exit(1)


def _report(kind: str, words: str) -> None:
    os.write(STATUS, f"{kind} {words}\n".encode("utf-8", "replace"))


def _all(opened: int) -> bytes:
    with os.fdopen(opened, "rb") as file:
        return file.read()


def _keep_only(status: int) -> None:
    """Have the report at its place and no other descriptor beside the three streams."""
    if status != STATUS:
        os.dup2(status, STATUS, inheritable=False)
    os.set_inheritable(STATUS, False)  # noqa: FBT003
    os.closerange(STATUS + 1, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20))


def _prepare(orders: Orders) -> None:
    """Put up the files a jail shows, where only it and its descendants see them."""
    os.umask(0o022)
    os.setsid()
    kernel.die_with_parent()
    if os.getppid() != orders.number("parent"):
        os._exit(1)
    if orders.text("user"):
        kernel.unshare(kernel.NEWNS)
    else:
        new_user(kernel.NEWNS)
    kernel.mount("none", "/", "", kernel.REC | kernel.PRIVATE)
    stage = orders.text("stage")
    room = orders.number("tree_bytes") + orders.number("tree_files") * _PAGE + _MIB
    flags = kernel.NOSUID | kernel.NODEV
    most = orders.number("tree_files") + _FILES_OURS
    kernel.mount("box", stage, "tmpfs", flags, f"size={room},nr_inodes={most},mode=755")
    for name in _FOLDERS:
        os.mkdir(f"{stage}/{name}", 0o755)
    copy = _copy(orders, f"{stage}/work")
    room = copy.taken + copy.counted * _PAGE + orders.number("room") + _MIB
    most = copy.counted + _FILES_OURS + _FILES_MORE
    kernel.mount("box", stage, "tmpfs", kernel.REMOUNT | flags, f"size={room},nr_inodes={most}")
    _etc(f"{stage}/etc", orders.text("user") or str(os.getuid()))
    _tools(f"{stage}/tools", orders.texts("readable"))
    if user := orders.text("user"):
        for name in ("work", "tmp", "shm", "root"):
            give_to(f"{stage}/{name}", int(user))


def _copy(orders: Orders, work: str) -> Copy:
    copy = Copy(orders.number("tree_bytes"), orders.number("tree_files"), orders.number("tree_depth"))
    copy.without = frozenset(orders.texts("readable"))
    if tree := orders.text("tree"):
        copy.tree(tree, work)
    for name, content in zip(orders.texts("file"), orders.blobs("content"), strict=True):
        copy.lay(name, content, work)
    return copy


def _etc(etc: str, user: str) -> None:
    """Make the few settings a program looks for: nobody's names, no other machine's addresses."""
    for name, words in _NAMES.items():
        _write(f"{etc}/{name}", words.format(user=user).encode())
    for name in _ETC:
        if os.path.isfile(f"/etc/{name}"):
            with open(f"/etc/{name}", "rb") as file:
                _write(f"{etc}/{name}", file.read(_MIB))
    if os.path.isdir(ALTERNATIVES):
        os.mkdir(f"{etc}/alternatives", 0o755)


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as out:
        out.write(content)


def _tools(folder: str, readable: list[str]) -> None:
    """Show what is readable where a user without rights can reach it, though it lie in somebody's home."""
    for number, path in enumerate(readable):
        target = f"{folder}/{number}"
        if os.path.isdir(path):
            os.mkdir(target)
        else:
            _write(target, b"")
        kernel.bind(path, target, "ro")


def _become_nobody(orders: Orders) -> None:
    """Join the groups that count us, and stop being root."""
    for procs in orders.texts("cgroup"):
        _write(procs, str(os.getpid()).encode())
    if user := orders.text("user"):
        os.setgroups([])
        os.setresgid(int(user), int(user), int(user))
        os.setresuid(int(user), int(user), int(user))
        kernel.show_memory(shown=True)  # changing who we are gave our own /proc files to root
    kernel.die_with_parent()  # and undid this


def _limit(orders: Orders) -> None:
    """Set what one process may use, and how many there may be.

    Processes are counted for a user in its namespace: this user is of this jail only, or the namespace is.
    """
    seconds = orders.number("cpu")
    limits: Mapping[int, int] = {
        resource.RLIMIT_CORE: 1,  # not 0: that would still hand a dump to the host's own collector
        resource.RLIMIT_FSIZE: orders.number("file_bytes"),
        resource.RLIMIT_NOFILE: orders.number("open_files"),
        resource.RLIMIT_MEMLOCK: 8 * _MIB,
        resource.RLIMIT_NPROC: orders.number("processes") + _OURS,
    }
    for which, most in limits.items():
        lower(which, most)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def _hand_over(orders: Orders) -> NoReturn:
    """Become bubblewrap."""
    reads, writes = os.pipe()
    os.write(writes, orders.blobs("filter")[0])
    os.close(writes)
    if reads != FILTER:
        os.dup2(reads, FILTER)
        os.close(reads)
    os.set_inheritable(FILTER, True)  # noqa: FBT003
    os.set_inheritable(STATUS, True)  # noqa: FBT003
    words = orders.texts("bubblewrap")
    lower(resource.RLIMIT_AS, orders.number("memory_bytes"))
    heed_signals()
    os.execve(words[0], words, {})  # noqa: S606  that is the point
