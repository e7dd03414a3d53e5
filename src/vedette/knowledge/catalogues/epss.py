"""FIRST's Exploit Prediction Scoring System: its CSV, packed or not, in; one `Probability` a CVE out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.nouns import Parsed, Probability
from vedette.knowledge.catalogues.reading import cve, day, sentence, table, unpacked

_WHAT: Final = "EPSS table"
_COLUMNS: Final = ("cve", "epss", "percentile")
_HEAD: Final = 1000


def read(data: bytes) -> Parsed[Probability]:
    """Read the table.

    Raises:
        BadInput: it is none.

    """
    data = unpacked(data, ".csv").removeprefix(b"\xef\xbb\xbf")
    said: dict[str, str] = {}
    if data.startswith(b"#"):
        first, _, data = data.partition(b"\n")
        parts = first[1:_HEAD].decode("utf-8", "replace").split(",")
        said = {name.strip(): value.strip() for name, _, value in (one.partition(":") for one in parts)}
    return Parsed(
        version=sentence(said.get("model_version", ""), 40),
        date=day(said.get("score_date", "")),
        entries=_entries(data),
    )


def _entries(data: bytes) -> Iterator[tuple[str, Probability]]:
    empty = True
    for row in table(data, _COLUMNS, _WHAT):
        ident = cve(row.get("cve", ""))
        probability, percentile = _share(row.get("epss", "")), _share(row.get("percentile", ""))
        if ident and probability is not None and percentile is not None:
            empty = False
            yield ident, Probability(cve=ident, probability=probability, percentile=percentile)
    if empty:
        raise BadInput(f"no {_WHAT}: there is nothing in it", hint="give the file as it is published")


def _share(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
