from benchmarks.outcome import Outcome, show, table


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    assert table(("name", "n"), [("a", 1), ("bc", None), ("d", 1234.5)]) == [
        "name      n",
        "----  -----",
        "a         1",
        "bc        -",
        "d     1,234",
    ]


def test_a_table_may_be_empty() -> None:
    assert table(("a", "b"), []) == ["a  b", "-  -"]


def test_what_ran_is_named() -> None:
    words = show(Outcome(title="T", header=("a",), rows=[], figures={}, peers=["bandit 1.9"]))
    assert words.startswith("T (vedette ")
    assert "bandit 1.9" in words
