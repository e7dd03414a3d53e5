"""The list of what is known to be exploited, in both forms it is published in."""

import json

import pytest

from tests.unit.knowledge.catalogues.published import KEV, KEV_CSV, zipped
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.kev import read


def test_the_list_says_what_it_is_and_what_is_on_it() -> None:
    parsed = read(KEV)
    assert (parsed.version, parsed.date) == ("2026.11.01", "2026-11-01")
    first, second = (one for _, one in parsed.entries)
    assert (first.cve, first.product, first.added, first.due) == (
        "CVE-2026-0001",
        "Train",
        "2026-10-30",
        "2026-11-20",
    )
    assert first.ransomware
    assert not second.ransomware


def test_as_a_table_it_says_the_same_and_is_as_old_as_its_newest_row() -> None:
    parsed = read(KEV_CSV)
    assert parsed.date == "2026-10-30"
    ((key, one),) = parsed.entries
    assert (key, one.name, one.ransomware) == ("CVE-2026-0001", "Toys, Train", True)


def test_it_may_be_packed() -> None:
    assert len(list(read(zipped({"kev/known.json": KEV, "readme.txt": b"x"})).entries)) == 2


def test_what_is_no_cve_is_left_out_and_text_is_one_line() -> None:
    whole = json.loads(KEV)
    whole["vulnerabilities"][0]["requiredAction"] = "a\n\x1b[2J  b" + "c" * 5000
    whole["vulnerabilities"][1]["cveID"] = "../../etc/passwd"
    ((_, one),) = read(json.dumps(whole).encode()).entries
    assert "\n" not in one.action
    assert len(one.action) <= 600


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"vulnerabilities": []}',
        b'{"vulnerabilities": 7}',
        b'{"vulnerabilities": [{"cveID": 7}]}',
        b"cve,epss,percentile\n",
        b"<xml/>",
        b"\xff\xfe" * 50,
        b'{"vulnerabilities": ' + b"[" * 100_000,
        b"PK\x03\x04 broken",
        b"\x1f\x8b broken",
        zipped({"a.json": KEV, "b.json": KEV}),
    ],
)
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(read(data).entries)
