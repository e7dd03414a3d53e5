from tests.unit.hunt.patterns.made import START, event, holds_its_word, said
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY, HOUR, MINUTE, SECOND
from vedette.hunt.patterns.records.gaps import LogGaps


def record(number: int, time: int, channel: str = "Security", host: str = "pc1") -> Event:
    return event(time, host=host, fields={"Channel": channel, "EventRecordID": number})


def spoken(channel: str, quiet: range = range(0)) -> list[Event]:
    """A log that speaks every five minutes for two days, but not in some hours."""
    return [
        event(START + slot * 5 * MINUTE, host="pc1", fields={"Channel": channel, "Note": "x"})
        for slot in range(2 * 24 * 12)
        if slot // 12 not in quiet
    ]


def test_records_that_are_missing_from_a_whole_log() -> None:
    events = [
        record(number, START + number * SECOND) for number in range(1, 600) if number not in {300, 301, 450}
    ]
    (found,) = holds_its_word(LogGaps, events, 50)
    assert found.rule == "pattern:log-gaps-missing"
    assert found.numbers["missing"] == 3
    assert "300 to 301, 450" in found.message


def test_a_selection_lacks_records_by_design() -> None:
    assert said(LogGaps(), [record(number * 3, START + number) for number in range(600)]) == []
    assert said(LogGaps(), [record(number, START + number) for number in range(600)]) == []


def test_a_log_that_falls_silent_beside_another() -> None:
    (found,) = holds_its_word(LogGaps, [*spoken("Security", range(20, 26)), *spoken("System")], 50)
    assert found.rule == "pattern:log-gaps-silence"
    assert found.numbers["minutes"] == 6 * 60
    assert found.first == START + 20 * HOUR


def test_a_host_that_was_off_is_silent_everywhere() -> None:
    assert said(LogGaps(), [*spoken("Security", range(20, 26)), *spoken("System", range(20, 26))]) == []


def test_a_log_that_is_often_silent_is_not() -> None:
    often = [one for one in spoken("Security") if ((one.time or 0) - START) % DAY < 12 * HOUR]
    assert said(LogGaps(), [*often, *spoken("System")]) == []


def clock(jump: int) -> list[Event]:
    times = [START + number * SECOND for number in range(300)]
    times += [times[-1] - jump + number * SECOND for number in range(300)]
    return [
        Event(
            source=7,
            record=number,
            time=time,
            logsource=record(1, 1).logsource,
            host=("pc1"),
            fields={"Channel": "A"},
        )
        for number, time in enumerate(times, 1)
    ]


def test_a_clock_that_goes_back_and_summer_that_ends() -> None:
    (found,) = said(LogGaps(), clock(2 * HOUR))
    assert found.rule == "pattern:log-gaps-clock"
    assert found.numbers["minutes"] == 120
    assert said(LogGaps(), clock(HOUR)) == []
    assert said(LogGaps(), list(reversed(clock(2 * HOUR)))) == []
