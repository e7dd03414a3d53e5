"""Tasks of Windows and agents of macOS name programs, arguments and when they run."""

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import CLOCK, LOGIN
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
<Triggers><LogonTrigger/></Triggers><Actions><Exec><Command>C:\\a b\\c.exe</Command>
<Arguments>-x "y"</Arguments></Exec></Actions></Task>"""
AGENT = """<?xml version="1.0"?><plist version="1.0"><dict><key>ProgramArguments</key><array>
<string>/bin/sh</string><string>-c</string><string>a | b</string></array>
<key>StartInterval</key><integer>60</integer></dict></plist>"""


def told(data: bytes) -> list[tuple[str, str, str]]:
    sample = Sample(name="a.xml", data=data, kind=Kind.XML)
    return [(one.command, one.when, one.ending) for one in orders(sample, Allowance())]


def test_tasks_are_read_as_they_are_and_where_they_lie_about_how_they_are_written() -> None:
    expected = [('"C:\\a b\\c.exe" -x "y"', LOGIN, "cmd")]
    assert told(TASK.encode("utf-16")) == expected
    assert told(TASK.encode()) == expected


def test_agents_have_one_command_in_several_words() -> None:
    assert told(AGENT.encode()) == [("/bin/sh -c 'a | b'", CLOCK, "sh")]


def test_other_xml_has_none() -> None:
    assert told(b"<Project><Exec><Command>a</Command></Exec></Project>") == []
