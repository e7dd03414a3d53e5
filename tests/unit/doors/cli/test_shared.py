"""What commands share."""

from pathlib import Path

import pytest

from vedette.core.errors import BadInput
from vedette.doors.cli.shared import mapped
from vedette.hunt.sources.formats import named

MAPPING = 'action = "login"\n[columns]\ntime = "When"\nuser = "Who"\n'


def test_a_mapping_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(MAPPING)
    form = mapped(f"csv:@{file}")
    assert form == f"csv:{MAPPING}\n"
    assert named(form).name == "csv"


@pytest.mark.parametrize("form", [None, "zeek", "csv:time=When", "csv"])
def test_anything_else_stays_as_it_is(form: str | None) -> None:
    assert mapped(form) == form


def test_what_is_no_mapping_is_refused(tmp_path: Path) -> None:
    long = tmp_path / "long"
    long.write_bytes(b"#" * 70_000)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "missing", tmp_path, long, binary):
        with pytest.raises(BadInput):
            mapped(f"csv:@{path}")
    word = tmp_path / "word"
    word.write_text("time")
    with pytest.raises(BadInput):
        named(mapped(f"csv:@{word}") or "")
