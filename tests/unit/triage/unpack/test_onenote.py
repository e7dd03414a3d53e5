from tests.unit.triage.documents.samples import members
from tests.unit.triage.documents.test_onenote import section
from vedette.triage.kinds import Kind
from vedette.triage.unpack import onenote


def test_embedded_files_come_out_and_lengths_that_lie_end_with_the_file() -> None:
    whole = section("a.hta", b"<hta>")
    assert members(onenote, whole, Kind.ONENOTE) == {"file1": b"<hta>"}
    lied = whole.replace((5).to_bytes(8, "little"), (1 << 40).to_bytes(8, "little"))
    assert members(onenote, lied, Kind.ONENOTE) == {"file1": b"<hta>end"}
