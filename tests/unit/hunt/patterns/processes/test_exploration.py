"""Who looks around, and who only works."""

import pytest

from tests.unit.hunt.patterns.made import START, holds_its_word, process, said
from vedette.core.levels import Confidence, Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, MINUTE
from vedette.hunt.patterns.processes.exploration import QUESTIONS, Exploration

ASKED = ("whoami", "systeminfo", "ipconfig /all", "reg query HKLM\\Software")
MORE = (*ASKED, "net user", "tasklist", "net view")


def asked(*commands: str, time: int = START, step: int = MINUTE, **more: object) -> list[Event]:
    return [
        process("cmd.exe", f"C:\\Windows\\System32\\{one.split()[0]}.exe", one, time + n * step, **more)
        for n, one in enumerate(commands)
    ]


def test_who_asks_several_things_within_minutes_looks_around() -> None:
    (found,) = holds_its_word(Exploration, asked(*ASKED))
    assert found.techniques == ("T1012", "T1016", "T1033", "T1082")
    assert (found.severity, found.confidence) == (Severity.LOW, Confidence.POSSIBLE)
    assert found.places[0].quote == "whoami"
    assert found.numbers == {"kinds": 4, "commands": 4, "minutes": 3.0}


def test_many_questions_weigh_more_and_are_never_sure() -> None:
    (found,) = said(Exploration(), asked(*MORE))
    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.POSSIBLE)


@pytest.mark.parametrize(
    "events",
    [
        asked("ipconfig /all", "netstat -ano", "nslookup a", "arp -a", "tasklist"),
        asked("whoami", "systeminfo"),
        asked(*ASKED, step=40 * MINUTE),
        asked(*ASKED, user="system"),
        asked("whoami", "net user eve S3cret /add", "notepad a", "systeminfo"),
    ],
    ids=["mending a network", "two questions", "over a day", "taking stock", "doing, not asking"],
)
def test_who_does_not(events: list[Event]) -> None:
    assert said(Exploration(), events) == []


def test_the_system_itself_may_be_somebody_when_it_asks_a_lot() -> None:
    assert len(said(Exploration(), asked(*MORE, user="system"))) == 1


def test_what_is_asked_on_many_hosts_is_how_things_are_done() -> None:
    some = [one for n in range(4) for one in asked(*ASKED, host=f"pc{n}")]
    assert len(said(Exploration(), some)) == 4
    assert said(Exploration(), [*some, *asked(*ASKED, host="pc9")]) == []


def test_what_is_asked_every_day_is_a_habit() -> None:
    days = [one for day in range(3) for one in asked(*ASKED, time=START + day * 24 * HOUR)]
    assert said(Exploration(), days) == []
    assert len(said(Exploration(), days[:8])) == 1


def test_memory_is_bounded_and_said() -> None:
    detector = Exploration()
    said(detector, asked(*("whoami",) * (QUESTIONS + 5), step=2 * MINUTE))
    assert list(detector.bounds()) == ["5 more questions were not kept"]
