import json
from pathlib import Path

import msgspec
import pytest

from vedette.app.job_answers import Wish
from vedette.app.jobs import Progress
from vedette.app.jobwork import FILES, Outcome, Task, scan_code
from vedette.app.render import Format
from vedette.core.errors import BadInput


def work(source: Path, folder: Path) -> tuple[Outcome, list[Progress]]:
    heard: list[Progress] = []
    folder.mkdir(exist_ok=True)
    task = Task(wish=Wish(path=str(source)), origin="folder:src", folder=str(folder))
    answer = scan_code(
        msgspec.json.encode(task), lambda word: heard.append(msgspec.json.decode(word, type=Progress))
    )
    return msgspec.json.decode(answer, type=Outcome), heard


def test_a_scan_leaves_its_report_in_every_format_and_says_how_far_it_is(tmp_path: Path) -> None:
    source = tmp_path.resolve() / "src"
    source.mkdir()
    (source / "a.py").write_text("import os\ndef f(x):\n    os.system(x)\n")
    outcome, heard = work(source, tmp_path / "job")
    assert outcome.counts["files"] == 1
    assert {one.stage for one in heard} >= {"analysing", "writing"}
    for name, media in FILES.values():
        page = (tmp_path / "job" / name).read_bytes()
        assert page
        assert media
        assert str(tmp_path).encode() not in page
    report = json.loads((tmp_path / "job" / FILES[Format.JSON][0]).read_bytes())
    assert report["target"]["origin"] == "folder:src"


def test_a_target_that_became_a_link_while_it_waited_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "src").symlink_to(tmp_path / "secret")
    with pytest.raises(BadInput, match="moved while it waited"):
        work(tmp_path.resolve() / "src", tmp_path / "job")
