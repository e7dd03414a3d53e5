from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.toys import plant
from vedette.agents.patching.ground import Change
from vedette.app.fixwrite import write
from vedette.core.errors import BadInput


def change(path: str = "a/b.py") -> Change:
    return Change(path=path, before="old\r\n", after="new\r\n")


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_bytes(b"old\r\n")
    assert write(tmp_path, (change(),)) == ("a/b.py",)
    assert (tmp_path / "a" / "b.py").read_bytes() == b"new\r\n"
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["b.py"]


@pytest.mark.parametrize("content", [b"old\n", b"old\r\nmore", b""])
def test_a_file_that_is_not_what_it_was_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.py").write_bytes(content)
    (tmp_path / "c.py").write_bytes(b"old\r\n")
    with pytest.raises(BadInput, match="not what was scanned"):
        write(tmp_path, (change("c.py"), change("b.py")))
    assert (tmp_path / "b.py").read_bytes() == content
    assert (tmp_path / "c.py").read_bytes() == b"old\r\n", "all are looked at before the first is written"


def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside", {"b.py": "x\n"})
    (outside / "b.py").write_bytes(b"old\r\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").symlink_to(outside)
    (root / "b.py").symlink_to(outside / "b.py")
    for path in ("a/b.py", "b.py", "gone.py", "a/gone.py"):
        with pytest.raises(BadInput):
            write(root, (change(path),))
    assert (outside / "b.py").read_bytes() == b"old\r\n"


def test_what_was_written_before_one_changed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.py", "c.py"):
        (tmp_path / name).write_bytes(b"old\r\n")
    replaced = os.replace

    def meanwhile(*given: object, **more: object) -> None:
        replaced(*given, **more)  # type: ignore[arg-type]
        (tmp_path / "c.py").write_bytes(b"somebody else's")

    monkeypatch.setattr(os, "replace", meanwhile)
    with pytest.raises(BadInput, match=r"b\.py was written"):
        write(tmp_path, (change("b.py"), change("c.py")))
    assert (tmp_path / "c.py").read_bytes() == b"somebody else's"
