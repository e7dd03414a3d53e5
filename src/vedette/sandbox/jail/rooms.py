"""The second wall, built here: namespaces of our own, a root with little in it, Landlock, the filter.

Runs in the starter's process. Three processes come of it: the starter waits outside; the first in the new
namespace collects orphans, and with its end the kernel kills all that is in there; the second becomes the
program.
"""

# pathlib takes longer to import than a start may take
# ruff: noqa: PTH102, PTH103, PTH112, PTH118, PTH120, PTH211

from __future__ import annotations

import _socket
import fcntl
import os
import resource
import struct

from vedette.sandbox.jail import kernel
from vedette.sandbox.jail.orders import FAILED, STATUS, Orders, environment, heed_signals, lower, new_user

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final, NoReturn


_DEVICES: Final = ("null", "zero", "full", "random", "urandom")
_LINKS: Final = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "ptmx": "pts/ptmx",
}
_APART: Final = (
    kernel.NEWNS | kernel.NEWPID | kernel.NEWNET | kernel.NEWIPC | kernel.NEWUTS | kernel.NEWCGROUP
)
_NO_PROGRAM: Final = 127
_SIGNALLED: Final = 128


def run(orders: Orders) -> NoReturn:
    """Build the wall, run the program behind it, say how it ended."""
    new_user(_APART)
    kernel.die_with_parent()
    stage = orders.text("stage")
    root = f"{stage}/root"
    kernel.bind(root, root, "rw")
    mounts = [tuple(row.split("\0")) for row in orders.texts("mount")]
    _devices(f"{root}/dev")
    for kind, source, target in mounts:
        _show(kind, source, root + target)
    os.mkdir(f"{root}/proc")
    inner = os.fork()
    if inner == 0:
        try:
            _first(orders, root, [target for kind, _, target in mounts if kind == "rw"])
        except OSError as trouble:
            os.write(STATUS, f"{FAILED} {trouble}\n".encode("utf-8", "replace"))
        os._exit(1)
    kernel.give_up_rights()
    os.write(STATUS, b'{ "child-pid": %d }\n' % inner)
    code = _code(os.waitpid(inner, 0)[1])
    os.write(STATUS, b'{ "exit-code": %d }\n' % code)
    os._exit(code)


def _show(kind: str, source: str, target: str) -> None:
    if kind == "link":
        os.symlink(source, target)
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    elif not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    kernel.bind(source, target, kind)


def _devices(folder: str) -> None:
    """Show the few devices that hold nothing, and terminals of the jail's own."""
    os.mkdir(folder)
    for name in _DEVICES:
        os.close(os.open(f"{folder}/{name}", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        _bind_device(name, f"{folder}/{name}")
    for name, points in _LINKS.items():
        os.symlink(points, f"{folder}/{name}")
    os.mkdir(f"{folder}/pts")
    flags = kernel.NOSUID | kernel.NOEXEC
    kernel.mount("devpts", f"{folder}/pts", "devpts", flags, "newinstance,ptmxmode=0666,mode=620")


def _bind_device(name: str, target: str) -> None:
    kernel.mount(f"/dev/{name}", target, "", kernel.BIND)
    kernel.restrict_mount(target, "dev")


def _first(orders: Orders, root: str, writable: Sequence[str]) -> NoReturn:
    """Be the first process inside: finish the root, give up all rights, start the program, see it end."""
    kernel.die_with_parent()
    _loopback()
    kernel.set_name("box")
    kernel.mount("proc", f"{root}/proc", "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC)
    kernel.restrict_mount(root, "ro", below=False)
    kernel.become_root(root)
    kernel.give_up_rights()
    kernel.show_memory(shown=False)
    kernel.landlock(_rules(writable))
    kernel.filter_calls(orders.blobs("filter")[0])
    program = os.fork()
    if program == 0:
        _become(orders)
    os.close(STATUS)
    for stream in range(3):
        os.close(stream)
    while True:
        ended, how = os.wait()
        if ended == program:
            os._exit(_code(how))


def _rules(writable: Sequence[str]) -> dict[str, int]:
    """Say what Landlock leaves: reading below the root, writing where the jail's own files are."""
    everything = kernel.handled(kernel.landlock_abi())
    rules = {"/": kernel.READ}
    rules |= dict.fromkeys(writable, everything)
    rules |= {f"/dev/{name}": everything & (kernel.READ | kernel.WRITE | _TRUNCATE) for name in _DEVICES}
    rules["/dev/pts"] = kernel.READ | kernel.WRITE | _DEVICE_ORDERS
    rules["/proc"] = kernel.READ
    return {path: rights & ~_FOLDER_ONLY if path in _PLAIN else rights for path, rights in rules.items()}


_FOLDER_ONLY: Final = 8
_TRUNCATE: Final = 1 << 14
_DEVICE_ORDERS: Final = 1 << 15
_PLAIN: Final = frozenset(f"/dev/{name}" for name in _DEVICES)


def _loopback() -> None:
    """Switch the inner loopback on: SIOCGIFFLAGS, SIOCSIFFLAGS with IFF_UP."""
    plain = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM | _socket.SOCK_CLOEXEC)
    row = bytearray(struct.pack("16sh22x", b"lo", 0))
    fcntl.ioctl(plain.fileno(), 0x8913, row, True)  # noqa: FBT003
    flags = struct.unpack_from("16sh", row)[1]
    fcntl.ioctl(plain.fileno(), 0x8914, struct.pack("16sh22x", b"lo", flags | 1))
    plain.close()


def _become(orders: Orders) -> NoReturn:
    """Become the program."""
    os.setsid()
    os.chdir("/box")
    words, environ = orders.texts("command"), environment(orders)
    lower(resource.RLIMIT_AS, orders.number("memory_bytes"))
    why = "no such program"
    heed_signals()
    for folder in environ["PATH"].split(":") if "/" not in words[0] else [""]:
        try:
            os.execve(os.path.join(folder, words[0]), words, environ)  # noqa: S606  that is the point
        except OSError as trouble:
            why = trouble.strerror or why
    os.write(STATUS, f"{FAILED} {words[0]}: {why}\n".encode("utf-8", "replace"))
    os._exit(_NO_PROGRAM)


def _code(status: int) -> int:
    """Say how a process ended as shells do: 128 and more is a signal."""
    return _SIGNALLED + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
