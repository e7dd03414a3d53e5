"""What is disclosed is put where its digest stands, once, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials import hide
from vedette.access.identity.disclosures import (
    DEPTH_MAX,
    DIGESTS_MAX,
    DISCLOSURES_MAX,
    NEVER_HIDDEN,
    digest,
    disclosed,
)
from vedette.access.tokens.jws import encode
from vedette.core.errors import BadInput

NAME, CITY, PIECE = hide("s1", "name", "Ana"), hide("s2", "city", "Bonn"), hide("s3", "DE")


def test_the_digest_is_that_of_the_standard() -> None:
    """The example in section 4.2.3 of RFC 9901."""
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert digest(text) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_what_is_shown_is_put_in_and_the_rest_left_out() -> None:
    given = {
        "iss": "x",
        "_sd_alg": "sha-256",
        "_sd": [digest(NAME), digest(hide("s", "secret", 1)), "decoy"],
        "at": {"_sd": [digest(CITY)], "zip": 1},
        "of": ["AT", {"...": digest(PIECE)}, {"...": "decoy2"}],
    }
    assert disclosed(given, [NAME, CITY, PIECE]) == {
        "iss": "x",
        "name": "Ana",
        "at": {"zip": 1, "city": "Bonn"},
        "of": ["AT", "DE"],
    }
    assert disclosed(given, []) == {"iss": "x", "at": {"zip": 1}, "of": ["AT"]}


def test_what_is_disclosed_may_hide_more() -> None:
    outer = hide("s", "at", {"_sd": [digest(CITY)], "of": [{"...": digest(PIECE)}]})
    assert disclosed({"_sd": [digest(outer)]}, [CITY, PIECE, outer]) == {"at": {"city": "Bonn", "of": ["DE"]}}
    with pytest.raises(BadInput, match="does not ask for"):
        disclosed({"_sd": [digest(outer)]}, [outer, NAME])
    with pytest.raises(BadInput, match="does not ask for"):
        disclosed({"_sd": [digest(outer)]}, [CITY])  # what asks for it is not shown


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"_sd": [digest(NAME)], "_sd_alg": "sha-1"}, [NAME]),
        ({"_sd": [digest(NAME)], "_sd_alg": 7}, [NAME]),
        ({"_sd": [digest(NAME)]}, [NAME, NAME]),
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME]),
        ({"_sd": ["decoy", "decoy"]}, []),
        ({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, [NAME]),
        ({"_sd": [digest(NAME)], "a": [{"...": digest(NAME)}]}, [NAME]),
        ({}, [NAME]),
        ({"_sd": [digest(NAME)], "name": "Eve"}, [NAME]),
        ({"_sd": [digest(NAME), digest(hide("s9", "name", "Eve"))]}, [NAME, hide("s9", "name", "Eve")]),
        ({"_sd": [digest(PIECE)]}, [PIECE]),
        ({"of": [{"...": digest(NAME)}]}, [NAME]),
        ({"of": [{"...": digest(PIECE), "x": 1}]}, [PIECE]),
        ({"of": [{"...": 7}]}, []),
        ({"_sd": "x"}, []),
        ({"_sd": [7]}, []),
        ({"...": digest(PIECE)}, [PIECE]),
        ({"at": {"_sd_alg": "sha-256"}}, []),
        ({"_sd": [digest("\u00e9".encode().hex())]}, ["\u00e9"]),
    ],
)
def test_what_is_odd_spoils_the_whole(payload: dict[str, Any], shown: list[str]) -> None:
    with pytest.raises(BadInput):
        disclosed(payload, shown)


@pytest.mark.parametrize(
    "text",
    [
        *(hide("s", name, 1) for name in ("_sd", "...", "_sd_alg", *sorted(NEVER_HIDDEN))),
        hide(),
        hide("s"),
        hide("", "name", 1),
        hide("", 1),
        hide(7, "name", 1),
        hide("s", 7, 1),
        hide("s", "name", 1, 2),
        encode(b'{"s": 1}'),
        encode(b'"s"'),
        encode(b"[" * 100_000),
        encode(b'["s", "name", NaN]'),
        encode(b'["s", "name", {"a": 1, "a": 2}]'),
        encode(b"\xff\xfe"),
        "====",
        "W",
    ],
)
def test_what_is_no_disclosure_is_none_though_it_is_asked_for(text: str) -> None:
    with pytest.raises(BadInput):
        disclosed({"_sd": [digest(text)]}, [text])
    with pytest.raises(BadInput):
        disclosed({"of": [{"...": digest(text)}]}, [text])


def test_there_are_bounds() -> None:
    many = [hide(f"s{number}", f"n{number}", 1) for number in range(DISCLOSURES_MAX + 1)]
    asks = {"_sd": [digest(one) for one in many]}
    assert len(disclosed(asks, many[:-1])) == DISCLOSURES_MAX
    with pytest.raises(BadInput, match="too many"):
        disclosed(asks, many)
    with pytest.raises(BadInput, match="too many"):
        disclosed({"_sd": [f"d{number}" for number in range(DIGESTS_MAX + 1)]}, [])
    deep: object = 1
    for _ in range(DEPTH_MAX):
        deep = [deep]
    with pytest.raises(BadInput, match="too deeply"):
        disclosed({"a": deep}, [])


def test_depth_is_that_of_the_whole_and_not_of_each_piece() -> None:
    inner = hide("s", "x", 1)
    shown = [inner]
    for number in range(DEPTH_MAX):
        inner = hide("s", "x", {"_sd": [digest(inner)], "n": number})
        shown.append(inner)
    with pytest.raises(BadInput, match="too deeply"):
        disclosed({"_sd": [digest(inner)]}, shown)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5).filter(lambda one: one not in {"_sd", "...", "_sd_alg"}), inner)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(
    st.text(max_size=5).filter(lambda one: one not in {"_sd", "...", "_sd_alg", *NEVER_HIDDEN}),
    PLAIN,
    max_size=5,
)


@given(OBJECTS, st.data())
def test_hidden_and_all_shown_reads_as_it_was(claims: dict[str, Any], data: st.DataObject) -> None:
    hidden = {name for name in claims if data.draw(st.booleans())}
    shown = [hide(f"s{number}", name, claims[name]) for number, name in enumerate(sorted(hidden))]
    asks: dict[str, Any] = {name: value for name, value in claims.items() if name not in hidden}
    asks["_sd"] = [digest(one) for one in shown]
    assert disclosed(asks, data.draw(st.permutations(shown))) == claims
    kept = {name for name in hidden if data.draw(st.booleans())}
    some = [one for one, name in zip(shown, sorted(hidden), strict=True) if name in kept]
    assert disclosed(asks, some) == {name: claims[name] for name in claims if name not in hidden - kept}
