import json

import msgspec

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


def test_what_turns_a_terminals_text_around_is_an_escape() -> None:
    hostile = "\x9b31m\u202egnp\x7f\U000e0041 ümlaut \\u202e"
    report = msgspec.structs.replace(SMALL, target=msgspec.structs.replace(SMALL.target, name=hostile))
    for page in (report_json.document(report), report_json.lines(report)):
        assert not set(page.decode()) & set("\x9b\u202e\x7f\U000e0041")
        assert "ümlaut" in page.decode()
    assert codec.load(report_json.document(report), Report) == report
