"""Advisories: what a record says of a package, and which versions it is about."""

import json

import pytest

from tests.unit.knowledge.catalogues.published import OSV
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.nouns import Advisory, Stretch
from vedette.knowledge.catalogues.osv import advisories, concerns, key


def read(**changed: object) -> list[Advisory]:
    return list(advisories(json.dumps(OSV | changed).encode()))


def test_a_record_says_who_is_hit_and_what_mends_it() -> None:
    (one,) = read()
    assert (one.id, one.ecosystem, one.package, one.severity) == (
        "GHSA-aaaa-bbbb-cccc",
        "PyPI",
        "Toy_Box",
        "high",
    )
    assert one.aliases == ("CVE-2026-0003",)
    assert one.stretches == (Stretch(introduced="0", fixed="1.2.0"), Stretch(introduced="2.0"))
    assert one.fixed == ("1.2.0",)
    assert not one.malicious


@pytest.mark.parametrize(
    ("version", "hit"),
    [
        ("0.1", True),
        ("1.1", True),
        ("1.2.0rc1", True),
        ("1.2", False),
        ("1.9", False),
        ("2.0.0", True),
        ("", True),
    ],
)
def test_a_version_is_hit_between_what_brought_it_and_what_mends_it(version: str, *, hit: bool) -> None:
    (one,) = read()
    assert concerns(one, version) is hit


def test_names_that_mean_the_same_package_are_one_key() -> None:
    assert key("PyPI", "Toy_Box") == key("pypi", "toy-box") == key("PyPI", "toy.box")
    assert key("npm", "toy_box") != key("npm", "toy-box")
    assert key("Debian:12", "curl") == key("Debian", "curl")
    assert key("npm", "x") != key("PyPI", "x")


def test_what_was_withdrawn_says_nothing() -> None:
    assert read(withdrawn="2026-06-01T00:00:00Z") == []


def test_packages_made_to_do_harm_are_told_apart() -> None:
    (one,) = read(id="MAL-2026-1")
    assert one.malicious


@pytest.mark.parametrize("affected", [None, [], [{}], [{"package": None}], [{"package": {"name": "x"}}]])
def test_a_record_about_no_package_says_nothing(affected: object) -> None:
    assert read(affected=affected) == []


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"id": 7}', b'{"id": ' + b"[" * 90_000])
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(advisories(data))
