"""Names of the system calls that matter to a hunt, by architecture and number."""

from __future__ import annotations

from typing import Final

_X86_64: Final = {
    "0": "read", "1": "write", "2": "open", "41": "socket", "42": "connect", "43": "accept", "49": "bind",
    "56": "clone", "57": "fork", "59": "execve", "62": "kill", "76": "truncate", "82": "rename",
    "83": "mkdir",
    "84": "rmdir", "85": "creat", "86": "link", "87": "unlink", "88": "symlink", "90": "chmod",
    "91": "fchmod",
    "92": "chown", "99": "sysinfo", "101": "ptrace", "103": "syslog", "105": "setuid", "106": "setgid",
    "117": "setresuid", "133": "mknod", "135": "personality", "155": "pivot_root", "159": "adjtimex",
    "161": "chroot", "164": "settimeofday", "165": "mount", "166": "umount2", "169": "reboot",
    "170": "sethostname", "175": "init_module", "176": "delete_module", "188": "setxattr",
    "227": "clock_settime",
    "246": "kexec_load", "257": "openat", "258": "mkdirat", "259": "mknodat", "260": "fchownat",
    "263": "unlinkat",
    "264": "renameat", "268": "fchmodat", "272": "unshare", "288": "accept4", "308": "setns",
    "310": "process_vm_readv",
    "311": "process_vm_writev", "313": "finit_module", "316": "renameat2", "319": "memfd_create",
    "321": "bpf",
    "322": "execveat", "437": "openat2",
}  # fmt: skip
_AARCH64: Final = {
    "33": "mknodat", "34": "mkdirat", "35": "unlinkat", "38": "renameat", "40": "mount", "53": "fchmodat",
    "56": "openat", "92": "personality", "105": "init_module", "106": "delete_module", "116": "syslog",
    "117": "ptrace", "142": "reboot", "146": "setuid", "179": "sysinfo", "203": "connect", "200": "bind",
    "221": "execve", "220": "clone", "270": "process_vm_readv", "271": "process_vm_writev",
    "273": "finit_module",
    "276": "renameat2", "279": "memfd_create", "280": "bpf", "281": "execveat", "437": "openat2",
}  # fmt: skip
_X86: Final = {
    "5": "open", "8": "creat", "10": "unlink", "11": "execve", "14": "mknod", "15": "chmod", "26": "ptrace",
    "38": "rename", "102": "socketcall", "103": "syslog", "116": "sysinfo", "128": "init_module",
    "129": "delete_module", "136": "personality", "295": "openat", "301": "unlinkat", "302": "renameat",
    "358": "execveat", "362": "connect",
}  # fmt: skip
_BY_ARCHITECTURE: Final = {"c000003e": _X86_64, "c00000b7": _AARCH64, "40000003": _X86}


def name_of(architecture: str, number: str) -> str | None:
    """Name a system call; one that is a name already stays."""
    if not number.isdigit():
        return number or None
    return _BY_ARCHITECTURE.get(architecture, {}).get(number)
