"""A quote holds when the record's field says it, to the letter."""

import pytest

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.proof import fault


def event(**fields: Value) -> Event:
    return Event(source=0, record=1, logsource=Logsource(), fields=dict(fields), user="anna")


@pytest.mark.parametrize(
    ("field", "quote"),
    [
        ("Image", "C:\\x.exe"),
        ("EventID", "4624"),
        ("Initiated", "true"),
        ("Initiated", "True"),
        ("Data", "two"),
        ("user", "anna"),
        ("Long", "x" * 300),
        ("", "x.exe"),
        ("", ""),
    ],
)
def test_what_is_there_holds(field: str, quote: str) -> None:
    there = event(Image="C:\\x.exe", EventID=4624, Initiated=True, Data=["one", "two"], Long="x" * 5_000)
    assert fault([there], field, quote) is None


@pytest.mark.parametrize(
    ("field", "quote", "why"),
    [
        ("Image", "C:\\y.exe", "the field says 'C:\\\\x.exe'"),
        ("Image", "C:\\x", "the field says"),
        ("Nothing", "x", "the field 'Nothing' is not there"),
        ("", "powershell", "the record says nothing of that"),
    ],
)
def test_what_is_not_there_does_not(field: str, quote: str, why: str) -> None:
    assert why in (fault([event(Image="C:\\x.exe")], field, quote) or "")


def test_a_record_that_is_gone_is_said_to_be() -> None:
    assert fault([], "Image", "x") == "there is no such record"
