"""What is written comes back equal; what is not ours is refused with a reason, never with a traceback."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.codec import dump, dump_pretty, load
from vedette.core.errors import BadInput
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    ByteRange,
    Confidence,
    Coverage,
    Engine,
    Evidence,
    Finding,
    Frame,
    Lines,
    Record,
    Report,
    Role,
    Severity,
    Skipped,
    Suppression,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
DIGEST = st.binary(min_size=32, max_size=32).map(lambda data: f"sha256:{data.hex()}")
COUNT = st.integers(0, 2**53)
ORDINAL = st.integers(1, 2**53)
LOCATOR = st.one_of(
    st.builds(Lines, line=ORDINAL, column=ORDINAL, end_line=ORDINAL, end_column=ORDINAL),
    st.builds(ByteRange, offset=COUNT, length=COUNT),
    st.builds(Record, number=ORDINAL, field=TEXT),
    st.builds(Frame, number=ORDINAL),
)
ARTEFACT = st.builds(
    Artefact, kind=st.sampled_from(ArtefactKind), name=TEXT, digest=DIGEST, size=COUNT, origin=TEXT
)
EVIDENCE = st.builds(
    Evidence,
    artefact=DIGEST,
    name=TEXT,
    locator=LOCATOR,
    quote=TEXT,
    role=st.sampled_from(Role),
    note=TEXT,
)
FINDING = st.builds(
    Finding,
    rule=TEXT,
    title=TEXT,
    message=TEXT,
    weaknesses=st.lists(TEXT, max_size=2).map(tuple),
    techniques=st.lists(TEXT, max_size=2).map(tuple),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    reason=TEXT,
    evidence=st.lists(EVIDENCE, min_size=1, max_size=3).map(tuple),
    fingerprint=TEXT,
    remedy=TEXT,
    suppressed=st.none() | st.builds(Suppression, reason=TEXT, where=TEXT),
)
SKIPPED = st.builds(Skipped, what=TEXT, why=TEXT, partial=st.booleans())
REPORT = st.builds(
    Report,
    engine=st.builds(Engine, name=TEXT, version=TEXT, rules=TEXT),
    target=ARTEFACT,
    artefacts=st.lists(ARTEFACT, max_size=2).map(tuple),
    findings=st.lists(FINDING, max_size=2).map(tuple),
    coverage=st.builds(
        Coverage,
        files=COUNT,
        lines=COUNT,
        excluded=COUNT,
        skipped=st.lists(SKIPPED, max_size=2).map(tuple),
        notes=st.lists(TEXT, max_size=2).map(tuple),
    ),
    timings=st.dictionaries(TEXT, st.floats(0, 1e9), max_size=2),
)


@given(REPORT)
def test_what_is_written_comes_back_equal(report: Report) -> None:
    assert load(dump(report), Report) == report
    assert load(dump_pretty(report), Report) == report


@given(REPORT, st.data())
def test_a_damaged_report_is_refused_or_still_a_report(report: Report, data: st.DataObject) -> None:
    written = bytearray(dump(report))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] = data.draw(st.integers(0, 255))
    with suppress(BadInput):
        assert isinstance(load(bytes(written), Report), Report)


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"schema": 0}'])
def test_what_is_no_report_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(BadInput, match="not a Report"):
        load(data, Report, name="x.json")
