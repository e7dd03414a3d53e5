"""How likely exploits are: the table as it is published."""

import gzip

import pytest

from tests.unit.knowledge.catalogues.published import EPSS, EPSS_GZ
from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.epss import read


@pytest.mark.parametrize("data", [EPSS, EPSS_GZ], ids=["plain", "packed"])
def test_each_vulnerability_has_its_share(data: bytes) -> None:
    parsed = read(data)
    assert (parsed.version, parsed.date) == ("v2026.03.14", "2026-11-02")
    found = dict(parsed.entries)
    assert found["CVE-2026-0001"].probability == pytest.approx(0.94321)
    assert found["CVE-2026-0002"].percentile == pytest.approx(0.05)


def test_a_table_without_a_head_line_has_no_date() -> None:
    parsed = read(EPSS.partition(b"\n")[2])
    assert (parsed.version, parsed.date) == ("", "")
    assert len(list(parsed.entries)) == 2


@pytest.mark.parametrize(
    "row", [b"CVE-2026-0009,1.5,0.1", b"CVE-2026-0009,nan,0.1", b"x,0.1,0.1", b"CVE-2026-0009"]
)
def test_what_is_no_share_is_left_out(row: bytes) -> None:
    assert "CVE-2026-0009" not in dict(read(EPSS + row + b"\n").entries)
    assert len(dict(read(EPSS + row + b"\n").entries)) == 2


@pytest.mark.parametrize(
    "data", [b"", b"#", b"cve,epss\nCVE-2026-0001,0.1\n", EPSS_GZ[:-9], b"cve,epss,percentile\n", b"\0\0\0"]
)
def test_anything_else_is_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(read(data).entries)


def test_what_grows_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.knowledge.catalogues.reading.MOST", 1000)
    with pytest.raises(BadInput, match="more than"):
        read(gzip.compress(EPSS + b" " * 100_000))
