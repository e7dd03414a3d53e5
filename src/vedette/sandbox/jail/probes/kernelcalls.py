"""Attempts by system calls: at the kernel itself."""

# programs as texts
# ruff: noqa: E501

from __future__ import annotations

from typing import Final

from vedette.sandbox.jail.probes.probe import Probe

_EACH: Final = """
def deed(): return first((lambda row: call(NR[row[0]], *row[1:]), row) for row in ({rows}))
"""


def _calls(rows: str) -> str:
    return _EACH.format(rows=rows)


KERNEL: Final = (
    Probe(
        name="a namespace of users of one's own",
        code="""
def deed():
    def child(flags):
        process = os.fork()
        if process == 0:
            try:
                call(NR['unshare'], flags)
            except OSError as error:
                os._exit(error.errno)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code:
            raise OSError(code, os.strerror(code))
        return 'unshared'
    return first((child, flags) for flags in (0x10000000, 0x10020000, 0x40000000, 0x00020000))
""",
    ),
    Probe(
        name="a namespace by way of clone",
        code="""
def deed():
    def cloned(flags):
        process = call(NR['clone'], flags | 17, 0, 0, 0, 0)
        if process == 0:
            os._exit(0)
        os.waitpid(process, 0)
        return 'cloned'
    return first((cloned, flags) for flags in (0x10000000, 0x50020000, 0x7fff_0000_1000_0000))
""",
    ),
    Probe(
        name="a namespace by way of clone3",
        code="""
def deed():
    import struct
    words = struct.pack('<11Q', 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
    process = call(NR['clone3'], words, len(words))
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return 'cloned'
""",
    ),
    Probe(
        name="joining another namespace",
        code="""
def deed():
    rows = [f'/proc/{process}/ns/{kind}' for process in (1, 'self') for kind in ('user', 'mnt', 'net', 'uts')]
    return first((lambda path: call(NR['setns'], os.open(path, os.O_RDONLY), 0), path) for path in rows)
""",
    ),
    Probe(
        name="mounting",
        outside=False,
        code="""
def deed():
    os.makedirs('m', exist_ok=True)
    return first(
        (lambda kind: call(NR['mount'], b'x', b'm', kind, 0, 0), b'tmpfs'),
        (lambda kind: call(NR['mount'], b'/usr', b'm', 0, 0x1000, 0), 0),
        (lambda kind: call(NR['mount'], 0, b'/usr', 0, 0x1020, 0), 0),
        (lambda kind: call(NR['umount2'], kind, 2), b'/usr'),
        (lambda kind: call(NR['pivot_root'], kind, kind), b'.'),
    )
""",
    ),
    Probe(
        name="mounting the new way",
        code=_calls(
            "('fsopen', b'tmpfs', 0), ('open_tree', -100, b'/', 1), ('fspick', -100, b'/', 0), ('open_tree_attr', -100, b'/', 1, 0, 0)"
        ),
    ),
    Probe(
        name="leaving a root by another root",
        code="""
def deed():
    os.makedirs('deeper', exist_ok=True)
    opened = os.open('/', os.O_RDONLY)
    process = os.fork()
    if process == 0:
        try:
            os.chroot('deeper')
            os.fchdir(opened)
            for _ in range(64):
                os.chdir('..')
            os.chroot('.')
        except OSError as error:
            os._exit(error.errno)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))
    return 'left'
""",
    ),
    Probe(
        name="keys of the kernel",
        code=_calls(
            "('keyctl', 0, -3, 0), ('keyctl', 0, -4, 0), ('add_key', b'user', b'vedette', b'x', 1, -1), ('request_key', b'user', b'vedette', 0, 0)"
        ),
    ),
    Probe(
        name="input and output behind the filter",
        code="""
def deed(): return call(NR['io_uring_setup'], 4, ctypes.create_string_buffer(256))
""",
    ),
    Probe(
        name="programs inside the kernel",
        code="""
def deed():
    import struct
    words = struct.pack('<5I', 2, 4, 4, 1, 0) + bytes(100)
    return call(NR['bpf'], 0, words, 72)
""",
    ),
    Probe(
        name="counters of the processor",
        code="""
def deed():
    import struct
    words = struct.pack('<IIQQQQQ', 1, 112, 1, 0, 0, 0, 0x61) + bytes(64)
    return call(NR['perf_event_open'], words, 0, -1, -1, 0)
""",
    ),
    Probe(name="page faults of one's own making", code=_calls("('userfaultfd', 1), ('userfaultfd', 0)")),
    Probe(
        name="watching files of everybody",
        code=_calls("('fanotify_init', 0, 0), ('fanotify_init', 0x200, 0)"),
    ),
    Probe(
        name="files by number",
        code="""
def deed():
    import struct
    handle = ctypes.create_string_buffer(struct.pack('<Ii', 128, 0), 136)
    place = ctypes.create_string_buffer(8)
    call(NR['name_to_handle_at'], -100, b'/usr/bin', handle, place, 0)
    return 'a handle'
""",
    ),
    Probe(
        name="opening files by number",
        code="""
def deed():
    import struct
    for kind, size in ((1, 8), (2, 12)):
        handle = struct.pack('<Ii', size, kind) + struct.pack('<III', 2, 0, 0) + bytes(64)
        try:
            return call(NR['open_by_handle_at'], os.open('/usr', os.O_RDONLY), handle, 0)
        except OSError as error:
            if error.errno not in (errno.ESTALE, errno.EINVAL):
                raise
    return 'the kernel looked'
""",
    ),
    Probe(
        name="setting the clock",
        code="""
def deed():
    import struct
    wrong = struct.pack('<qq', 0, -1)
    try:
        call(NR['clock_settime'], 0, wrong)
    except OSError as error:
        if error.errno == errno.EINVAL:
            return 'the kernel looked at the time'
        raise
""",
    ),
    Probe(
        name="memory that is easy to foresee",
        code=_calls("('personality', 0x0040000), ('personality', 0x0400000)"),
    ),
    Probe(
        name="the kernel's log",
        code=_calls("('syslog', 10, 0, 0), ('syslog', 3, ctypes.create_string_buffer(64), 64)"),
    ),
    Probe(
        name="loading into the kernel",
        outside=False,
        code=_calls(
            "('init_module', b'', 0, b''), ('finit_module', 0, b'', 0), ('delete_module', b'x', 0), ('kexec_load', 0, 0, 0, 0), ('swapon', b'x', 0), ('acct', 0), ('reboot', 0, 0, 0, 0), ('quotactl', 0, 0, 0, 0)"
        ),
    ),
    Probe(
        name="another convention of calls",
        code="""
def deed():
    import mmap, signal
    if os.uname().machine != 'x86_64':
        raise OSError('no such convention here')
    process = os.fork()
    if process == 0:
        signal.alarm(5)
        room = mmap.mmap(-1, 4096, prot=7)
        room.write(bytes.fromhex('b814000000cd80c3'))
        run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))
        os._exit(0 if run() > 0 else 1)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code:
        raise OSError(f'ended with {code}')
    return 'getpid by int 80'
""",
    ),
)
