"""What a program said in syslog, as an event."""

from tests.unit.hunt.sources.made import read
from vedette.hunt.event import Event


def said(*messages: str, program: str = "sshd[42]") -> list[Event]:
    text = "".join(f"Mar  1 08:00:01 web1 {program}: {message}\n" for message in messages)
    events, whys = read(text, "auth.log", "syslog")
    assert not whys
    return events


def says(message: str, program: str = "sshd[42]") -> Event:
    return said(message, program=program)[0]
