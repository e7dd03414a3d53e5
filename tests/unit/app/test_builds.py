from msgspec.structs import replace

from tests.unit.export.judgedreport import HOSTILE, JUDGED, PROGRAM, RUNS
from vedette.app.builds import only_new
from vedette.core.executables import Protection, State
from vedette.triage.examination import Examination

OLD = Examination(artefact=JUDGED.target, judgement=HOSTILE, findings=(RUNS,), executables=(PROGRAM,))


def test_what_the_old_build_does_too_is_left_out_and_counted() -> None:
    other = replace(RUNS, rule="behaviour.other")
    report = only_new(replace(JUDGED, findings=(RUNS, other)), [OLD])
    assert report.findings == (other,)
    assert "1 behaviours were there in the older build already" in report.coverage.notes


def test_what_became_of_an_executable_is_told() -> None:
    protections = (Protection(name="NX", state=State.OFF),)
    new = replace(PROGRAM, imports=(*PROGRAM.imports, "connect"), strings=(), protections=protections)
    notes = "\n".join(only_new(replace(JUDGED, executables=(new,)), [OLD]).coverage.notes)
    assert "tool: new imports: connect" in notes
    assert "tool: gone telling strings: /etc/passwd" in notes
    assert "tool: new protections: NX off" in notes
    assert "libraries" not in notes
