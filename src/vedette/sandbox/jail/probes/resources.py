"""Attempts to take too much, or to stay."""

# programs as texts
# ruff: noqa: E501

from __future__ import annotations

from typing import Final

from vedette.sandbox.jail.probes.probe import Probe

_MIB: Final = 1 << 20

RESOURCES: Final = (
    Probe(
        name="more processes than allowed",
        sure=True,
        bounds={"processes": 20},
        code="""
def deed():
    children = []
    try:
        while len(children) < 40:
            child = os.fork()
            if child == 0:
                time.sleep(20)
                os._exit(0)
            children.append(child)
    finally:
        say('FORKED', len(children))
        for child in children:
            os.kill(child, 9)
    return len(children)
""",
    ),
    Probe(
        name="more threads than allowed",
        sure=True,
        bounds={"processes": 20},
        code="""
def deed():
    import _thread
    for started in range(40):
        _thread.start_new_thread(time.sleep, (20,))
    return started
""",
    ),
    Probe(
        name="a fork bomb",
        bomb=True,
        outside=False,
        bounds={"processes": 20, "seconds": 2},
        code="""
def deed():
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
    ),
    Probe(
        name="memory in one process",
        sure=True,
        bounds={"memory_bytes": 200 * _MIB},
        code="def deed(): return len(bytearray(b'x') * (300 << 20))",
    ),
    Probe(
        name="memory in many processes",
        sure=True,
        bomb=True,
        bounds={"memory_bytes": 200 * _MIB, "seconds": 20},
        code="""
def deed():
    children = []
    for _ in range(6):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            held_here = bytearray(b'x') * (60 << 20)
            os.write(theirs, b'x')
            time.sleep(1.5)
            os._exit(0)
        os.close(theirs)
        children.append(ours)
    got = b''.join(os.read(one, 1) for one in children)
    time.sleep(0.5)
    if len(got) != 6:
        raise MemoryError(f'{len(got)} of 6 processes got theirs')
    return got
""",
    ),
    Probe(
        name="memory in many processes, shared by each with nobody",
        sure=True,
        bomb=True,
        bounds={"memory_bytes": 200 * _MIB, "seconds": 20},
        code="""
def deed():
    import mmap
    children = []
    for _ in range(6):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            room = mmap.mmap(-1, 60 << 20)
            for place in range(0, 60 << 20, 4096):
                room[place] = 1
            os.write(theirs, b'x')
            time.sleep(1.5)
            os._exit(0)
        os.close(theirs)
        children.append(ours)
    got = b''.join(os.read(one, 1) for one in children)
    time.sleep(0.5)
    if len(got) != 6:
        raise MemoryError(f'{len(got)} of 6 processes got theirs')
    return got
""",
    ),
    Probe(
        name="memory in files of no file system",
        code="""
def deed():
    opened = first((os.memfd_create, 'x'), (lambda flags: call(NR['memfd_secret'], flags), 0))
    return opened
""",
    ),
    Probe(
        name="memory shared by key",
        sure=True,
        code="def deed(): return call(NR['shmget'], 0, 1 << 20, 0o1600)",
    ),
    Probe(
        name="a file of 300 MB",
        sure=True,
        code="""
def deed():
    opened = os.open('large', os.O_CREAT | os.O_WRONLY)
    os.ftruncate(opened, 300 << 20)
    return os.pwrite(opened, b'x', (300 << 20) - 1)
""",
    ),
    Probe(
        name="a whole disk in many files",
        sure=True,
        bounds={"file_bytes": 8 * _MIB},
        code="""
def deed():
    folders = [one for one in ('.', '/tmp', '/dev/shm') if os.access(one, os.W_OK)]
    made = []
    try:
        for number in range(12):
            path = f'{folders[number % len(folders)]}/{os.getpid()}.{number}'
            made.append(path)
            open(path, 'wb').write(b'x' * (4 << 20))
    finally:
        for path in made:
            if os.path.exists(path):
                os.unlink(path)
    return '48 MB'
""",
    ),
    Probe(
        name="no end of small files",
        bomb=True,
        outside=False,
        bounds={"seconds": 30},
        code="""
def deed():
    os.mkdir('many')
    for number in range(400_000):
        os.close(os.open(f'many/{number}', os.O_CREAT | os.O_WRONLY))
    return number
""",
    ),
    Probe(
        name="processor time",
        bomb=True,
        sure=True,
        bounds={"seconds": 2},
        code="""
def deed():
    while time.process_time() < (0.1 if fact('OUTSIDE') else 4):
        pass
    return time.process_time()
""",
    ),
    Probe(
        name="time without work",
        bomb=True,
        sure=True,
        bounds={"seconds": 2},
        code="def deed(): return time.sleep(0.1 if fact('OUTSIDE') else 4)",
    ),
    Probe(
        name="heeding no signal",
        bomb=True,
        sure=True,
        bounds={"seconds": 2},
        code="""
def deed():
    import signal
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    time.sleep(0.1 if fact('OUTSIDE') else 4)
""",
    ),
    Probe(
        name="living on as a daemon",
        bomb=True,
        sure=True,
        bounds={"seconds": 20},
        code="""
def deed():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for stream in range(3):
                os.close(stream)
            time.sleep(15)
        os._exit(0)
    os.wait()
    say('LEFT')
    os._exit(0)
""",
    ),
    Probe(
        name="a flood of output",
        bomb=True,
        sure=True,
        bounds={"output_bytes": 64 * 1024, "seconds": 20},
        code="""
def deed():
    for _ in range(512):
        os.write(2, b'x' * (1 << 16))
""",
    ),
    Probe(
        name="priority over others",
        code="""
def deed(): return first((lambda to: os.setpriority(os.PRIO_PROCESS, 0, to), -5), (lambda to: os.sched_setscheduler(0, 1, os.sched_param(to)), 1))
""",
    ),
    Probe(
        name="raising a limit",
        code="""
def deed():
    import resource
    rows = (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU)
    def raised(which):
        hard = resource.getrlimit(which)[1]
        assert hard != resource.RLIM_INFINITY or fact('OUTSIDE')
        resource.setrlimit(which, (resource.getrlimit(which)[0], resource.RLIM_INFINITY))
    return first((raised, which) for which in rows)
""",
    ),
)
