"""Words that are not everybody's: each once, for whom it is needed, and not within names."""

from tests.unit.explain.subjects import EVERY, hunted
from vedette.core.explanations import Audience
from vedette.explain.explaining import explain
from vedette.explain.terms import NEEDS, terms_of, texts_of


def test_a_term_is_explained_once_and_common_words_are_not() -> None:
    found = terms_of(["The container ran. Two containers ran.", "Everybody has a password."], "en")
    assert [one.word for one in found].count("container") == 1
    assert "password" not in [one.word for one in found]
    assert all(one.meaning for one in found)


def test_names_and_quoted_text_hold_no_terms() -> None:
    assert terms_of(["Look at /srv/container/x and “a container”."], "en") == ()


def test_only_readers_who_are_no_experts_get_a_list() -> None:
    assert Audience.ANALYST not in NEEDS
    assert explain(hunted(), Audience.ANALYST).terms == ()
    for one in EVERY.values():
        made = explain(one, Audience.GENERALIST)
        assert made.terms == terms_of(texts_of(made), "en")
