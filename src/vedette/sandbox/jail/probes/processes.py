"""Attempts at other processes, rights, terminals, and at what a parent leaves its children."""

# programs as texts
# ruff: noqa: E501

from __future__ import annotations

from typing import Final

from vedette.sandbox.jail.probes.probe import Probe

PROCESSES: Final = (
    Probe(
        name="a secret in the environment",
        shows=True,
        sure=True,
        code="""
def deed():
    return [lines(f'/proc/{p}/environ') for p in ('self', 'thread-self', os.getppid())] + [dict(os.environ)]
""",
    ),
    Probe(
        name="the environment of other processes",
        shows=True,
        sure=True,
        code="""
def deed():
    found = []
    for name in filter(str.isdigit, os.listdir('/proc')):
        found += lines(f'/proc/{name}/environ') + lines(f'/proc/{name}/cmdline')
    return found
""",
    ),
    Probe(
        name="descriptors left open",
        shows=True,
        sure=True,
        code="""
def deed():
    found = []
    for number in range(512):
        try:
            kind = os.fstat(number).st_mode
            found.append((number, os.pread(number, 4096, 0)) if number > 2 else number)
        except OSError as error:
            if error.errno != errno.EBADF and number > 2:
                found.append((number, str(error)))
    if found == [0, 1, 2]:
        raise OSError(errno.EBADF, 'only the three streams')
    return found
""",
    ),
    Probe(
        name="a signal to a process of the host",
        sure=True,
        code="""
def deed(): return first((lambda process: (os.kill(process, 0), lines(f'/proc/{process}/comm')), int(fact(who))) for who in ('VICTIM', 'PARENT'))
""",
    ),
    Probe(
        name="killing the first process inside",
        outside=False,
        code="""
def deed():
    for process in (1, os.getppid()):
        for number in (9, 15, 19):
            try:
                os.kill(process, number)
            except OSError as error:
                say(error)
    time.sleep(0.2)
    raise OSError('still here')
""",
    ),
    Probe(
        name="memory of processes outside",
        code="""
def deed():
    rows = [f'/proc/{process}/mem' for process in (fact('VICTIM'), fact('PARENT'))]
    return first((lambda path: os.open(path, os.O_RDWR), path) for path in rows)
""",
    ),
    Probe(
        name="rights of the first process inside",
        code="""
def deed():
    status = dict(line.split(':', 1) for line in lines('/proc/1/status') if ':' in line)
    rights = {name: int(status[name], 16) for name in ('CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb')}
    if int(status['NoNewPrivs']) == 1 and int(status['Seccomp']) == 2 and not any(rights.values()):
        raise PermissionError('no more than ours')
    return status
""",
    ),
    Probe(
        name="steering another process",
        code="""
def deed():
    child = os.fork()
    if child == 0:
        time.sleep(5)
        os._exit(0)
    try:
        return first((lambda request: call(NR['ptrace'], request, child, 0, 0), 0x4206), (lambda request: call(NR['ptrace'], request, 0, 0, 0), 0))
    finally:
        os.kill(child, 9)
""",
    ),
    Probe(
        name="memory of another process by call",
        code="""
def deed():
    here = ctypes.create_string_buffer(b'secret', 8)
    there = ctypes.create_string_buffer(8)
    rows = [(ctypes.c_ulong * 2)(ctypes.addressof(one), 6) for one in (there, here)]
    call(NR['process_vm_readv'], os.getpid(), ctypes.byref(rows[0]), 1, ctypes.byref(rows[1]), 1, 0)
    return there.value
""",
    ),
    Probe(
        name="typing into a terminal",
        code="""
def deed():
    import fcntl, pty
    ours, theirs = pty.openpty()
    process = os.fork()
    if process == 0:
        try:
            os.setsid()
            fcntl.ioctl(theirs, 0x540E, 0)
            for request in (0x5412, 0xFFFF_FFFF_0000_5412 - (1 << 64)):
                call(NR['ioctl'], theirs, request, b'x')
        except OSError as error:
            os._exit(error.errno)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))
    return 'typed'
""",
    ),
    Probe(
        name="a terminal that is somebody's",
        outside=False,
        code="def deed(): return first((lambda path: os.open(path, os.O_RDWR), path) for path in ('/dev/tty', '/dev/console'))",
    ),
    Probe(
        name="dumps of memory, for the host's collector",
        sure=True,
        code="""
def deed():
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    return 'a dump would be handed over'
""",
    ),
    Probe(
        name="a dump in the work folder",
        outside=False,
        code="""
def deed():
    process = os.fork()
    if process == 0:
        os.abort()
    if os.WCOREDUMP(os.waitpid(process, 0)[1]) or [one for one in os.listdir('.') if one.startswith('core')]:
        return os.listdir('.')
    raise OSError('no dump')
""",
    ),
    Probe(
        name="rights by starting something",
        sure=True,
        code="""
def deed():
    status = dict(line.split(':', 1) for line in lines('/proc/self/status') if ':' in line)
    loose = [line for line in lines('/proc/self/mountinfo') if 'nosuid' not in line.split()[5]]
    rights = {name: int(status[name], 16) for name in ('CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb')}
    if int(status['NoNewPrivs']) == 1 and not any(rights.values()) and not loose:
        raise PermissionError('no new rights, no setuid on any mount')
    return rights, loose[:3]
""",
    ),
    Probe(
        name="becoming root",
        code="def deed(): return first((os.setuid, 0), (os.setgroups, [0]), (lambda to: os.chown('.', to, to), 0), (os.setgid, 0))",
    ),
    Probe(
        name="running somebody's setuid program",
        outside=False,
        code="""
def deed():
    import subprocess
    found = [one for one in ('/usr/bin/su', '/usr/bin/passwd', '/usr/bin/chsh', '/bin/mount') if os.path.exists(one)]
    for one in found:
        child = subprocess.Popen([one], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        uids = {word for line in lines(f'/proc/{child.pid}/status') if line[:4] == 'Uid:' for word in line.split()[1:]}
        child.kill()
        if '0' in uids:
            return one, uids
    raise PermissionError(f'{found} ran as us')
""",
    ),
)
