from msgspec.structs import replace

from tests.unit.export.judgedreport import HOSTILE, JUDGED, RUNS
from vedette.app.builds import only_new
from vedette.triage.examination import Examination

OLD = Examination(artefact=JUDGED.target, judgement=HOSTILE, findings=(RUNS,))


def test_what_the_old_build_does_too_is_left_out_and_counted() -> None:
    other = replace(RUNS, rule="behaviour.other")
    report = only_new(replace(JUDGED, findings=(RUNS, other)), [OLD])
    assert report.findings == (other,)
    assert "1 behaviours were there in the older build already" in report.coverage.notes
