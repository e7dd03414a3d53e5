import json
from pathlib import Path

import pytest

from tests.toys import NOON
from vedette.app.record import Entry, JsonLines, Stage
from vedette.core.digest import sha256
from vedette.core.errors import Unavailable


def entry(run: str) -> Entry:
    return Entry(
        run=run,
        when=NOON,
        stage=Stage.DECIDED,
        caller="local:0",
        capability="code.scan",
        request="sha256:0",
        allowed=True,
    )


def test_entries_are_lines_in_the_order_they_came_and_nobody_else_reads_them(tmp_path: Path) -> None:
    record = JsonLines(tmp_path / "data")
    digests = [record.append(entry("a")), record.append(entry("b"))]
    file = tmp_path / "data" / "record.jsonl"
    lines = file.read_bytes().splitlines()
    assert [json.loads(line)["run"] for line in lines] == ["a", "b"]
    assert digests == [sha256(line) for line in lines]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_record_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(Unavailable, match="record of runs"):
        JsonLines(tmp_path / "data").append(entry("a"))
