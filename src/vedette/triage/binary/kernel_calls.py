"""What a program without a library of the system asks the kernel of Linux for: by the numbers in its code.

Numbers and registers are those of the kernel's tables for each processor (`man 2 syscall`, `man 2 syscalls`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.branches import code_of

_CODE_MAX: Final = 16 << 20
_FEW: Final = 3
"""A program that imports more leaves this to its library."""
_ALSO: Final = {
    "recvfrom": ("recv",),
    "sendto": ("send",),
    "getdents64": ("readdir",),
    "socketcall": ("socket", "connect"),
    "clone": ("fork",),
    "vfork": ("fork",),
    "openat": ("open",),
    "unlinkat": ("unlink",),
}
"""Functions of libraries that are little more than that."""
_WIDE: Final = (
    "0 read 1 write 2 open 10 mprotect 16 ioctl 33 dup2 41 socket 42 connect 43 accept 44 sendto 45"
    " recvfrom 46 sendmsg 47 recvmsg 49 bind 50 listen 57 fork 58 vfork 59 execve 62 kill 63 uname 82"
    " rename 87 unlink 90 chmod 99 sysinfo 101 ptrace 102 getuid 105 setuid 106 setgid 112 setsid 157"
    " prctl 169 reboot 175 init_module 217 getdents64 257 openat 263 unlinkat 288 accept4 292 dup3"
    " 313 finit_module 319 memfd_create"
)
_OLD: Final = (
    "2 fork 3 read 4 write 5 open 10 unlink 11 execve 15 chmod 23 setuid 26 ptrace 37 kill 38 rename"
    " 54 ioctl 63 dup2 66 setsid 88 reboot 102 socketcall 116 sysinfo 122 uname 125 mprotect 128"
    " init_module 172 prctl 190 vfork"
)
_NEW: Final = (
    "24 dup3 29 ioctl 35 unlinkat 56 openat 61 getdents64 63 read 64 write 105 init_module 117"
    " ptrace 129 kill 144 setgid 146 setuid 157 setsid 160 uname 167 prctl 179 sysinfo 198 socket 200"
    " bind 201 listen 202 accept 203 connect 206 sendto 207 recvfrom 220 clone 221 execve 273"
    " finit_module 279 memfd_create"
)
_ARM: Final = (
    f"{_OLD} 217 getdents64 281 socket 282 bind 283 connect 284 listen 285 accept 289 send 290 sendto"
    " 291 recv 292 recvfrom 322 openat"
)
_TABLES: Final = {
    "x86-64": _WIDE,
    "x86": f"{_OLD} 359 socket 362 connect 356 memfd_create",
    "AArch64": _NEW,
    "ARM": _ARM,
}
_FORMS: Final = {
    "x86-64": (rb"\xb8(..)\x00\x00[^\xc3]{0,12}?\x0f\x05", rb"\x6a(.)\x58[^\xc3]{0,12}?\x0f\x05"),
    "x86": (
        rb"\xb8(..)\x00\x00[^\xc3]{0,12}?\xcd\x80",
        rb"\x6a(.)\x58[^\xc3]{0,12}?\xcd\x80",
        rb"\xb0(.)\xcd\x80",
    ),
    "AArch64": (
        rb"(..)[\x80\x81]\xd2.{0,12}?\x01\x00\x00\xd4",
        rb"(..)[\x80\x81]\x52.{0,12}?\x01\x00\x00\xd4",
    ),
    "ARM": (
        rb"(.)\x70\xa0\xe3.{0,12}?\x00\x00\x00\xef",
        rb"(.[\x00\x01])\x90\xef",
        rb"\x01\x7c\xa0\xe3(.)\x70\x87\xe2",
    ),
}
"""The number put into its register, and soon after the instruction that goes to the kernel."""
_MORE: Final = 256
_REGISTER: Final = 31
_EIGHTH: Final = 8


def kernel_calls(image: Image) -> set[str]:
    """Return what a program for Linux asks of the kernel itself, and functions of libraries like that."""
    table = _TABLES.get(image.architecture)
    if image.format != "ELF" or table is None or len(image.imports) > _FEW:
        return set()
    words = table.split()
    names = {int(number): name for number, name in zip(words[::2], words[1::2], strict=True)}
    found = {names[number] for number in _numbers(image) if number in names}
    return found | {also for name in found for also in _ALSO.get(name, ())}


def _numbers(image: Image) -> Iterator[int]:
    for region in code_of(image):
        code = image.data[region.offset : region.offset + min(region.stored, _CODE_MAX)]
        for at, form in enumerate(_FORMS[image.architecture]):
            for match in re.finditer(form, code, re.DOTALL):
                number = int.from_bytes(match[1], "little")
                if image.architecture == "AArch64":
                    if number & _REGISTER != _EIGHTH:
                        continue
                    number >>= 5
                yield number + (_MORE if image.architecture == "ARM" and at == 2 else 0)  # noqa: PLR2004
