"""The glossary: what it says, in words all can read, and where it finds its terms."""

from collections import Counter
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.reading import grade
from vedette.core.errors import BadInput, LimitHit
from vedette.knowledge.glossary import LANGUAGES, LONGEST_TEXT, Glossary, Term

ENGLISH = Glossary.load()
EVERY = [Glossary.load(language) for language in LANGUAGES]
TERMS = st.sampled_from(ENGLISH.terms)
PLAIN_TEXT = st.text(st.sampled_from("abc XYZ.,-/\n\t'\u00e4\u00df\u00f1_@:\\09"), max_size=60)


def found(text: str, glossary: Glossary = ENGLISH) -> list[tuple[str, str]]:
    return [(mention.term.term, text[mention.start : mention.end]) for mention in glossary.find(text)]


def must_be_written_so(spelling: str) -> bool:
    return sum(letter.isupper() for letter in spelling) > 1 and len(spelling) <= 5


def test_there_are_many_terms_the_same_in_every_language() -> None:
    ids = [[term.term for term in glossary.terms] for glossary in EVERY]
    assert len(ids[0]) >= 320
    assert all(len(set(one)) == len(one) for one in ids)
    assert set(ids[0]) == set(ids[1]) == set(ids[2])


def test_what_holds_in_every_language_is_said_once() -> None:
    for glossary in EVERY[1:]:
        for term in glossary.terms:
            english = ENGLISH.get(term.term)
            assert english is not None
            assert (term.common, term.related) == (english.common, english.related)


@pytest.mark.parametrize("glossary", EVERY, ids=LANGUAGES)
def test_a_meaning_is_one_short_sentence_and_plain_words_are_few(glossary: Glossary) -> None:
    assert not [
        term.term
        for term in glossary.terms
        if len(term.meaning.split()) > 24
        or not term.meaning.endswith(".")
        or ". " in term.meaning
        or len(term.plain.split()) > 5
    ]


def test_a_meaning_is_easy_to_read() -> None:
    assert not [(term.term, grade(term.meaning)) for term in ENGLISH.terms if grade(term.meaning) > 9]


@pytest.mark.parametrize("glossary", EVERY, ids=LANGUAGES)
def test_a_spelling_means_one_thing(glossary: Glossary) -> None:
    spellings = Counter(
        spelling if must_be_written_so(spelling) else spelling.casefold()
        for term in glossary.terms
        for spelling in term.forms
    )
    assert not [spelling for spelling, times in spellings.items() if times > 1]


@pytest.mark.parametrize("glossary", EVERY, ids=LANGUAGES)
def test_a_term_is_found_however_it_is_written(glossary: Glossary) -> None:
    missed = [
        (term.term, spelling)
        for term in glossary.terms
        for spelling in term.forms
        if found(f"({spelling}),", glossary) != [(term.term, spelling)]
    ]
    assert not missed


@pytest.mark.parametrize("glossary", EVERY, ids=LANGUAGES)
def test_plain_words_do_not_ask_for_a_glossary(glossary: Glossary) -> None:
    assert not [
        (term.term, term.plain)
        for term in glossary.terms
        if any(not mention.term.common for mention in glossary.find(term.plain))
    ]


def test_no_term_is_explained_by_another_that_is_not_named_with_it() -> None:
    for term in ENGLISH.terms:
        used = {mention.term.term for mention in ENGLISH.find(term.meaning) if not mention.term.common}
        assert used - {term.term} <= set(term.related), term.term


def test_what_belongs_together_exists() -> None:
    for term in ENGLISH.terms:
        assert term.term not in term.related
        assert all(ENGLISH.get(related) for related in term.related), term.term


@pytest.mark.parametrize(
    ("ident", "common"),
    [
        ("password", True),
        ("backup", True),
        ("email", True),
        ("phishing", False),
        ("hash", False),
        ("access-token", False),
        ("exploit", False),
        ("ip-address", False),
    ],
)
def test_only_what_everybody_knows_needs_no_explanation(ident: str, *, common: bool) -> None:
    term = ENGLISH.get(ident)
    assert term is not None
    assert term.common is common


def test_there_is_nothing_for_what_is_no_term() -> None:
    assert ENGLISH.get("bicycle") is None
    assert found("The cat sat on the mat.") == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("An SQL injection is no injection.", ["sql-injection", "injection"]),
        ("two web-shells and a Web\nshell", ["web-shell", "web-shell"]),
        ("policies: group policies", ["group-policy"]),
        ("DoS, not dos; SIEM, not siem; IDS, not ids", ["denial-of-service", "siem", "ids"]),
        ("phishingly, unhashed, rehash", []),
        ("a ransomware/wiper, and a worm.", ["ransomware", "wiper", "worm"]),
        ("MITRE ATT&CK knows tactics, techniques and procedures", ["att-ck", "ttp"]),
        ("web, shell; brute. force", ["shell"]),
    ],
)
def test_whole_words_are_found_the_longest_first(text: str, terms: list[str]) -> None:
    assert [term for term, _ in found(text)] == terms


@pytest.mark.parametrize(
    "text",
    [
        "/etc/cron/token",
        "C:\\Windows\\shell\\hash.exe",
        "https://example.org/phishing/worm",
        "token@example.org",
        "payload.exe",
        "~/token",
        "my_token=hash",
    ],
)
def test_no_term_stands_in_a_path_or_an_address(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "replaceable"),
    [
        ("a worm", True),
        ("two worms", False),
        ("the file was quarantined", False),
        ("an RCE", True),
        ("two IOCs", True),
        ("a password", False),
    ],
)
def test_plain_words_stand_only_where_one_noun_stood(text: str, *, replaceable: bool) -> None:
    (mention,) = (one for one in ENGLISH.find(text) if one.term.term != "file")
    assert mention.replaceable is replaceable


def test_other_languages_have_their_own_endings() -> None:
    german, spanish = EVERY[1], EVERY[2]
    assert found("des Computerwurms", german) == [("worm", "Computerwurms")]
    assert found("dos gusanos", spanish) == [("worm", "gusanos")]
    assert found("a worms", german) == []


def test_a_language_we_do_not_have_is_named() -> None:
    with pytest.raises(BadInput, match="'tlh'") as caught:
        Glossary.load("tlh")
    assert "en, de, es" in caught.value.hint


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(LimitHit):
        ENGLISH.find("x" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize("piece", few(["man-in-the-", "common ", "a/", "TLP:", "\u00e4\n", "(((", "DoS "]))
def test_hostile_text_takes_no_more_than_its_length(piece: str) -> None:
    started = process_time()
    ENGLISH.find(piece * (60_000 // len(piece)))
    assert process_time() - started < 2


@settings(deadline=None)
@given(PLAIN_TEXT, TERMS, PLAIN_TEXT)
def test_a_term_between_spaces_is_found(before: str, term: Term, after: str) -> None:
    text = f"{before} . {term.name} . {after}"
    at = len(before) + 3
    assert any(one.start <= at < one.end and one.term == term for one in ENGLISH.find(text))


@settings(deadline=None)
@given(st.lists(st.one_of(PLAIN_TEXT, TERMS.map(lambda term: term.name), st.text(max_size=20))))
def test_mentions_are_in_order_apart_and_whole_words(parts: list[str]) -> None:
    text = " ".join(parts)
    end = 0
    for mention in ENGLISH.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert not (mention.start and text[mention.start - 1].isalnum())
        assert not (mention.end < len(text) and text[mention.end].isalnum())
        end = mention.end
