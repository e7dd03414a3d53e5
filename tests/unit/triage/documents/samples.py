"""Samples and the shortest way to ask for their facts, for tests."""

import zipfile
from io import BytesIO

from vedette.core.nouns import ByteRange, Lines, Skipped
from vedette.core.text import cut
from vedette.triage import documents
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member


def sample(data: bytes | str, kind: Kind, name: str = "thing") -> Sample:
    return Sample(name=name, data=data.encode() if isinstance(data, str) else data, kind=kind)


def facts(data: bytes | str, kind: Kind, name: str = "thing") -> list[Fact]:
    """All facts; each must quote what stands at its place, as the verifier will ask."""
    one = sample(data, kind, name)
    found = list(documents.facts(one, Allowance()))
    for fact in found:
        match fact.place:
            case Lines():
                assert cut(one.text, fact.place) == fact.quote
            case ByteRange(offset=offset, length=length):
                assert offset + length <= len(one.data)
                assert one.data[offset : offset + length].decode("utf-8", "replace") == fact.quote
            case _:
                raise AssertionError(fact.place)
    return found


def told(found: list[Fact]) -> list[tuple[Act, str]]:
    return [(fact.act, fact.target) for fact in found]


def members(unpack: object, data: bytes, kind: Kind, *passwords: str) -> dict[str, bytes]:
    made = list(unpack.members(sample(data, kind), Allowance(), passwords))  # type: ignore[attr-defined]
    assert all(isinstance(one, Member | Skipped) for one in made)
    return {one.name: one.data for one in made if isinstance(one, Member)}


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
