import ast
from pathlib import Path

from benchmarks.edit import EDITS, Edited, chosen, edited

SOURCE = b"""\
@wrapped
def first(
    a,
): return a

class A:
    def second(self):  # why

        return 1
"""


def test_an_edit_goes_first_into_the_first_function_with_a_plain_head() -> None:
    for statement in EDITS.values():
        text, name = edited(SOURCE, statement)
        assert name == "A.second"
        assert ast.unparse(ast.parse(text)).split("\n")[-2:] == [f"        {statement}", "        return 1"]


def test_files_at_the_quarters_are_chosen_by_size(tmp_path: Path) -> None:
    for size in range(8):
        (tmp_path / f"{size}.py").write_text("def f():\n    pass\n" + "#" * size, encoding="utf-8")
    (tmp_path / "none.py").write_text("x = 1\n", encoding="utf-8")
    assert [path.name for path in chosen(tmp_path)] == ["2.py", "4.py", "6.py"]
    assert chosen(tmp_path / "nothing") == []


def test_a_share_is_of_the_cold_scan() -> None:
    assert Edited("a.py", "f", "e", cold=2.0, warm=0.5, findings=0, equal=True).share == 0.25
