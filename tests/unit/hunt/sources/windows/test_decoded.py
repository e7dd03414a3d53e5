"""Events straight from JSON are those that the long way makes of the same text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.windows.decoded import decoded_event
from vedette.hunt.sources.windows.rendered import rendered_event

USUAL: dict[str, Any] = {
    "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon", "Guid": "x"}},
    "EventID": 1,
    "Level": 4,
    "Keywords": "0x8000000000000000",
    "TimeCreated": {"#attributes": {"SystemTime": "2021-01-01T00:00:01.5Z"}},
    "Correlation": None,
    "Security": {"#attributes": {"UserID": "S-1-5-18"}},
    "Channel": "Microsoft-Windows-Sysmon/Operational",
    "Computer": "PC1",
}
texts = st.sampled_from(["", "x", "Name", "2021-01-01T00:00:01Z"])
plain = st.none() | texts | st.integers(0, 5) | st.booleans()
held = plain | st.dictionaries(st.sampled_from(["Name", "SystemTime", "UserID", "#text", "@Name"]), plain)
element = held | st.fixed_dictionaries({"#attributes": held})
data = st.dictionaries(
    st.sampled_from(["Image", "EventID", "Data", "#attributes", "Level", "UserID"]),
    held | st.lists(held, max_size=2),
)
systems = st.dictionaries(st.sampled_from([*USUAL, "Task"]), element, max_size=2)
events = st.fixed_dictionaries(
    {"System": systems.map(lambda other: USUAL | other)},
    optional={"EventData": data | held, "UserData": data | held, "Message": plain, "RenderingInfo": element},
)


def long_way(event: dict[str, Any]) -> object:
    try:
        return rendered_event(json.loads(json.dumps(event)), 3, 5, "2020-01-01T00:00:00Z")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return type(error)


def straight(event: dict[str, Any]) -> object:
    try:
        return decoded_event(json.dumps({"Event": event}), 3, 5, "2020-01-01T00:00:00Z")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return type(error)


@given(events)
def test_both_ways_make_the_same(event: dict[str, Any]) -> None:
    assert straight(event) == long_way(event)


def test_an_ordinary_one_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("vedette.hunt.sources.windows.decoded._decode_anything")
    made = decoded_event(json.dumps({"Event": {"System": USUAL, "EventData": {"Image": "a.exe"}}}), 0, 1, "")
    assert (made.process, made.host, made.fields["UserID"]) == ("a.exe", "pc1", "S-1-5-18")


@pytest.mark.parametrize("text", ['{"Event": {}}', "{}", "[]", "{", '{"Event": {"System": 1}}'])
def test_what_is_no_event_is_an_error(text: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        decoded_event(text, 0, 1, "")
