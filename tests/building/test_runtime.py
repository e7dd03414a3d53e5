from pathlib import Path

import mypyc
import pytest

from building.runtime import Changed, mended

THEIRS = Path(mypyc.__file__).parent / "lib-rt"


def test_the_fault_is_still_where_it_was_and_is_mended_beside_what_is_compiled(tmp_path: Path) -> None:
    mended(THEIRS, tmp_path)
    theirs = (THEIRS / "bytes_ops.c").read_text(encoding="utf-8").splitlines()
    ours = (tmp_path / "bytes_ops.c").read_text(encoding="utf-8").splitlines()
    changed = [(one, two) for one, two in zip(theirs, ours, strict=True) if one != two]
    assert [(one.strip(), two.strip()) for one, two in changed] == [
        ("endn = Clamp(endn, 0, len);", "endn = Clamp(endn, startn, len);")
    ]


def test_a_compiler_with_other_functions_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "bytes_ops.c").write_text("nothing of the kind", encoding="utf-8")
    with pytest.raises(Changed, match="other words"):
        mended(tmp_path, tmp_path)
