from pathlib import Path

import pytest

from benchmarks.xast import called, case_of, cases, group_of, is_real, marked
from vedette.core.sources import SourceFile

SINGLE = Path("accuracy/field_sensitive/class/field_len_001_T.py")
FOLDER = Path("completeness/single_app_tracing/alias/x/alias_002_F/A/alias_002_F_a.py")


def test_a_case_is_the_first_part_that_is_named_like_one() -> None:
    assert case_of(SINGLE) == SINGLE
    assert case_of(FOLDER) == Path("completeness/single_app_tracing/alias/x/alias_002_F")
    assert case_of(Path("accuracy/readme.py")) is None


@pytest.mark.parametrize(
    ("place", "group", "real"),
    [(SINGLE, "field_sensitive", True), (FOLDER.parents[1], "single_app_tracing alias", False)],
)
def test_group_and_truth_come_from_the_name(place: Path, group: str, real: bool) -> None:  # noqa: FBT001
    assert (group_of(place), is_real(place)) == (group, real)


def test_the_source_is_handed_to_what_main_calls_and_to_nothing_else() -> None:
    text = (
        "def f(taint_src):\n    g(taint_src)\n\nif __name__ == '__main__':\n    asyncio.run(f(taint_src))\n"
    )
    assert called(text) == {"f"}
    assert called("f(taint_src)\n") == set()


def source(text: bytes) -> SourceFile:
    return SourceFile(path="a.py", digest="sha256:" + "0" * 64, size=len(text), read=lambda: text)


def test_a_marked_literal_becomes_the_source_and_main_stays_what_it_is() -> None:
    main = b"if __name__ == '__main__':\ntaint_src = 'taint_src'\n"
    made = marked(source(b"taint_src = 'taint_src_value'\nx = taint_src\n" + main)).read()
    assert made == b"import xast; taint_src = xast.source()\nx = taint_src\n" + main
    assert marked(source(b"taint_src = '_'\n")).read() == b"taint_src = '_'\n"


def test_files_are_named_from_their_own_case(tmp_path: Path) -> None:
    for path in (SINGLE, FOLDER, FOLDER.with_name("__init__.py")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n", encoding="utf-8")
    found = {case.name: [file.path for file in case.files] for case in cases(tmp_path)}
    assert found == {
        "field_len_001_T": ["field_len_001_T.py"],
        "alias_002_F": ["A/__init__.py", "A/alias_002_F_a.py"],
    }
