"""CISA's Known Exploited Vulnerabilities: its JSON or its CSV in, one `Exploited` a CVE out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from vedette.core.errors import BadInput
from vedette.knowledge.catalogues.nouns import Exploited, Parsed
from vedette.knowledge.catalogues.reading import cve, day, json, sentence, table, unpacked

_WHAT: Final = "KEV catalogue"
_COLUMNS: Final = ("cveID", "vendorProject", "product", "vulnerabilityName", "dateAdded")


class _Row(Struct):
    cve_id: str = field(name="cveID")
    vendor: str = field(default="", name="vendorProject")
    product: str = ""
    name: str = field(default="", name="vulnerabilityName")
    added: str = field(default="", name="dateAdded")
    due: str = field(default="", name="dueDate")
    action: str = field(default="", name="requiredAction")
    ransomware: str = field(default="", name="knownRansomwareCampaignUse")


class _Whole(Struct):
    vulnerabilities: list[_Row]
    version: str = field(default="", name="catalogVersion")
    released: str = field(default="", name="dateReleased")


def read(data: bytes) -> Parsed[Exploited]:
    """Read the catalogue.

    Raises:
        BadInput: it is none.

    """
    data = unpacked(data, ".json")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        whole = json(data, _Whole, _WHAT)
        version, date, rows = sentence(whole.version, 40), day(whole.released), whole.vulnerabilities
    else:
        rows = [_row(one) for one in table(data, _COLUMNS, _WHAT)]
        version, date = "", max((day(one.added) for one in rows), default="")
    if not rows:
        raise BadInput(f"no {_WHAT}: there is nothing in it", hint="give the file as it is published")
    return Parsed(version=version, date=date, entries=_entries(rows))


def _row(cells: Mapping[str, str]) -> _Row:
    return _Row(
        cve_id=cells.get("cveID", ""),
        vendor=cells.get("vendorProject", ""),
        product=cells.get("product", ""),
        name=cells.get("vulnerabilityName", ""),
        added=cells.get("dateAdded", ""),
        due=cells.get("dueDate", ""),
        action=cells.get("requiredAction", ""),
        ransomware=cells.get("knownRansomwareCampaignUse", ""),
    )


def _entries(rows: list[_Row]) -> Iterator[tuple[str, Exploited]]:
    for row in rows:
        if ident := cve(row.cve_id):
            yield (
                ident,
                Exploited(
                    cve=ident,
                    name=sentence(row.name, 200),
                    vendor=sentence(row.vendor, 100),
                    product=sentence(row.product, 100),
                    added=day(row.added),
                    due=day(row.due),
                    action=sentence(row.action),
                    ransomware=row.ransomware.strip().lower() == "known",
                ),
            )
