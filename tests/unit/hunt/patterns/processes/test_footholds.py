"""A program somebody sits behind, and programs that only look like it."""

from typing import Any

import pytest

from tests.unit.hunt.patterns.made import START, event, holds_its_word, process, said
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import CONNECTION, FILE_WRITE
from vedette.hunt.event import Event
from vedette.hunt.findings import fingerprint
from vedette.hunt.instants import MINUTE, SECOND
from vedette.hunt.patterns.processes.footholds import Footholds, is_loose, waits

EVIL, CMD = "C:\\Users\\ann\\Downloads\\a.exe", "C:\\Windows\\System32\\cmd.exe"
OUT = "203.0.113.9"


def talks(program: str = EVIL, port: int = 443, **more: Any) -> Event:  # noqa: ANN401
    columns: dict[str, Any] = {"host": "pc1", "user": "ann", "process": program, "source_ip": "10.0.0.7"}
    columns |= {"destination_ip": OUT, "destination_port": port} | more
    return event(START, action=CONNECTION, **columns)


def writes(file: str, program: str = EVIL, time: int = START + MINUTE) -> Event:
    return event(time, action=FILE_WRITE, host="pc1", user="ann", process=program, file=file)


def starts(
    child: str = CMD, command: str = "cmd.exe", parent: str = EVIL, time: int = START + MINUTE
) -> Event:
    return process(parent, child, command, time, user="ann")


def flow(out: int, back: int, **more: Any) -> Event:  # noqa: ANN401
    columns: dict[str, Any] = {"source_ip": "10.0.0.7", "destination_ip": OUT, "destination_port": 443}
    return event(START, action=CONNECTION, bytes_out=out, bytes_in=back, **(columns | more))


def rules(*events: Event) -> list[str]:
    return sorted(one.rule.removeprefix("pattern:") for one in said(Footholds(), events))


def test_a_program_from_a_download_that_talks_and_gives_a_shell() -> None:
    (found,) = holds_its_word(Footholds, [talks(), starts()])
    assert (found.severity, found.confidence) == (Severity.HIGH, Confidence.LIKELY)
    assert found.techniques == ("T1059", "T1071")
    assert {one.name for one in found.actors} == {"pc1", "a", "ann"}
    assert {one.name for one in found.targets} == {OUT}


def test_an_unusual_port_is_said() -> None:
    (found,) = said(Footholds(), [talks(port=4444), starts()])
    assert "T1571" in found.techniques


def test_that_a_person_opened_it_is_said() -> None:
    opened = process("C:\\Windows\\explorer.exe", EVIL, EVIL, START, user="ann")
    (found,) = holds_its_word(Footholds, [opened, talks(), starts()])
    assert "T1204.002" in found.techniques
    assert found.message.endswith("A person had opened it.")
    assert rules(opened, talks()) == []


@pytest.mark.parametrize(
    "events",
    [
        [starts()],
        [talks()],
        [talks(), starts(command="cmd.exe /c dir")],
        [talks(), starts(command="cmd.exe /k setup.bat")],
        [talks("C:\\Program Files\\Term\\t.exe"), starts(parent="C:\\Program Files\\Term\\t.exe")],
        [talks(fields={"Initiated": "false"}), starts()],
        [talks(host="pc2"), starts()],
        [talks(), starts(child="C:\\Windows\\notepad.exe", command="notepad")],
    ],
    ids=["talks to nobody", "no shell", "runs one command", "runs a script", "is installed", "only listens",
         "another host", "no shell but a program"],
)  # fmt: skip
def test_what_is_no_foothold(events: list[Event]) -> None:
    assert rules(*events) == []


def test_a_program_it_brought_and_ran_is_told_apart() -> None:
    tool = "C:\\Windows\\Temp\\dump.exe"
    events = [talks(), starts(), writes(tool), starts(tool, tool, time=START + 2 * MINUTE)]
    found = {one.rule: one for one in holds_its_word(Footholds, events)}
    fetched = found["pattern:footholds-fetched"]
    assert (fetched.techniques, fetched.severity) == (("T1105",), Severity.MEDIUM)
    assert tool in fetched.message


def test_an_installer_that_unpacks_and_runs_its_parts_is_nothing() -> None:
    part = "C:\\Users\\ann\\AppData\\Local\\Temp\\part.exe"
    run = [writes(part), starts(part, f"{part} /quiet", time=START + 2 * MINUTE)]
    assert rules(talks(), *run) == []
    (found,) = said(Footholds(), [talks(port=4444), *run])
    assert (found.severity, found.confidence) == (Severity.LOW, Confidence.POSSIBLE)


@pytest.mark.parametrize(
    "rest",
    [
        [writes("C:\\Windows\\Temp\\dump.exe")],
        [writes("C:\\Windows\\Temp\\dump.txt"), starts("dump.txt", "dump.txt", time=START + 2 * MINUTE)],
        [writes("C:\\Temp\\dump.exe", time=START + 3 * MINUTE), starts("C:\\Temp\\dump.exe", "x")],
    ],
    ids=["never ran", "no program", "ran before it was written"],
)
def test_what_was_not_brought(rest: list[Event]) -> None:
    assert rules(talks(), starts(), *rest) == ["footholds"]


def test_what_went_out_over_its_channel_is_data_sent() -> None:
    events = [talks(), starts(), flow(26_000_000, 500_000)]
    found = {one.rule: one for one in holds_its_word(Footholds, events)}
    sent = found["pattern:footholds-sent"]
    assert (sent.techniques, sent.severity, sent.numbers["bytes_out"]) == (
        ("T1041",),
        Severity.HIGH,
        26_000_000,
    )


def test_what_went_out_over_two_channels_is_two_findings() -> None:
    flows = [flow(26_000_000, 500_000), flow(9_000_000, 500_000, destination_port=8443)]
    found = said(Footholds(), [talks(), talks(port=8443), starts(), *flows])
    sent = [fingerprint(one) for one in found if one.rule.endswith("sent")]
    assert len(sent) == len(set(sent)) == 2


@pytest.mark.parametrize(
    "one",
    [
        flow(900_000, 1_000),
        flow(5_000_000, 40_000_000),
        flow(26_000_000, 1_000, destination_port=80),
        flow(26_000_000, 1_000, source_ip="10.0.0.8"),
    ],
    ids=["little", "a download", "another port", "another host"],
)
def test_what_went_elsewhere_or_the_other_way_is_not(one: Event) -> None:
    assert rules(talks(), starts(), one) == ["footholds"]


def test_a_capture_of_one_side_is_a_weak_sign() -> None:
    packets = {"resp_pkts": 6_000, "resp_bytes": 900_000}
    (found,) = (
        one
        for one in said(
            Footholds(), [talks(), starts(), flow(0, 900_000, duration=200 * SECOND, fields=packets)]
        )
        if one.rule.endswith("sent")
    )
    assert (found.severity, found.confidence) == (Severity.LOW, Confidence.POSSIBLE)
    slow = flow(0, 900_000, duration=2_000 * SECOND, fields=packets)
    assert rules(talks(), starts(), slow) == ["footholds"]
    few = flow(0, 900_000, duration=20 * SECOND, fields=packets | {"resp_pkts": "300"})
    assert rules(talks(), starts(), few) == ["footholds"]


@pytest.mark.parametrize(
    ("path", "loose"),
    [
        (EVIL, True),
        ("\\device\\harddiskvolume2\\users\\ann\\appdata\\local\\temp\\x\\a.exe", True),
        ("C:\\ProgramData\\a.exe", True),
        ("/tmp/.x/a", True),  # noqa: S108  a path in a log
        ("/dev/shm/a", True),  # noqa: S108
        ("C:\\Users\\ann\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe", False),
        ("C:\\ProgramData\\Vendor\\agent.exe", False),
        ("C:\\Windows\\System32\\svchost.exe", False),
        ("/usr/bin/ssh", False),
    ],
)
def test_where_people_put_files(path: str, loose: bool) -> None:  # noqa: FBT001
    assert is_loose(path) is loose


@pytest.mark.parametrize("command", ["cmd.exe", "cmd /k", '"C:\\Windows\\cmd.exe" ', "bash -i",
                                     "pwsh -NoP -w hidden -NoExit", "powershell -ep bypass"])  # fmt: skip
def test_a_shell_that_waits(command: str) -> None:
    assert waits(command)


@pytest.mark.parametrize("command", ["cmd /c dir", "bash -c id", "bash x.sh", "powershell -f a.ps1",
                                     "pwsh -enc SQBFAFgA", "cmd /k dir", "sh -" + "x" * 1999])  # fmt: skip
def test_a_shell_that_was_told_what_to_do(command: str) -> None:
    assert not waits(command)
