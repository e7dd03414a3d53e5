"""Edits become texts that stand once, and applying those gives what the edits say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.module import Module, Refused
from vedette.core.patches import Replacement

LINES = st.lists(
    st.sampled_from(["x = 1", "x = 1", "y = 2", "", "    pass", "é = 'ü'", "if x:", "z"]),
    min_size=1,
    max_size=20,
)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]), st.data())
def test_replacements_do_what_the_edits_say(
    lines: list[str], end: str, tail: str, data: st.DataObject
) -> None:
    text = end.join(lines) + tail.replace("\n", end)
    module = Module("a.py", text)
    size = len(module.data)
    cuts = sorted(data.draw(st.lists(st.integers(0, size), min_size=2, max_size=6).map(set)))
    cuts = [cut for cut in cuts if cut == size or module.data[cut] & 0xC0 != 0x80]
    draft, wanted, at = Draft(), b"", 0
    for start, stop in zip(cuts[::2], cuts[1::2], strict=False):
        draft.put(module, start, stop, "NEW")
        wanted += module.data[at:start] + b"NEW"
        at = stop
    wanted += module.data[at:]
    if not draft.edits:
        return
    try:
        made = draft.replacements()
    except Refused:
        assert wanted == module.data
        return
    assert all(text.count(one.before) == 1 for one in made)
    assert in_turn(text, made) == wanted.decode()


def in_turn(text: str, made: tuple[Replacement, ...]) -> str:
    for one in made:
        assert text.count(one.before) == 1
        text = text.replace(one.before, one.after)
    return text


def test_equal_lines_are_told_apart_by_those_around_them() -> None:
    text = "a()\nx = 1\nb()\nx = 1\nc()\n"
    module = Module("a.py", text)
    draft = Draft().put(module, text.rindex("1"), text.rindex("1") + 1, "2")
    (made,) = draft.replacements()
    assert text.count(made.before) == 1
    assert text.replace(made.before, made.after) == "a()\nx = 1\nb()\nx = 2\nc()\n"


def test_edits_over_one_another_are_refused() -> None:
    module = Module("a.py", "x = 1\n")
    with pytest.raises(Refused):
        Draft().put(module, 0, 3, "y").put(module, 2, 4, "z").replacements()


def test_nothing_to_change_is_refused() -> None:
    with pytest.raises(Refused):
        Draft().replacements()


@pytest.mark.parametrize("text", ["if x: go()\n", "a = 1; go()\n"])
def test_no_line_goes_before_what_does_not_begin_one(text: str) -> None:
    module = Module("a.py", text)
    at = text.index("go()")
    with pytest.raises(Refused):
        Draft().before(module, module.node(at, at + 4), ["check()"])


def test_lines_go_before_decorators_and_keep_the_indentation() -> None:
    text = "class A:\n\t@property\n\tdef x(self):\n\t\treturn go()\n"
    module = Module("a.py", text)
    at = text.index("go()")
    (made,) = Draft().before(module, module.node(at, at + 4), ["if y:", "\tstop()"]).replacements()
    assert made.after.startswith("\t\tif y:\n\t\t\tstop()\n\t\treturn go()")


def test_lines_go_behind_the_last_one_of_a_file_without_an_end() -> None:
    text = "x = go()"
    module = Module("a.py", text)
    (made,) = Draft().behind(module, module.node(4, 8), ["check(x)"]).replacements()
    assert text.replace(made.before, made.after) == "x = go()\ncheck(x)\n"
