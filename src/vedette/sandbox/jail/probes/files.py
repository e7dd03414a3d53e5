"""Attempts at files: those of the host, those the copy was made of, those that are no files."""

# programs as texts
# ruff: noqa: E501

from __future__ import annotations

from typing import Final

from vedette.sandbox.jail.probes.probe import Probe

FILES: Final = (
    Probe(
        name="a secret file of the host",
        shows=True,
        sure=True,
        code="def deed(): return open(fact('SECRET')).read()",
    ),
    Probe(
        name="the host's passwords and settings",
        sure=True,
        code="""
def deed():
    rows = ['/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/etc/machine-id', '/etc/fstab', '/etc/resolv.conf',
            '/var/log/dpkg.log', '/etc/ssh/sshd_config', '/etc/os-release', '/var/lib/dpkg/status', '/etc/shells']
    return first((open, path) for path in rows)
""",
    ),
    Probe(
        name="the host's root by way of /proc",
        shows=True,
        sure=True,
        code="""
def deed():
    rows = [f'/proc/{p}/{way}{fact("SECRET")}' for p in (1, 'self', os.getppid()) for way in ('root', 'cwd/../../../../..')]
    return first((lambda path: open(path).read(), path) for path in rows)
""",
    ),
    Probe(
        name="writing where the host reads",
        sure=True,
        code="""
def deed():
    rows = [fact('WORLD') + '/dropped', '/usr/local/dropped', '/etc/dropped', '/dropped', '/dev/dropped', '/var/dropped']
    return first((lambda path: (open(path, 'w').write('x'), os.unlink(path)), path) for path in rows)
""",
    ),
    Probe(
        name="writing to the interpreter that runs us",
        code="""
def deed(): return first((lambda path: open(path, 'r+b'), path) for path in (os.__file__, sys.executable, '/usr/bin/env'))
""",
    ),
    Probe(
        name="links in the copied tree that lead out",
        shows=True,
        sure=True,
        code="""
def deed():
    rows = ['absolute', 'climbing', 'folder/secret', 'below/climbing', 'twice', 'below/up/../../secret', '../secret']
    return first((lambda path: open(path).read(), path) for path in rows)
""",
    ),
    Probe(
        name="changing the tree the copy was made of",
        sure=True,
        code="""
def deed():
    open('inside.txt', 'a').write('changed by a probe')
    open('inside.txt').read().index('changed by a probe')
    say('WROTE')
    return first((lambda path: open(path, 'a').write('changed by a probe'), path) for path in [fact('TREE') + '/inside.txt'])
""",
    ),
    Probe(
        name="device nodes",
        code="""
def deed():
    os.mknod('node', 0o600 | 0o020000, os.makedev(1, 3))
    return open('node', 'rb')
""",
    ),
    Probe(
        name="devices of the host",
        code="""
def deed():
    names = ['mem', 'kmem', 'port', 'kmsg', 'kvm', 'fuse', 'net/tun', 'vda', 'sda', 'nvme0n1', 'loop-control', 'vsock',
             'rtc0', 'hpet', 'uinput', 'snapshot', 'vhost-net', 'tty0', 'ttyS0', 'console']
    return first((lambda path: os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY), '/dev/' + name) for name in names)
""",
    ),
    Probe(
        name="settings of the kernel",
        code="""
def deed():
    rows = ['sys/kernel/core_pattern', 'sys/kernel/modprobe', 'sysrq-trigger', 'sys/vm/drop_caches', 'sys/kernel/hostname',
            'sys/net/ipv4/ip_forward', 'sys/kernel/randomize_va_space', 'sys/fs/binfmt_misc/register']
    return first((lambda path: os.open(path, os.O_WRONLY), '/proc/' + row) for row in rows)
""",
    ),
    Probe(
        name="writing to /sys",
        code="""
def deed():
    rows = ['power/state', 'kernel/uevent_helper', 'kernel/mm/ksm/run', 'module/kernel/parameters/panic',
            'fs/cgroup/cgroup.procs', 'fs/cgroup/pids/cgroup.procs', 'fs/cgroup/memory/cgroup.procs']
    return first((lambda path: os.open(path, os.O_WRONLY), '/sys/' + row) for row in rows)
""",
    ),
    Probe(
        name="memory of the kernel by /proc",
        code="""
def deed():
    return first((lambda path: os.pread(os.open(path, os.O_RDONLY), 8, 0x1000), path) for path in ('/proc/kcore', '/proc/kpageflags'))
""",
    ),
)
