"""Whether an answer fits the schema it was asked to fit, and whether what stands in it is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from vedette.models.probe.asker import NUMBER, TEXT, Asker, one_of, question, read, shape
from vedette.models.probe.seen import Seen


class Login(Struct, frozen=True, forbid_unknown_fields=True):
    """What a line of a log says."""

    user: str
    address: str
    outcome: str


class Port(Struct, frozen=True, forbid_unknown_fields=True):
    """One open port."""

    port: int
    service: str


class Host(Struct, frozen=True, forbid_unknown_fields=True):
    """What a scan says of one machine."""

    host: str
    ports: list[Port]


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """What nobody would write who is not held to a schema."""

    city: str
    mark: str


LOGIN: Final = shape(user=TEXT, address=TEXT, outcome=one_of("accepted", "failed"))
HOST: Final = shape(
    host=TEXT, ports={"type": "array", "items": shape(port=NUMBER, service=TEXT), "maxItems": 8}
)
MARK: Final = shape(city=TEXT, mark=one_of("zx-41"))
DEMANDING: Final = {
    "anyOf": [
        shape(action={"const": "say"}, words={"type": "string", "maxLength": 40}),
        shape(action={"const": "list"}, items={"type": "array", "items": one_of("a", "b"), "maxItems": 2}),
    ]
}
"""What our agents' schemas have in them, all at once."""
_FIELDS: Final = "Copy the fields out of the line. Copy exactly; do not add anything."
_LOGINS: Final = (
    (
        "Mar 02 04:11:09 web1 sshd[811]: Failed password for root from 203.0.113.9 port 40022 ssh2",
        Login("root", "203.0.113.9", "failed"),
    ),
    (
        "Mar 02 04:12:30 web1 sshd[819]: Accepted publickey for deploy from 198.51.100.7 port 50100 ssh2",
        Login("deploy", "198.51.100.7", "accepted"),
    ),
    (
        "2026-03-02T05:00:01Z vpn: user=m.ito src=192.0.2.44 result=denied reason=bad-otp",
        Login("m.ito", "192.0.2.44", "failed"),
    ),
    (
        "2026-03-02 05:03 LOGIN OK  account <s.meyer>  client 198.51.100.80",
        Login("s.meyer", "198.51.100.80", "accepted"),
    ),
)
_HOSTS: Final = (
    (
        "Host db-2: 22/tcp open ssh, 5432/tcp open postgresql",
        Host("db-2", [Port(22, "ssh"), Port(5432, "postgresql")]),
    ),
    ("scan of mail.example: only port 25 (smtp) answered", Host("mail.example", [Port(25, "smtp")])),
)


def marked(asker: Asker) -> Seen:
    """Look whether the server holds the model to a schema: what it must write, nobody would by itself."""
    return asker.checked("held", [_mark("What is the capital of Japan?"), _mark("And of Italy?")])


def _mark(text: str) -> Callable[[Asker], str]:
    def item(asker: Asker) -> str:
        reply = asker.ask(question(text, schema=MARK, schema_name="mark"))
        found = read(reply.text, Mark)
        return "" if found is not None and found.mark == "zx-41" else "is not held to a schema"

    return item


def extracts(asker: Asker) -> tuple[Seen, ...]:
    """Look whether answers fit (flat, nested, with a choice), and say what stood in the text."""
    logins = [_copied(line, LOGIN, want) for line, want in _LOGINS]
    hosts = [_copied(line, HOST, want) for line, want in _HOSTS]
    return asker.looked(("schema", "extraction"), [*logins, *hosts])


def _copied(line: str, schema: dict[str, Any], want: Struct) -> Callable[[Asker], tuple[str, ...]]:
    def item(asker: Asker) -> tuple[str, ...]:
        text = asker.ask(question(line, _FIELDS, schema=schema, schema_name="fields")).text
        found = read(text, type(want))
        form = "" if found is not None else f"{text[:40]!a} does not fit its schema"
        return form, "" if found == want else f"copies {line[:30]!a}… wrongly: {text[:80]!a}"

    return item
