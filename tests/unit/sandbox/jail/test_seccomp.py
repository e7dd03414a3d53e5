"""The filter, run by an interpreter of our own; and its table against a library, where that is installed."""

import ctypes
import ctypes.util
import errno
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.sandbox.jail.calls import MACHINES, NEWEST, REFUSED, UNKNOWN
from vedette.sandbox.jail.seccomp import (
    ALLOW,
    DENY,
    KILL,
    NO_SUCH_CALL,
    NO_SUCH_FAMILY,
    Step,
    filter_for,
    steps,
)

ALL = sorted(MACHINES)
PROGRAMS = {machine: steps(known) for machine, known in MACHINES.items()}
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def decide(program: list[Step], number: int, *arguments: int, audit: int) -> int:
    """What the kernel would answer: linux/bpf_common.h, one instruction at a time."""
    filled = [one % (1 << 64) for one in (*arguments, *[0] * (6 - len(arguments)))]
    data = struct.pack("<IIQ6Q", number % (1 << 32), audit, 0, *filled)
    held = at = 0
    while True:
        code, true, false, constant = program[at]
        at += 1
        match code:
            case 0x20:
                held = struct.unpack_from("<I", data, constant)[0]
            case 0x15:
                at += true if held == constant else false
            case 0x25:
                at += true if held > constant else false
            case 0x45:
                at += true if held & constant else false
            case 0x54:
                held &= constant
            case 0x06:
                return constant
            case _:
                raise AssertionError(f"an instruction we never write: {code:#x}")


def answer(machine: str, number: int, *arguments: int) -> int:
    return decide(PROGRAMS[machine], number, *arguments, audit=AUDIT[machine])


@pytest.mark.parametrize("machine", ALL)
def test_every_call_of_the_table_is_answered_as_the_table_says(machine: str) -> None:
    column = MACHINES[machine].column
    for groups, wanted in ((REFUSED, DENY), (UNKNOWN, NO_SUCH_CALL)):
        for group in groups:
            for call in group.calls:
                number = call[column]
                if isinstance(number, int):
                    assert answer(machine, number) == wanted, call[0]


@pytest.mark.parametrize("machine", ALL)
def test_what_every_program_does_is_allowed(machine: str) -> None:
    everyday = {
        "x86_64": (0, 1, 9, 39, 59, 202, 257, 231, 334),
        "aarch64": (63, 64, 222, 172, 221, 98, 56, 94, 293),
    }
    assert {answer(machine, number) for number in everyday[machine]} == {ALLOW}


@pytest.mark.parametrize("machine", ALL)
@given(number=st.integers(0, (1 << 32) - 1), audit=st.integers(0, (1 << 32) - 1))
def test_another_convention_is_the_end(machine: str, number: int, audit: int) -> None:
    if audit != AUDIT[machine]:
        assert decide(PROGRAMS[machine], number, audit=audit) == KILL


@pytest.mark.parametrize("machine", ALL)
@given(number=st.integers(NEWEST + 1, (1 << 32) - 1))
def test_calls_newer_than_the_table_and_those_of_x32_are_not_there(machine: str, number: int) -> None:
    assert answer(machine, number) == NO_SUCH_CALL


@pytest.mark.parametrize("machine", ALL)
@given(rubbish=st.integers(0, (1 << 32) - 1), namespace=st.sampled_from([17, 25, 26, 27, 28, 29, 30]))
def test_rubbish_in_upper_halves_changes_nothing(machine: str, rubbish: int, namespace: int) -> None:
    known, above = MACHINES[machine], rubbish << 32
    assert answer(machine, known.clone, above | 1 << namespace | 17) == DENY
    assert answer(machine, known.clone, above | 0x11) == ALLOW
    assert answer(machine, known.ioctl, 0, above | 0x5412) == DENY
    assert answer(machine, known.ioctl, 0, above | 0x541C) == DENY
    assert answer(machine, known.ioctl, 0, above | 0x5401) == ALLOW
    assert answer(machine, known.personality, above | 0x40000) == DENY
    assert answer(machine, known.socket, above | 16, 3) == NO_SUCH_FAMILY


@pytest.mark.parametrize("machine", ALL)
@given(
    family=st.integers(-1, 50),
    kind=st.integers(0, 15),
    flags=st.sampled_from([0, 0x800, 0x80000, 0x80800]),
    protocol=st.integers(0, 300),
)
def test_sockets_are_local_or_of_the_internet_and_of_no_odd_kind(
    machine: str, family: int, kind: int, flags: int, protocol: int
) -> None:
    plain = family in {1, 2, 10} and kind in {1, 2, 5} and protocol in {0, 6, 17}
    for call in (MACHINES[machine].socket, MACHINES[machine].socketpair):
        assert (answer(machine, call, family, kind | flags, protocol) == ALLOW) == plain


@pytest.mark.parametrize("machine", ALL)
@given(pointer=st.integers(0, (1 << 64) - 1), which=st.integers(0, 15))
def test_only_the_limit_on_dumps_stays_as_it_is(machine: str, pointer: int, which: int) -> None:
    known = MACHINES[machine]
    assert answer(machine, known.prlimit, 0, which, pointer) == (DENY if which == 4 and pointer else ALLOW)
    assert answer(machine, known.setrlimit, which, pointer) == (DENY if which == 4 else ALLOW)


@pytest.mark.parametrize("machine", ALL)
@given(
    number=st.integers(0, NEWEST), arguments=st.lists(st.integers(0, (1 << 64) - 1), min_size=6, max_size=6)
)
def test_every_way_through_ends_in_one_of_five_answers(
    machine: str, number: int, arguments: list[int]
) -> None:
    assert answer(machine, number, *arguments) in {ALLOW, DENY, NO_SUCH_CALL, NO_SUCH_FAMILY}


def test_the_bytes_are_what_the_kernel_takes() -> None:
    made = filter_for("x86_64")
    assert made is not None
    assert len(made) % 8 == 0
    assert len(made) // 8 <= 4096
    assert struct.unpack_from("<HBBI", made) == (0x20, 0, 0, 4)
    assert (DENY & 0xFFFF, NO_SUCH_CALL & 0xFFFF) == (errno.EPERM, errno.ENOSYS)


def test_a_machine_we_know_nothing_of_has_no_filter() -> None:
    assert filter_for("vax") is None


@pytest.mark.parametrize(("machine", "token"), sorted(AUDIT.items()))
def test_numbers_are_those_of_libseccomp(machine: str, token: int) -> None:
    name = ctypes.util.find_library("seccomp")
    if name is None:
        pytest.skip("libseccomp is not here to ask")
    resolve = ctypes.CDLL(name).seccomp_syscall_resolve_name_arch
    known = MACHINES[machine]
    ours = {call[0]: call[known.column] for group in (*REFUSED, *UNKNOWN) for call in group.calls}
    ours |= {
        "clone": known.clone,
        "socket": known.socket,
        "socketpair": known.socketpair,
        "ioctl": known.ioctl,
    }
    ours |= {"personality": known.personality, "prlimit64": known.prlimit, "setrlimit": known.setrlimit}
    for call, number in ours.items():
        theirs = resolve(ctypes.c_uint32(token), call.encode())
        if theirs != -1:  # it may be older than the call
            assert (theirs if theirs >= 0 else None) == number, call
