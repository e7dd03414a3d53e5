"""A source finds its format; one without says so; evidence is read again as it was."""

import io
import json
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import read, source
from tests.unit.hunt.sources.windows.event_log_made import event_log, security
from vedette.core.errors import BadInput
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.formats import (
    EMPTY,
    FORMATS,
    SHAPES,
    UNRECOGNISED,
    fitting,
    named,
    names,
    recognise,
    record_at,
    records_at,
)

EVENTS = [security(number, f"user{number}") for number in range(1, 41)]
JSON = "\n".join(
    json.dumps({"EventID": 4624, "Channel": "Security", "Hostname": "h", "TargetUserName": f"user{n}"})
    for n in range(1, 41)
)
LOGS = {
    "evtx": event_log(EVENTS),
    "windows-xml": "\n".join(EVENTS).encode(),
    "json": JSON.encode(),
    "csv": ("time,user\n" + "\n".join(f"2021-01-01T00:00:00Z,user{n},x" for n in range(1, 41))).replace(
        "time,user", "time,user,what"
    ).encode(),
}  # fmt: skip


def test_every_name_is_told_once_and_can_be_forced() -> None:
    told = [name for name, _ in names()]
    assert len(told) == len(set(told)) == len(FORMATS) + len(SHAPES)
    assert all(named(name).name == name for name in told)
    assert all(says for _, says in names())


def test_a_name_that_is_none_says_which_there_are() -> None:
    with pytest.raises(BadInput, match="no format is called 'evtxx'") as caught:
        recognise(source(b"x"), "evtxx", Skips())
    assert "evtx" in caught.value.hint


@pytest.mark.parametrize("form", LOGS)
def test_a_log_is_recognised_whatever_it_is_called(form: str) -> None:
    found = recognise(source(LOGS[form], "whatever"), None, Skips())
    assert found is not None
    assert found.name == form


@pytest.mark.parametrize(
    "data",
    [b"hello\n", b"\x7fELF" + bytes(5000), b"{}", b'{"name": "a package", "version": "1.0"}',
     b"import os\nx = 1\n", b"[1, 2, 3]", b"<html><Event>", "text \u202e\n".encode() * 100, b"a,b,c\n1,2,3\n",
     b"\x89PNG\r\n\x1a\n" + bytes(200)],
)  # fmt: skip
def test_what_is_no_log_is_said_to_be_none(data: bytes) -> None:
    skips = Skips()
    assert recognise(source(data, "thing"), None, skips) is None
    assert [(one.what, one.why) for one in skips.skipped()] == [("thing", UNRECOGNISED)]


def test_nothing_is_empty() -> None:
    assert read(b"") == ([], [EMPTY])


def test_a_source_that_cannot_be_opened_is_said_to_be_so() -> None:
    def gone() -> BinaryIO:
        raise FileNotFoundError(2, "No such file or directory")

    skips = Skips()
    assert recognise(Source(number=0, name="a", size=1, open=gone), None, skips) is None
    assert [one.why for one in skips.skipped()] == ["No such file or directory"]


@pytest.mark.parametrize("form", LOGS)
def test_evidence_is_read_again_as_it_was(form: str) -> None:
    log = source(LOGS[form])
    events, whys = read(LOGS[form])
    assert not whys
    assert len(events) == 40
    reader = named(form)
    assert list(records_at(log, reader, [3, 7, 40])) == [events[2], events[6], events[39]]
    assert record_at(log, reader, 20) == events[19]
    assert record_at(log, reader, 41) is None
    assert not list(records_at(log, reader, []))


def test_evidence_of_a_log_with_a_broken_record_keeps_its_number() -> None:
    lines = JSON.split("\n")
    lines[4] = '{"broken'
    log = source("\n".join(lines))
    event = record_at(log, named("json"), 6)
    assert event is not None
    assert event.fields["TargetUserName"] == "user6"
    assert record_at(log, named("json"), 5) is None


def test_reading_stops_after_the_last_record_asked_for() -> None:
    passed = []

    class Told(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            passed.append(size)
            return super().read(size)

    data = "\n".join([JSON] * 2000).encode()
    log = Source(number=0, name="a", size=len(data), open=lambda: Told(data))
    assert record_at(log, named("json"), 2) is not None
    assert len(passed) < 5


def test_a_shape_can_be_forced() -> None:
    record = json.dumps({"Id": 1, "ProviderName": "Microsoft-Windows-Sysmon"})
    assert read(record, forced="get-winevent")[0][0].logsource.service == "sysmon"
    assert read(record, forced="evtx") == ([], ["the log ends inside a chunk (record 1)"])
    events, whys = read('{"a": 1}\n{"b": 2}', forced="windows-json")
    assert not events
    assert len(whys) == 1


def test_a_tables_mapping_can_be_said() -> None:
    table = "When;Who;From;What\n2021-01-01 00:00:01;CORP\\Eve;192.0.2.1;denied\n"
    said = "csv:time=When,user=Who,source_ip=From,outcome=What,action=login"
    (event,), whys = read(table, forced=said)
    assert not whys
    assert (event.user, event.source_ip, event.outcome, event.action) == (
        "eve",
        "192.0.2.1",
        "failure",
        "login",
    )
    with pytest.raises(BadInput, match="no column is called 'when'"):
        read(table, forced="csv:when=When")
    with pytest.raises(BadInput, match="no action is called 'x'"):
        read(table, forced="csv:time=When,action=x")


@given(st.binary(max_size=300), st.sampled_from(["", *LOGS]), st.text(max_size=5))
def test_any_beginning_has_a_format_or_none(data: bytes, form: str, name: str) -> None:
    whole = LOGS[form][:200] + data if form else data
    found = fitting(whole, name)
    assert found is None or found in FORMATS
    read(whole)


@given(st.binary(max_size=400), st.sampled_from([name for name, _ in names()]))
def test_no_reader_raises_whatever_it_is_forced_to_read(data: bytes, form: str) -> None:
    for event in read(data, forced=form)[0]:
        assert event.record >= 0
        assert event.time is None or event.time > 0
