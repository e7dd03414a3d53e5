import json

from tests.unit.export.sample import SMALL
from vedette.core import codec
from vedette.core.nouns import Report
from vedette.export import report_json


def test_the_document_reads_back_equal() -> None:
    assert codec.load(report_json.document(SMALL), Report) == SMALL


def test_lines_are_one_thing_each() -> None:
    first, *rest = map(json.loads, report_json.lines(SMALL).splitlines())
    assert first["type"] == "report"
    assert first["findings"] == len(rest) == 3
    assert {line["type"] for line in rest} == {"finding"}
