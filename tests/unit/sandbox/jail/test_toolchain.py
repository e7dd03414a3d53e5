import sys
from pathlib import Path

from vedette.sandbox.jail.toolchain import interpreter


def test_what_an_interpreter_reads_is_named_with_what_it_links_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    tools = interpreter([str(tmp_path / "link")])
    assert tools.python == sys.executable
    assert {str(tmp_path / "link"), str(tmp_path / "real")} <= set(tools.readable)
