import pytest

from tests.unit.explain.subjects import report
from vedette.core.explanations import Audience
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Coverage, Skipped
from vedette.explain.explaining import explain
from vedette.explain.facts.covered import report_item
from vedette.explain.words.texts import LANGUAGES


def words(coverage: Coverage, language: str) -> str:
    made = explain(report(coverage=coverage), Audience.GENERALIST, language)
    return " ".join(one.text for section in made.sections for one in section.sentences)


@pytest.mark.parametrize(
    "coverage", [Coverage(), Coverage(excluded=2), Coverage(skipped=(Skipped(what="a", why="broken"),))]
)
def test_where_nothing_was_read_nothing_is_called_fine(coverage: Coverage) -> None:
    item = report_item(report(coverage=coverage), 0)
    assert item.situation == "nothing_read"
    assert (item.severity, item.confidence) == (Severity.LOW, Confidence.POSSIBLE)
    assert "all_read" not in item.marks
    assert "say nothing about it" in words(coverage, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_left_out_is_counted(language: str) -> None:
    said = words(Coverage(files=1, lines=9, excluded=734), language)
    assert "734" in said


def test_all_that_was_given_was_read_where_nothing_was_left_out() -> None:
    assert "all_read" in report_item(report(coverage=Coverage(files=1, lines=9)), 0).marks
    left_out = report_item(report(coverage=Coverage(files=1, lines=9, excluded=1)), 0)
    assert {"all_read", "excluded"} & left_out.marks == {"excluded"}
    assert report_item(report(coverage=Coverage(records=9)), 0).situation != "nothing_read"
