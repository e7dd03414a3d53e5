"""Attempts to reach somebody: on this machine, beyond it, and by odd kinds of sockets."""

# programs as texts
# ruff: noqa: E501

from __future__ import annotations

from typing import Final

from vedette.sandbox.jail.probes.probe import Probe

NETWORK: Final = (
    Probe(
        name="a listener on the host's loopback",
        shows=True,
        sure=True,
        code="""
def deed(): return socket.create_connection(('127.0.0.1', int(fact('TCP'))), 2).recv(64)
""",
    ),
    Probe(
        name="a datagram to the host's loopback",
        shows=True,
        sure=True,
        code="""
def deed():
    to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    to.settimeout(1)
    to.connect(('127.0.0.1', int(fact('UDP'))))
    to.send(b'hello')
    return to.recv(64)
""",
    ),
    Probe(
        name="an abstract socket of the host",
        shows=True,
        sure=True,
        code=r"""
def deed():
    to = socket.socket(socket.AF_UNIX)
    to.connect('\0' + fact('ABSTRACT'))
    return to.recv(64)
""",
    ),
    Probe(
        name="a named socket of the host",
        shows=True,
        sure=True,
        code="""
def deed():
    to = socket.socket(socket.AF_UNIX)
    to.connect(fact('WORLD') + '/named')
    return to.recv(64)
""",
    ),
    Probe(
        name="asking a name server",
        code="""
def deed():
    rows = ['192.0.2.53', '2001:db8::53'] + [line.split()[1] for line in lines('/etc/resolv.conf') if line[:10] == 'nameserver']
    return first((routed, where) for where in rows)
""",
    ),
    Probe(
        name="a cloud's metadata, and the internet",
        code="""
def deed(): return first((routed, where) for where in ('169.254.169.254', '198.51.100.1', '10.0.0.1', '192.168.0.1'))
""",
    ),
    Probe(
        name="sockets to the kernel and to the wire",
        code="""
def deed():
    rows = [(16, 3, 0), (17, 3, 0x300), (40, 1, 0), (38, 5, 0), (2, 3, 1), (10, 3, 58), (31, 3, 1), (29, 3, 1), (44, 2, 0)]
    return first((lambda row: socket.socket(*row), row) for row in rows)
""",
    ),
    Probe(
        name="transports that load modules",
        code="""
def deed(): return first((lambda row: socket.socket(*row), row) for row in ((2, 1, 132), (2, 1, 262), (2, 6, 33), (2, 2, 136)))
""",
    ),
)
