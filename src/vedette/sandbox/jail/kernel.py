"""The kernel's own doors that Python has none for: namespaces, mounts, Landlock, rights, filters.

Everything raises `OSError` with the name of what failed. Used in a process of its own, never in ours.
"""

from __future__ import annotations

import ctypes
import os
import struct

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from typing import Final


_LIBC: Final = ctypes.CDLL(None, use_errno=True)

NEWNS: Final = 0x0002_0000
NEWCGROUP: Final = 0x0200_0000
NEWUTS: Final = 0x0400_0000
NEWIPC: Final = 0x0800_0000
NEWUSER: Final = 0x1000_0000
NEWPID: Final = 0x2000_0000
NEWNET: Final = 0x4000_0000

NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 0x2, 0x4, 0x8, 0x20, 0x1000, 0x4000, 0x4_0000
DETACH: Final = 2

_MOUNT_SETATTR: Final = 442
_LANDLOCK_CREATE: Final = 444
_LANDLOCK_ADD: Final = 445
_LANDLOCK_RESTRICT: Final = 446
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_HERE: Final = -100
"""AT_FDCWD"""
_RECURSIVE: Final = 0x8000
_ATTRIBUTES: Final = {"ro": 0x1 | 0x2 | 0x4, "rw": 0x2 | 0x4, "dev": 0x2 | 0x8}
"""MOUNT_ATTR_RDONLY 1, NOSUID 2, NODEV 4, NOEXEC 8"""

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP = 1, 4, 22
_CAPBSET_DROP, _NO_NEW_PRIVS, _CAP_AMBIENT = 24, 38, 47
_CAPABILITIES: Final = 64
_VERSION_3: Final = 0x2008_0522

RULE_PATH: Final = 1
READ: Final = 0b1101
"""Landlock: execute (1), read a file (4), list a folder (8)."""
WRITE: Final = 0b10
ALL_BY_ABI: Final = ((1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (5, 0xFFFF))
"""What Landlock knows of files, by version: refer came with 2, truncate with 3, ioctl with 5."""
SCOPES_SINCE: Final = 6
SCOPES: Final = 0b11
"""Abstract unix sockets and signals: not past the jail."""


def unshare(flags: int) -> None:
    """Leave shared namespaces."""
    _checked("unshare", _LIBC.unshare(flags))


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Put a file system at a place, or change what is there."""
    words = (source.encode(), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode())
    _checked(f"mount {target}", _LIBC.mount(*words))


def bind(source: str, target: str, mode: str) -> None:
    """Show a path under another, all that is mounted below included, as `ro`, `rw` or `dev`."""
    _checked(
        f"bind {source}",
        _LIBC.mount(os.fsencode(source), os.fsencode(target), None, ctypes.c_ulong(BIND | REC), None),
    )
    restrict_mount(target, mode)


def restrict_mount(target: str, mode: str, *, below: bool = True) -> None:
    """Take rights from a mount, and from those below it: mount_setattr(2)."""
    attributes = struct.pack("<QQQQ", _ATTRIBUTES[mode], 0, 0, 0)
    flags = _RECURSIVE if below else 0
    where = os.fsencode(target)
    _checked(
        f"restrict {target}", _LIBC.syscall(_MOUNT_SETATTR, _HERE, where, flags, attributes, len(attributes))
    )


def become_root(folder: str) -> None:
    """Make a mounted folder the root, and let go of the old one."""
    os.chdir(folder)
    _checked("pivot_root", _LIBC.syscall(_PIVOT_ROOT[platform_name()], b".", b"."))
    _checked("umount", _LIBC.umount2(b".", DETACH))
    os.chdir("/")


def set_name(name: str) -> None:
    """Call this machine something, in a namespace of names of our own."""
    _checked("sethostname", _LIBC.sethostname(name.encode(), len(name)))


def die_with_parent() -> None:
    """Be killed when whoever started us ends."""
    _checked("prctl", _LIBC.prctl(_SET_PDEATHSIG, 9, 0, 0, 0))


def show_memory(*, shown: bool) -> None:
    """Let others of the same user look into us, or nobody."""
    _checked("prctl", _LIBC.prctl(_SET_DUMPABLE, int(shown), 0, 0, 0))


def give_up_rights() -> None:
    """Drop every capability for good, and gain none by starting something: no setuid program helps."""
    for capability in range(_CAPABILITIES):
        _LIBC.prctl(_CAPBSET_DROP, capability, 0, 0, 0)  # fails for numbers this kernel has not
    _LIBC.prctl(_CAP_AMBIENT, 4, 0, 0, 0)
    _checked("no_new_privs", _LIBC.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    head, none = struct.pack("<Ii", _VERSION_3, 0), bytes(24)
    _checked("capset", _LIBC.syscall(_CAPSET[platform_name()], head, none))


def filter_calls(program: bytes) -> None:
    """Have a filter look at every system call from now on."""
    steps = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    given = Program(len(program) // 8, ctypes.addressof(steps))
    _checked("seccomp", _LIBC.prctl(_SET_SECCOMP, 2, ctypes.byref(given), 0, 0))


def landlock_abi() -> int:
    """Return which version of Landlock this kernel has; 0 if none."""
    return max(0, int(_LIBC.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)))


def landlock(rules: dict[str, int]) -> None:
    """Deny every use of files but those below some paths, and reaching out of here by signals and sockets.

    Networks are left to the network namespace: the inner loopback may be used.
    """
    abi = landlock_abi()
    known = handled(abi)
    attributes = struct.pack("<QQQ", known, 0, SCOPES if abi >= SCOPES_SINCE else 0)
    size = len(attributes) if abi >= SCOPES_SINCE else 8
    rules_fd = _checked("landlock", _LIBC.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), 0))
    for path, rights in rules.items():
        path_fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("<Qi", rights & known, path_fd)
        _checked(f"landlock {path}", _LIBC.syscall(_LANDLOCK_ADD, rules_fd, RULE_PATH, rule, 0))
        os.close(path_fd)
    _checked("landlock", _LIBC.syscall(_LANDLOCK_RESTRICT, rules_fd, 0))
    os.close(rules_fd)


def handled(abi: int) -> int:
    """Return what a version of Landlock knows to deny about files."""
    return max((rights for since, rights in ALL_BY_ABI if abi >= since), default=0)


def platform_name() -> str:
    """Return the kind of machine as `uname -m` says."""
    return os.uname().machine


def _checked(what: str, answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return answer
