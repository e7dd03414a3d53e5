"""Texts made comparable, and phrases found in them."""

from vedette.agents.gates.written import Phrases, clauses, joined, plain, tokens, unquoted


def test_one_way_to_write_things() -> None:
    assert plain("\uff26ixed  \u2011 hxxp://a[.]b") == "Fixed - http://a.b"
    assert tokens("“We\u2019ve” (fixed) it.") == ["we've", "fixed", "it"]
    assert joined("con-tained") == "contained"
    assert joined("t-1") == "t-1"
    assert unquoted("It says “all clean” now.").split() == ["It", "says", "now."]
    assert clauses("First, second; 1.5 GB. Third") == [["first"], ["second"], ["1.5", "gb"], ["third"]]


def test_phrases_with_beginnings_and_gaps() -> None:
    known = Phrases((("a", ("block*", "cut _ off")), ("b", ("took + down", "no longer"))))
    found = {
        (one.name, one.start, one.end) for one in known.find(tokens("we cut the host off and blocked it"))
    }
    assert found == {("a", 1, 5), ("a", 6, 7)}
    assert [one.name for one in known.find(tokens("we took it down"))] == ["b"]
    assert not list(known.find(tokens("we took down unblocked")))
