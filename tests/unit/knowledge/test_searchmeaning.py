"""What words stand for."""

from vedette.knowledge.searchmeaning import MARK, about, groups, readings
from vedette.knowledge.searchwords import small, words


def named(text: str) -> set[str]:
    return {one.removeprefix(MARK) for one in about(list(words(text)))}


def test_texts_that_share_no_word_can_be_about_the_same() -> None:
    assert "boss" in named("our director") & named("the chief")
    assert "scramble" in named("data encrypted for impact") & named("my files are locked")


def test_what_has_nothing_to_do_with_each_other_is_about_nothing_common() -> None:
    assert not named("the director") & named("a buffer overflow")
    assert named("") == set()
    assert named("blue sky") == set()


def test_a_phrase_is_one_only_as_a_whole() -> None:
    assert "second-factor" in named("a one time code")
    assert "second-factor" not in named("one code at a time")


def test_every_word_and_phrase_says_something() -> None:
    for name, members in groups().items():
        assert len(members) > 1, name
        assert all(list(words(one)) for one in members), name


def test_each_place_of_a_question_is_its_word_and_what_it_stands_for() -> None:
    boss, *_ = readings(list(words("the boss again")), small())
    assert boss == (next(words("boss")), f"{MARK}boss")
    assert readings([], small()) == ()


def test_a_phrase_of_small_words_is_read_as_what_it_stands_for() -> None:
    assert any(f"{MARK}second-factor" in one for one in readings(list(words("one time code")), small()))
