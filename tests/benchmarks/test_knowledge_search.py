"""The questions search is measured by: what may be tuned on is kept apart from what may not."""

from collections.abc import Iterator, Sequence
from importlib import resources

from benchmarks.knowledge.search import PARTS, Question, place, questions
from vedette.knowledge.searchmeaning import groups
from vedette.knowledge.searchwords import words

RUN = 3
"""Words in a row two texts may not share by chance."""
UNTOUCHED = [one for one in questions() if one.part not in PARTS["tune"]]


def stems(text: str) -> list[str]:
    return list(words(text))


def runs(said: Sequence[str], length: int = RUN) -> set[tuple[str, ...]]:
    return {tuple(said[at : at + length]) for at in range(len(said) - length + 1)}


def sayings() -> Iterator[str]:
    text = resources.files("vedette.knowledge").joinpath("sayings.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from line.partition("\t")[2].split(", ")


def test_there_are_enough_questions_of_each_kind_and_each_has_an_answer() -> None:
    held = list(questions())
    assert {one.part for one in held} == {part for parts in PARTS.values() for part in parts}
    assert len(UNTOUCHED) >= 60
    assert all(one.answers for one in held)
    assert len({one.words for one in held}) == len(held)


def test_no_everyday_phrase_was_taken_from_an_untouched_question() -> None:
    asked = [stems(one.words) for one in UNTOUCHED]
    phrases = {tuple(stems(one)) for members in groups().values() for one in members}
    taken = [one for one in phrases if len(one) > 1 and any(one in runs(each, len(one)) for each in asked)]
    assert not taken


def test_no_saying_was_taken_from_an_untouched_question() -> None:
    asked = {run for one in UNTOUCHED for run in runs(stems(one.words))}
    assert not [one for one in sayings() if runs(stems(one)) & asked]


def test_an_answer_has_its_place() -> None:
    question = Question("tune", "what is ransomware", frozenset({"ransomware"}))
    assert place(question, meaning=True) == 1
    assert place(Question("tune", "xyzzy", frozenset({"ransomware"})), meaning=True) == 0
