"""Events as rendered from XML: the same fields whichever way attributes and values are written."""

from typing import Any

import pytest

from vedette.hunt.event import Event
from vedette.hunt.sources.windows.rendered import rendered_event

SYSTEM: dict[str, Any] = {
    "Provider": {"#attributes": {"Name": "MsiInstaller"}},
    "EventID": {"#attributes": {"Qualifiers": 0}, "#text": 1033},
    "Level": 4,
    "TimeCreated": {"#attributes": {"SystemTime": "2021-01-01T00:00:01.5Z"}},
    "Channel": "Application",
    "Computer": "PC1",
}


def made(data: Any, **more: Any) -> Event:  # noqa: ANN401
    return rendered_event({"System": dict(SYSTEM), "EventData": data, **more}, 0, 1)


@pytest.mark.parametrize(
    "data",
    [
        {"Data": {"#text": ["Tool", "1.0"]}, "Binary": "7B"},
        {"Data": ["Tool", "1.0"], "Binary": "7B"},
        {"Data": [{"#text": "Tool"}, {"#text": "1.0"}], "Binary": "7B"},
        {"#attributes": {"Name": "X"}, "Data": {"#text": ["Tool", "1.0"]}, "Binary": "7B"},
    ],
)
def test_values_without_a_name_are_data(data: dict[str, Any]) -> None:
    fields = made(data).fields
    assert fields["Data"] == ["Tool", "1.0"]
    assert fields["Binary"] == "7B"
    assert "#attributes" not in fields


def test_one_value_without_a_name_is_no_list() -> None:
    assert made({"Data": {"#text": "only"}}).fields["Data"] == "only"
    assert made("only").fields["Data"] == "only"


@pytest.mark.parametrize(
    "data",
    [
        {"Image": "C:\\a.exe", "Empty": ""},
        {"Data": [{"@Name": "Image", "#text": "C:\\a.exe"}, {"@Name": "Empty", "#text": ""}]},
        {"Data": [{"#attributes": {"Name": "Image"}, "#text": "C:\\a.exe"}, {"Name": "Empty", "Value": ""}]},
    ],
)
def test_named_values_are_fields_however_a_converter_wrote_them(data: dict[str, Any]) -> None:
    fields = made(data).fields
    assert fields["Image"] == "C:\\a.exe"
    assert fields["Empty"] == ""
    assert "Data" not in fields


def test_booleans_and_numbers_stay_what_they_are() -> None:
    fields = made({"Initiated": True, "ProcessId": 4, "Nothing": None}).fields
    assert fields["Initiated"] is True
    assert fields["ProcessId"] == 4
    assert fields["Nothing"] is None


def test_user_data_gives_its_innermost_names() -> None:
    user_data = {
        "LogFileCleared": {"#attributes": {"xmlns": "x"}, "SubjectUserName": "eve", "Deep": {"Leaf": 1}}
    }
    fields = rendered_event({"System": dict(SYSTEM), "UserData": user_data}, 0, 1).fields
    assert fields["SubjectUserName"] == "eve"
    assert fields["Leaf"] == 1
    assert "xmlns" not in fields


def test_what_every_event_has_is_not_overwritten_by_event_data() -> None:
    fields = made({"Channel": "Security", "EventID": "9", "Computer": "other"}).fields
    assert (fields["Channel"], fields["EventID"], fields["Computer"]) == ("Application", 1033, "PC1")
    assert fields["EventData.Channel"] == "Security"


@pytest.mark.parametrize(
    "system",
    [
        {"Provider": {"Name": "MsiInstaller"}, "EventID": {"Value": 1033},
         "TimeCreated": {"SystemTime": 1609459201.5}},
        {"Provider_attributes": {"Name": "MsiInstaller"}, "EventID": "1033",
         "TimeCreated_attributes": {"SystemTime": "2021-01-01T00:00:01.5Z"}},
        {"Provider": {"@Name": "MsiInstaller"}, "EventID": {"@Qualifiers": "0", "#text": "1033"},
         "TimeCreated": {"@SystemTime": "2021-01-01T00:00:01.5Z"}},
    ],
)  # fmt: skip
def test_attributes_are_read_wherever_they_stand(system: dict[str, Any]) -> None:
    event = rendered_event(
        {"System": system | {"Channel": "Application", "Computer": "PC1"}, "EventData": {}}, 0, 1
    )
    assert event.fields["Provider_Name"] == "MsiInstaller"
    assert event.fields["EventID"] == 1033
    assert event.time == 1_609_459_201_500_000


def test_the_text_windows_shows_is_kept_where_there_is_one() -> None:
    assert made({}, RenderingInfo={"Message": "hello"}).message == "hello"
    assert made({}, Message="hello").fields["Message"] == "hello"
    assert made({}).message is None


def test_nesting_without_end_ends() -> None:
    deep: dict[str, Any] = {"Leaf": 1}
    for _ in range(500):
        deep = {"X": deep}
    assert "Leaf" not in rendered_event({"System": dict(SYSTEM), "UserData": deep}, 0, 1).fields
