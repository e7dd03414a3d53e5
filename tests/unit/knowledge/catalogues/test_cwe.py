"""Weaknesses as CWE publishes them: XML, its zip, a table."""

import pytest

from tests.unit.knowledge.catalogues.published import CWE, CWE_CSV, zipped
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.cwe import read

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Weakness_Catalog><Weakness ID="79" Name="&b;"/></Weakness_Catalog>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize("data", [CWE, zipped({"cwec_v4.18.xml": CWE})], ids=["plain", "packed"])
def test_a_weakness_has_its_name_words_and_parents(data: bytes) -> None:
    parsed = read(data)
    assert (parsed.version, parsed.date) == ("4.18", "2026-09-09")
    ((key, one),) = parsed.entries
    assert (key, one.id, one.name) == ("CWE-79", "CWE-79", "Improper Neutralization of Input")
    assert one.says == "Input becomes part of a page."
    assert one.parents == ("CWE-74",), "of the tree that is whole, and what it only leads to is no parent"


@pytest.mark.parametrize("data", [CWE_CSV, zipped({"1000.csv": CWE_CSV})], ids=["plain", "packed"])
def test_a_table_says_the_same(data: bytes) -> None:
    ((_, one),) = read(data).entries
    assert (one.id, one.says, one.parents) == ("CWE-79", "Input becomes part of a page.", ("CWE-74",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<Weakness_Catalog/>",
        LAUGHS,
        OUTSIDE,
        CWE[:400],
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"<a>" * 100_000,
        b"CWE-ID,Name\n79,x\n",
        zipped({"a.txt": CWE}),
    ],
    ids=range(10),
)
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(read(data).entries)
