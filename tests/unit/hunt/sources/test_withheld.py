import time

import pytest

from vedette.hunt.event import Event, Logsource
from vedette.hunt.sources.withheld import WITHHELD, to_be_kept

PART = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n--b--'


def kept(body: str) -> object:
    event = Event(source=0, record=1, logsource=Logsource(), fields={"request_body": body, "uri": "/login"})
    made = to_be_kept(event)
    assert event.fields["request_body"] == body
    assert made.fields["uri"] == "/login"
    return made.fields["request_body"]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("user=anna&password=hunter2&next=%2F", f"user=anna&password={WITHHELD}&next=%2F"),
        ("user[new_passwd]=x+y", f"user[new_passwd]={WITHHELD}"),
        (
            '{"user": "anna", "Password" : "a\\"b c", "n": 1}',
            f'{{"user": "anna", "Password" : "{WITHHELD}", "n": 1}}',
        ),
        (
            "<login><user>anna</user><pwd>hunter2</pwd></login>",
            f"<login><user>anna</user><pwd>{WITHHELD}</pwd></login>",
        ),
        (PART.format("user_pass", "hunter2"), PART.format("user_pass", WITHHELD)),
        ("compass", "compass"),
        ("q=1' OR '1'='1&page=2", "q=1' OR '1'='1&page=2"),
        ("", ""),
    ],
)
def test_passwords_are_not_kept_and_all_else_is(body: str, left: str) -> None:
    assert kept(body) == left


def test_an_event_without_a_body_is_kept_as_it_is() -> None:
    event = Event(source=0, record=1, logsource=Logsource(), fields={"password": "x"})
    assert to_be_kept(event) is event


@pytest.mark.parametrize(
    "body", ["pass" * 1024, "pwd[" * 1024, '"pass"' * 700, 'name="pass"\n' * 340, "<pass" * 800]
)
def test_no_body_takes_long(body: str) -> None:
    began = time.process_time()
    kept(body)
    assert time.process_time() - began < 1
