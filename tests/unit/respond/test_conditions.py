"""Conditions of playbooks: what they say, what they need, and what is none."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.errors import BadInput
from vedette.respond.conditions import DEEPEST, LONGEST, asks, holds, parse

YES: Mapping[str, str] = {"__a__": "yes", "__n__": "7", "__b__": "no"}
names = st.sampled_from(("__a__", "__b__", "__n__", "__c__"))
comparisons = st.builds("{}:value {} '{}'".format, names, st.sampled_from(("=", "!=")), st.sampled_from("xy"))
written = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT ({})".format, inner),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("__a__:value = 'yes'", True),
        ("__a__:value != 'yes'", False),
        ('__a__ = "yes"', True),
        ("__n__:value >= 7", True),
        ("__n__:value < 7", False),
        ("__n__:value > 6.5 AND __a__:value = 'yes'", True),
        ("__a__:value < 7", False),
        ("__a__:value IN ('no', 'yes')", True),
        ("__b__:value IN ('yes', 'maybe')", False),
        ("NOT __b__:value = 'yes'", True),
        ("__b__:value = 'yes' OR __a__:value = 'yes'", True),
        ("__b__:value = 'yes' OR __a__:value = 'yes' AND __n__:value = 8", False),
        ("(__b__:value = 'yes' OR __a__:value = 'yes') AND __n__:value = 7", True),
        ("__c__:value = 'yes'", None),
        ("__c__:value = 'yes' OR __a__:value = 'yes'", True),
        ("__c__:value = 'yes' AND __b__:value = 'yes'", False),
        ("NOT __c__:value = 'yes'", None),
        (r"__a__:value = 'y\'es'", False),
    ],
)
def test_a_condition_holds_does_not_or_waits_for_a_value(text: str, answer: object) -> None:
    assert holds(parse(text), YES) is answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "__a__:value",
        "__a__:value =",
        "__a__:value = yes",
        "__a__:value = 'yes",
        "= 'yes'",
        "(__a__:value = 'yes'",
        "__a__:value = 'yes')",
        "__a__:value = 'yes' AND",
        "__a__:value IN ()",
        "__a__:value = 'yes' __b__:value = 'no'",
        "import os",
        "__a__:value = 'x'; 1",
        "NOT " * (DEEPEST + 2) + "__a__:value = 'x'",
        "(" * (DEEPEST + 2) + "__a__:value = 'x'" + ")" * (DEEPEST + 2),
        "__a__:value = '" + "x" * LONGEST + "'",
    ],
)
def test_what_is_no_condition_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="condition"):
        parse(text)


def test_a_condition_says_what_it_hangs_on() -> None:
    text = "__b__:value = 'x' AND (NOT __a__:value = 'y' OR __b__:value = 'z')"
    assert asks(parse(text)) == ("__b__", "__a__")


@given(
    written,
    st.fixed_dictionaries({name: st.sampled_from("xy") for name in ("__a__", "__b__", "__n__", "__c__")}),
)
def test_it_means_what_the_same_words_mean_in_python(text: str, values: dict[str, str]) -> None:
    said = text.replace("AND", "and").replace("OR", "or").replace("NOT", "not").replace(" = ", " == ")
    for name, value in values.items():
        said = said.replace(f"{name}:value", repr(value))
    assert holds(parse(text), values) is eval(said)  # noqa: S307  made above, of nothing but these words


@given(written, st.dictionaries(names, st.sampled_from("xy")))
def test_what_is_not_known_yet_never_turns_an_answer(text: str, some: dict[str, str]) -> None:
    answer = holds(parse(text), some)
    if answer is not None:
        for rest in ("x", "y"):
            assert (
                holds(parse(text), dict.fromkeys(("__a__", "__b__", "__n__", "__c__"), rest) | some) is answer
            )


@given(st.text(alphabet="_ab:value=()'\\ANDORTIN,1<> \n", max_size=60))
def test_rubbish_is_refused_or_read_never_more(text: str) -> None:
    try:
        condition = parse(text)
    except BadInput:
        return
    assert asks(condition)
