import pytest

from vedette.hunt.patterns.payloads.sql import judge


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1' and '1'='1", "closes the string and adds a condition"),
        ("1 having 1=1", "adds HAVING with literals"),
        ("x'; drop table users", "ends the query and begins another statement"),
        ("1' in boolean mode) and 1=1#", "leaves a full-text search"),
        ("1 and (select count(*) from information_schema.tables)>0", "names the database's own tables"),
        ("(case when 1=1 then 1 else 2 end)", "whose answer is known"),
    ],
)
def test_it_says_how_a_value_leaves_its_place(text: str, words: str) -> None:
    found = judge(text)
    assert found is not None
    assert found.enough
    assert words in found.why


@pytest.mark.parametrize(
    "text", ["o'brien", "select x from y", "1; exec will create the case", "a or b", "'and'"]
)
def test_words_and_quotes_alone_are_not_enough(text: str) -> None:
    found = judge(text)
    assert found is None or not found.enough


def test_a_text_without_anything_of_sql_is_not_read() -> None:
    assert judge("hello") is None


def test_torn_words_speak_against_it() -> None:
    whole, torn = judge("1 union select 1,2"), judge("1/**/union/**/select 1,2")
    assert whole is not None
    assert torn is not None
    assert torn.score > whole.score
