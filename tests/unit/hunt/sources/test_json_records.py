"""JSON records find their shape, one by one."""

import json
from typing import Any

import pytest

from tests.unit.hunt.sources.made import read, source
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.json_records import STRANGE, UNKNOWN, json_format
from vedette.hunt.sources.plain_records import PLAIN

asked: list[str] = []


def shape(name: str) -> Shape:
    def fits(record: Record) -> bool:
        asked.append(name)
        return bool(record["kind"] == name)

    def event(record: Record, of: Source, number: int) -> Event:
        return Event(
            source=of.number, record=number, logsource=Logsource(product=name), fields={"x": record["x"]}
        )

    return Shape(name=name, says=name, fits=fits, event=event)


FORM = json_format("json", "", [shape("a"), shape("b")], PLAIN)


def events(*records: Any) -> tuple[list[Event], list[str]]:  # noqa: ANN401
    skips = Skips()
    text = "\n".join(json.dumps(one) for one in records)
    return list(FORM.read(source(text), skips)), [one.why for one in skips.skipped()]


def test_each_record_goes_to_its_own_shape() -> None:
    found, whys = events({"kind": "b", "x": 1}, {"kind": "a", "x": 2}, {"kind": "b", "x": 3})
    assert [one.logsource.product for one in found] == ["b", "a", "b"]
    assert not whys


def test_the_last_shape_that_fitted_is_asked_first() -> None:
    asked.clear()
    events(*[{"kind": "b", "x": 1}] * 10)
    assert asked == ["a", "b", *["b"] * 9]


def test_records_of_no_shape_are_plain_if_they_have_a_time_and_counted_if_not() -> None:
    found, whys = events({"kind": "c", "time": "2021-01-01T00:00:01Z", "src_ip": "192.0.2.1"}, {"kind": "c"})
    assert [one.source_ip for one in found] == ["192.0.2.1"]
    assert whys == [f"{UNKNOWN} (record 2)"]


def test_a_record_that_is_not_what_it_seems_is_counted() -> None:
    found, whys = events({"kind": "a"}, {"kind": "a", "x": 2})
    assert len(found) == 1
    assert whys == [f"{STRANGE} (record 1)"]


def test_a_file_of_other_json_is_not_taken_for_a_log() -> None:
    for text in ('{"name": "x", "version": "1"}', "[1, 2]", '{"a": [{"b": 1}]}', "{", "[]", '"x"'):
        assert not FORM.fits(text.encode(), "package.json"), text
    assert FORM.fits(b'{"kind": "a"}', "x")
    assert FORM.fits('\ufeff[{"kind": "a"}]'.encode(), "x")
    assert FORM.fits('[{"kind": "a"}]'.encode("utf-16"), "x")


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"@timestamp": "2021-01-01T00:00:01Z", "host": {"name": "A.b"}, "message": "m"}, ("a", "m")),
        ({"ts": 1609459201, "hostname": "A", "msg": "m"}, ("a", "m")),
        ({"time": "1609459201000", "computer": "a", "log": "m"}, ("a", "m")),
    ],
)
def test_plain_records_fill_columns_by_common_names(record: dict[str, Any], says: tuple[str, str]) -> None:
    (event,), _ = read(json.dumps(record), "a.json")
    assert (event.host, event.message) == says
    assert event.time == 1_609_459_201_000_000
