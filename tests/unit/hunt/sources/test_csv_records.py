"""Tables: rows become events by their header, in little memory, whatever is in them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import one, read
from vedette.core.errors import BadInput
from vedette.hunt.sources.csv_mapping import guessed, said, written
from vedette.hunt.sources.csv_records import BROKEN_ROW, TOO_LONG, TOO_MANY

HEADER = "Timestamp,Source IP,User Name,Status,Bytes Sent"
ROW = "2021-01-01T00:00:01Z,192.0.2.7,CORP\\Alice,Success,100"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_guessed_from_the_header(delimiter: str) -> None:
    event = one(f"{HEADER}\r\n{ROW}\r\n".replace(",", delimiter), "a.csv")
    assert event.time == 1_609_459_201_000_000
    assert (event.source_ip, event.user, event.outcome, event.bytes_out) == (
        "192.0.2.7",
        "alice",
        "success",
        100,
    )
    assert event.fields == dict(zip(HEADER.split(","), ROW.split(","), strict=True))


def test_a_date_and_a_time_of_day_belong_together() -> None:
    assert one("date,time,src\n2021-01-01,00:00:01,192.0.2.1\n", "a.csv").time == 1_609_459_201_000_000


def test_a_row_may_have_one_value_more_than_the_header_which_is_its_message() -> None:
    event = one(f'{HEADER}\n{ROW},"two\nlines"\n', "a.csv")
    assert event.message == "two\nlines"


def test_a_row_that_cannot_be_read_costs_only_itself() -> None:
    rows = [ROW, ROW + ",x,y,z", "x" * 300_000, ROW]
    events, whys = read("\n".join([HEADER, *rows]), "a.csv")
    assert [one.user for one in events] == ["alice", "alice"]
    assert {why.partition(" (")[0] for why in whys} == {TOO_MANY, TOO_LONG}


def test_a_quote_without_an_end_does_not_swallow_the_rest() -> None:
    table = "\n".join([HEADER, ROW, '"' + ROW, *[ROW] * 20_000])
    events, whys = read(table, "a.csv")
    assert len(events) > 15_000
    assert any(why.startswith(BROKEN_ROW) for why in whys)


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_values_come_back_as_they_were(values: list[str]) -> None:
    held = io.StringIO()
    csv.writer(held).writerows([HEADER.split(","), values])
    try:
        data = held.getvalue().encode()
    except UnicodeEncodeError:
        return
    events, _ = read(data, "a.csv", forced="csv")
    expected = {name: v.replace("\r\n", "\n") for name, v in zip(HEADER.split(","), values, strict=True) if v}
    if events and not any(set(v) & set("\0\r\n") for v in values):
        assert events[0].fields == expected


def test_a_table_of_two_columns_is_one_when_both_are_known() -> None:
    event = one("time,message\n2021-01-01T00:00:00Z,hello\n", "a.csv")
    assert (event.time, event.message) == (1_609_459_200_000_000, "hello")
    assert not read("date,whatever it was\nnow,then\n", "a.csv")[0]


def test_a_table_without_a_header_is_read_by_the_numbers_of_its_columns() -> None:
    table = "2021-01-01T00:00:00Z;alice;192.0.2.7\n2021-01-01T00:00:01Z;bob;192.0.2.8\n"
    events, whys = read(table, "a.csv", forced="csv:time=1,user=2,source_ip=3,action=login")
    assert [(one.record, one.user, one.source_ip) for one in events] == [
        (1, "alice", "192.0.2.7"),
        (2, "bob", "192.0.2.8"),
    ]
    assert events[0].fields == {"1": "2021-01-01T00:00:00Z", "2": "alice", "3": "192.0.2.7"}
    assert not whys


@pytest.mark.parametrize("mapping", ["csv:time=When,user=Nobody,source_ip=Nowhere", "csv:time=1,user=7"])
def test_a_mapping_that_names_columns_the_table_has_not_is_told_so(mapping: str) -> None:
    events, (why,) = read("When;Who\n2021-01-01T00:00:00Z;alice\n", "a.csv", forced=mapping)
    assert events == []
    missing = "7" if "7" in mapping else "Nobody, Nowhere"
    assert why.startswith(f"the mapping names columns it does not have: {missing}; it has ")


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("192.0.2.7:443", "192.0.2.7", 443),
        ("[2001:db8::1]:443", "2001:db8::1", 443),
        ("192.0.2.7", "192.0.2.7", None),
        ("fe80::1", "fe80::1", None),
        ("host:443", None, None),
    ],
)
def test_an_address_may_have_its_port_with_it(text: str, address: str | None, port: int | None) -> None:
    event = one(f"time,src,dst,what\n2021-01-01T00:00:00Z,{text},{text},x\n", "a.csv")
    assert (event.source_ip, event.source_port) == (address, port)
    assert (event.destination_ip, event.destination_port) == (address, port)


def test_a_table_that_says_what_its_columns_are_is_no_event_viewers() -> None:
    event = one("id,time,host,port,proto\n1,2021-01-01T00:00:00Z,web01,443,tcp,more\n", "a.csv")
    assert (event.host, event.destination_port, event.fields["port"]) == ("web01", 443, "443")


def test_one_header_fills_one_column() -> None:
    assert guessed(["time", "status"]) == {"time": "time", "outcome": "status"}
    assert guessed(["Source", "Destination"]) == {"source_ip": "Source", "destination_ip": "Destination"}


def test_a_mapping_is_written_down() -> None:
    text = 'action = "dns"\n[columns]\ntime = "When"\ndomain = "Asked"\n[logsource]\ncategory = "dns"\n'
    plan = written(text)
    assert (plan.action, plan.columns, plan.logsource.category) == (
        "dns",
        {"time": "When", "domain": "Asked"},
        "dns",
    )


@pytest.mark.parametrize(
    "text", ["", "= = =", "columns = 3", '[columns]\nnothing = "x"', "[columns]\ntime = 3", "x"]
)
def test_a_mapping_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        written(text)
    with pytest.raises(BadInput):
        said(text)
