from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.patching.harness import Place
from vedette.agents.patching.values import harmless, harmless_calls, plain


@pytest.mark.parametrize(
    ("name", "annotation", "kind"),
    [
        ("count", "", "number"),
        ("x", "int", "number"),
        ("x", "list[str]", "list"),
        ("x", "bytes", "data"),
        ("x", "pathlib.Path", "file"),
        ("flag", "bool", "yes"),
        ("conn", "", "database"),
        ("request", "", "request"),
        ("out_dir", "", "folder"),
        ("tar_path", "", "tar"),
        ("zip_file", "", "zip"),
        ("start", "", "text"),
        ("anything", "", "text"),
    ],
)
def test_names_and_annotations_say_what_is_harmless(name: str, annotation: str, kind: str) -> None:
    assert list(harmless(name, annotation)[0]) == [kind]


PARAMETERS = st.lists(st.tuples(st.text(min_size=1), st.text(), st.booleans()), max_size=4)


@given(PARAMETERS)
def test_every_call_gives_what_cannot_be_left_out(parameters: list[tuple[str, str, bool]]) -> None:
    place = Place(path="a.py", function="f", parameters=tuple(parameters), sources=())
    needed = {name for name, _, optional in parameters if not optional}
    for tame in (False, True):
        calls = list(harmless_calls(place, tame=tame))
        assert calls[0] == plain(place)
        assert all(needed <= call.keys() <= {name for name, _, _ in parameters} for call in calls)
        assert calls == list(harmless_calls(place, tame=tame)), "always the same, in the same order"
