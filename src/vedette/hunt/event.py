"""The one noun every log and capture becomes: typed columns, the record's own fields, and where it stands.

Readers make events, rules and detectors look at them, nobody changes them. A column a record does not speak
of is None. `fields` keeps the record's own names and values, flattened with dots, because rules written by
others speak in them; the columns are what detectors compare across sources. `columns.py` says what each
column means, and what ECS and OCSF call it.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | list[Scalar]


class Logsource(Struct, frozen=True):
    """What sort of log a record is from, in the words of the Sigma specification."""

    product: str = ""
    category: str = ""
    service: str = ""


class Event(Struct, kw_only=True, gc=False):
    """One record of a log, or one conversation of a capture."""

    source: int
    """Which of the hunt's sources it is from: an index."""
    record: int
    """Its number there, counting from 1; in a capture, the number of the first frame."""
    time: int | None = None
    """When it happened: microseconds since 1970, UTC. None where the record does not say."""
    logsource: Logsource
    fields: dict[str, Value]

    action: str | None = None
    """What happened, one of `actions.py`: decides which detectors look at it."""
    outcome: str | None = None
    """success or failure, where the record says so."""
    message: str | None = None

    host: str | None = None
    """The machine it happened on, lower case, without its domain where it has one."""
    user: str | None = None
    """Who did it, or tried to: lower case, without the domain."""
    target_user: str | None = None
    """Whom it was done to, where that is somebody else: an account created, changed, impersonated."""
    target_host: str | None = None
    """The machine it was done to, where that is another one."""
    logon_type: int | None = None
    """Windows' number for how somebody logged on: 2 at the keyboard, 3 network, 10 remote desktop …"""

    source_ip: str | None = None
    source_port: int | None = None
    destination_ip: str | None = None
    destination_port: int | None = None
    transport: str | None = None
    """tcp, udp, icmp …"""
    protocol: str | None = None
    """dns, tls, http, ssh, smb, kerberos …: what was spoken, where known."""
    bytes_out: int | None = None
    """From source to destination."""
    bytes_in: int | None = None
    packets: int | None = None
    duration: int | None = None
    """Microseconds."""

    process: str | None = None
    """The program, with its path as the record has it."""
    process_id: int | None = None
    parent: str | None = None
    """The program that started it."""
    command_line: str | None = None
    file: str | None = None
    hash: str | None = None
    """The strongest the record has, in lower-case hex."""

    domain: str | None = None
    """The name asked for: a DNS question, a TLS server name, an HTTP host. Lower case, no dot at the end."""
    query_type: str | None = None
    response: str | None = None
    """DNS response code: NOERROR, NXDOMAIN …"""
    answers: tuple[str, ...] | None = None
    method: str | None = None
    url: str | None = None
    """Path and query as they came over the wire, not decoded; a whole URL where the record has only that."""
    status: int | None = None
    user_agent: str | None = None
    referrer: str | None = None
    ja3: str | None = None
    ja4: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    """Of the source address, where the record itself says so."""
