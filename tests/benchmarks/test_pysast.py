from benchmarks.pysast import Case, Judged, Side, counts, table
from tests.benchmarks.notation import finding

CASE = Case("77_DS-1", 77, "search")
SOURCE = b"def read():\n    return input()\n\ndef search():\n    run(read())\n"


def side(*places: str, weakness: str = "CWE-78") -> Side:
    return Side("f.py", SOURCE, (finding(weakness, *places),) if places else ())


def reading(before: Side, after: Side) -> dict[str, int]:
    return counts([Judged(CASE, before, after)])


def test_right_is_found_there_and_silent_there() -> None:
    assert reading(side("f.py:5"), side())["right"]
    assert not reading(side(), side())["right"]
    assert not reading(side("f.py:5"), side("f.py:5"))["right"]


def test_what_remains_in_another_function_is_wrong_only_when_read_strictly() -> None:
    made = reading(side("f.py:5"), side("f.py:2"))
    assert made["right"]
    assert not made["right_strictly"]


def test_a_step_in_the_function_is_right_only_when_read_generously() -> None:
    made = reading(side("f.py:5", "f.py:2"), side())
    assert not made["right"]
    assert made["right_any_step"]


def test_argument_injection_is_not_what_its_authors_mean() -> None:
    assert not reading(side("f.py:5", weakness="CWE-88"), side())["found"]


def test_every_weakness_and_all_have_a_line() -> None:
    assert [row[0] for row in table([Judged(CASE, side(), side())])] == ["77", "all"]
