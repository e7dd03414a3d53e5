import pytest

from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.web.campaigns import asked


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 and sleep(5)", 5),
        ("waitfor delay '0:0:7'", 7),
        ("; sleep 10", 10),
        ("pg_sleep(3)", 3),
        ("dbms_pipe.receive_message('a',4)", 4),
        ("sleepy", 0),
    ],
)
def test_how_long_a_payload_asks_to_wait(text: str, seconds: int) -> None:
    assert asked(text) == seconds * SECOND
