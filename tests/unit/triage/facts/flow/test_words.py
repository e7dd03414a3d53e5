"""Words of groups: which groups a file has a word of, and where words stand."""

from __future__ import annotations

from vedette.triage.facts.flow.words import Words

WORDS = Words("vedette.triage.facts.javascript", "words.toml")
TEXT = b"const c = require('child_process'); x.eval; eval(atob('YQ=='));"


def test_groups_are_told_by_any_word_of_them() -> None:
    assert WORDS.groups(TEXT) == {"runs", "decodes"}
    assert WORDS.groups(b"console.log(1)") == set()


def test_places_are_told_in_order_and_are_those_of_the_words() -> None:
    places = WORDS.places(TEXT)
    assert places == sorted(places)
    assert TEXT.index(b"child_process") in places
    assert TEXT.index(b" eval(") in places
    assert WORDS.places(b"console.log(1)") == []
