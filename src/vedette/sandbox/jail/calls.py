"""The system calls a jailed program may not make, each group with the reason.

Numbers: x86_64 from the kernel's `syscall_64.tbl`, aarch64 from its generic table.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Refused(NamedTuple):
    """A group of system calls refused for one reason."""

    why: str
    calls: tuple[tuple[str, int | None, int | None], ...]
    """Name, number on x86_64, number on aarch64; `None` where that machine has no such call."""


NEWEST: Final = 469
"""The newest call we know (Linux 6.17); what came later was never weighed: there is "no such call"."""

REFUSED: Final = (
    Refused(
        "new namespaces hand out rights over parts of the kernel that were never meant for strangers",
        (("unshare", 272, 97), ("setns", 308, 268)),
    ),
    Refused(
        "reads or steers other processes",
        (
            ("ptrace", 101, 117),
            ("process_vm_readv", 310, 270),
            ("process_vm_writev", 311, 271),
            ("process_madvise", 440, 440),
            ("process_mrelease", 448, 448),
            ("kcmp", 312, 272),
            ("pidfd_getfd", 438, 438),
        ),
    ),
    Refused(
        "does input and output behind the back of this filter, and has had many holes",
        (("io_uring_setup", 425, 425), ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427)),
    ),
    Refused(
        "the kernel's key rings are not apart for each namespace",
        (("add_key", 248, 217), ("request_key", 249, 218), ("keyctl", 250, 219)),
    ),
    Refused(
        "programs and watchers inside the kernel",
        (
            ("bpf", 321, 280),
            ("perf_event_open", 298, 241),
            ("userfaultfd", 323, 282),
            ("fanotify_init", 300, 262),
            ("fanotify_mark", 301, 263),
            ("lookup_dcookie", 212, 18),
        ),
    ),
    Refused(
        "changes or lists what is mounted, or where the root is",
        (
            ("mount", 165, 40),
            ("umount2", 166, 39),
            ("pivot_root", 155, 41),
            ("chroot", 161, 51),
            ("move_mount", 429, 429),
            ("open_tree", 428, 428),
            ("open_tree_attr", 467, 467),
            ("fsopen", 430, 430),
            ("fsconfig", 431, 431),
            ("fsmount", 432, 432),
            ("fspick", 433, 433),
            ("mount_setattr", 442, 442),
            ("statmount", 457, 457),
            ("listmount", 458, 458),
        ),
    ),
    Refused(
        "opens files by number, past every folder's permissions",
        (("open_by_handle_at", 304, 265), ("name_to_handle_at", 303, 264)),
    ),
    Refused(
        "changes the kernel, or stops the machine",
        (
            ("kexec_load", 246, 104),
            ("kexec_file_load", 320, 294),
            ("init_module", 175, 105),
            ("finit_module", 313, 273),
            ("delete_module", 176, 106),
            ("create_module", 174, None),
            ("query_module", 178, None),
            ("get_kernel_syms", 177, None),
            ("reboot", 169, 142),
            ("swapon", 167, 224),
            ("swapoff", 168, 225),
            ("acct", 163, 89),
            ("quotactl", 179, 60),
            ("quotactl_fd", 443, 443),
            ("nfsservctl", 180, 42),
            ("syslog", 103, 116),
            ("sethostname", 170, 161),
            ("setdomainname", 171, 162),
            ("vhangup", 153, 58),
        ),
    ),
    Refused(
        "sets the clock everybody shares",
        (
            ("settimeofday", 164, 170),
            ("clock_settime", 227, 112),
            ("clock_adjtime", 305, 266),
            ("adjtimex", 159, 171),
        ),
    ),
    Refused(
        "moves memory between nodes: timing of others, and seldom watched code",
        (
            ("mbind", 237, 235),
            ("set_mempolicy", 238, 237),
            ("set_mempolicy_home_node", 450, 450),
            ("migrate_pages", 256, 238),
            ("move_pages", 279, 239),
        ),
    ),
    Refused(
        "memory that stays when nobody has it mapped, so that no limit of a process counts it",
        (("shmget", 29, 194), ("shmat", 30, 196)),
    ),
    Refused(
        "left over from old machines, used by attacks only",
        (
            ("uselib", 134, None),
            ("_sysctl", 156, None),
            ("ustat", 136, None),
            ("sysfs", 139, None),
            ("iopl", 172, None),
            ("ioperm", 173, None),
            ("modify_ldt", 154, None),
        ),
    ),
)
"""Answered with EPERM."""

UNKNOWN: Final = (
    Refused(
        "its flags lie in memory, where no filter can read them; libraries fall back to clone",
        (("clone3", 435, 435),),
    ),
    Refused(
        "files that are in no file system, so that no size of ours bounds them; libraries fall back to /tmp",
        (("memfd_create", 319, 279), ("memfd_secret", 447, 447)),
    ),
)
"""Answered with ENOSYS, for programs then take an older way."""


class Machine(NamedTuple):
    """What a filter must know of a kind of machine."""

    column: int
    """Which number of a call is this machine's."""
    audit: int
    """AUDIT_ARCH_*: what the kernel says about the calling convention in use."""
    clone: int
    socket: int
    socketpair: int
    ioctl: int
    personality: int
    prlimit: int
    setrlimit: int


MACHINES: Final = {
    "x86_64": Machine(1, 0xC000_003E, 56, 41, 53, 16, 135, 302, 160),
    "aarch64": Machine(2, 0xC000_00B7, 220, 198, 199, 29, 92, 261, 164),
}
"""By what `uname -m` says."""
