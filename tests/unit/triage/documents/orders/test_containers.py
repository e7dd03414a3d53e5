"""Descriptions of containers run commands when they are built, and when they start."""

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import BUILD, CALLED
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def told(text: str) -> list[tuple[str, str]]:
    sample = Sample(name="Dockerfile", data=text.encode(), kind=Kind.DOCKERFILE)
    return [(one.command, one.when) for one in orders(sample, Allowance())]


def test_lines_that_go_on_are_one_command() -> None:
    text = "FROM a\nRUN --mount=type=cache,target=/x one \\\n# why\n && two\nENV A=b\n"
    assert told(text) == [("one    && two", BUILD)]


def test_lists_of_words_become_a_line() -> None:
    assert told('FROM a\nRUN ["sh", "-c", "x | y"]\nENTRYPOINT ["/a b"]\nCMD [broken\n') == [
        ("sh -c 'x | y'", BUILD),
        ("'/a b'", CALLED),
        ("[broken", CALLED),
    ]


def test_a_script_may_stand_below() -> None:
    assert told("FROM a\nRUN <<EOF\none\ntwo\nEOF\nRUN three\n") == [("one\ntwo", BUILD), ("three", BUILD)]
