"""A system call filter as the kernel takes it: classic BPF, written here, for x86_64 and aarch64.

The kernel runs it at every call over `struct seccomp_data` (linux/seccomp.h): number, calling convention,
instruction pointer, six arguments of 64 bits. Only the low half of an argument is looked at where the kernel
itself takes an `int`: a filter that compared all 64 bits could be passed with rubbish in the upper ones.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from typing import Final

from vedette.sandbox.jail.calls import MACHINES, NEWEST, REFUSED, UNKNOWN, Machine

LOAD: Final = 0x20
"""BPF_LD | BPF_W | BPF_ABS"""
EQUAL: Final = 0x15
GREATER: Final = 0x25
BITS: Final = 0x45
"""BPF_JMP | BPF_JSET | BPF_K"""
MASK: Final = 0x54
"""BPF_ALU | BPF_AND | BPF_K"""
RETURN: Final = 0x06

ALLOW: Final = 0x7FFF_0000
KILL: Final = 0x8000_0000
ERROR: Final = 0x0005_0000
DENY: Final = ERROR | errno.EPERM
NO_SUCH_CALL: Final = ERROR | errno.ENOSYS
NO_SUCH_FAMILY: Final = ERROR | errno.EAFNOSUPPORT

NUMBER: Final = 0
CONVENTION: Final = 4
NAMESPACES: Final = 0x7E02_0000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""
X32: Final = 0x4000_0000
"""The bit that calls of the x32 convention carry, which pass the check of the convention."""
FAMILIES: Final = (1, 2, 10)
"""unix, inet and inet6: the last two reach the inner loopback and nothing else."""
KINDS: Final = (1, 2, 5)
"""Stream, datagram, sequenced: no raw sockets."""
PROTOCOLS: Final = (0, 6, 17)
"""The usual one, TCP, UDP: others would load modules of the kernel."""
TERMINAL: Final = (0x5412, 0x541C)
"""TIOCSTI types into a terminal, TIOCLINUX steers a console: both reach whoever sits there."""
PERSONALITIES: Final = (0, 8, 0x20000, 0x20008, 0xFFFF_FFFF)
"""Linux, 32 bits, old version numbers, and the question which it is; others make memory predictable."""
CORE: Final = 4
"""RLIMIT_CORE: at 1 no dump is written nor handed to a program of the host; at 0 it would be handed over."""

Step = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant: `struct sock_filter`."""


def filter_for(machine: str) -> bytes | None:
    """Return the filter for a machine as `uname -m` names it, or `None` if we know no such machine."""
    known = MACHINES.get(machine)
    return None if known is None else b"".join(struct.pack("<HBBI", *step) for step in steps(known))


def steps(machine: Machine) -> list[Step]:
    """Return the filter's instructions, the calling convention first."""
    made: list[Step] = [
        (LOAD, 0, 0, CONVENTION),
        (EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (GREATER, 0, 1, NEWEST),
        (RETURN, 0, 0, NO_SUCH_CALL),
    ]
    for groups, answer in ((UNKNOWN, NO_SUCH_CALL), (REFUSED, DENY)):
        numbers = [call[machine.column] for group in groups for call in group.calls]
        made += [
            step for one in numbers if isinstance(one, int) for step in _if(one, [(RETURN, 0, 0, answer)])
        ]
    made += _if(machine.clone, [_low(0), (BITS, 0, 1, NAMESPACES), (RETURN, 0, 0, DENY), _allow()])
    for number in (machine.socket, machine.socketpair):
        made += _if(number, _sockets())
    made += _if(machine.ioctl, [_low(1), *_none_of(TERMINAL, DENY), _allow()])
    made += _if(machine.personality, [_low(0), *_one_of(PERSONALITIES, DENY), _allow()])
    made += _if(machine.setrlimit, [_low(0), *_none_of((CORE,), DENY), _allow()])
    made += _if(machine.prlimit, _limits())
    return [*made, _allow()]


def _sockets() -> list[Step]:
    return [
        _low(0),
        *_one_of(FAMILIES, NO_SUCH_FAMILY),
        _low(1),
        (MASK, 0, 0, 0xF),
        *_one_of(KINDS, DENY),
        _low(2),
        *_one_of(PROTOCOLS, DENY),
        _allow(),
    ]


def _limits() -> list[Step]:
    """Let the limit on core dumps be asked for, not set: the third argument points to a new one or null."""
    return [
        _low(1),
        (EQUAL, 1, 0, CORE),
        _allow(),
        _low(2),
        (EQUAL, 1, 0, 0),
        (RETURN, 0, 0, DENY),
        _high(2),
        (EQUAL, 1, 0, 0),
        (RETURN, 0, 0, DENY),
        _allow(),
    ]


def _if(number: int, then: list[Step]) -> list[Step]:
    """Take steps for one call only; they end with a return, so the number is still loaded after them."""
    return [(EQUAL, 0, len(then), number), *then]


def _one_of(values: Iterable[int], otherwise: int) -> list[Step]:
    """Go on if it is one of the values."""
    row = list(values)
    tests = [(EQUAL, len(row) - place, 0, value) for place, value in enumerate(row)]
    return [*tests, (RETURN, 0, 0, otherwise)]


def _none_of(values: Iterable[int], otherwise: int) -> list[Step]:
    """Go on if it is none of the values."""
    return [step for value in values for step in ((EQUAL, 0, 1, value), (RETURN, 0, 0, otherwise))]


def _low(argument: int) -> Step:
    return (LOAD, 0, 0, 16 + 8 * argument)


def _high(argument: int) -> Step:
    return (LOAD, 0, 0, 20 + 8 * argument)


def _allow() -> Step:
    return (RETURN, 0, 0, ALLOW)
