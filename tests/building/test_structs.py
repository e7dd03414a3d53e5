"""A struct that is written out as a plain class is made, and behaves, as before."""

from typing import Any

import pytest

from building.structs import Unfit, native

WORDS = '''"""Words."""

from __future__ import annotations

from typing import Final

import msgspec

NOBODY: Final = "nobody"


class Held(msgspec.Struct, eq=False, gc=False):
    """Some things held."""

    name: str
    items: list[int] = msgspec.field(default_factory=list)
    """In order."""
    owner: str | None = NOBODY

    @property
    def count(self) -> int:
        """How many."""
        return len(self.items)

    def more(self, *items: int) -> Held:
        """Hold more."""
        self.items.extend(items)
        return self


class Plain:
    def kind(self, one: object) -> bool:
        return one.__class__ is Held and self.__class__ is Plain
'''


def made(words: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "words"}
    exec(compile(words, "words.py", "exec"), space)  # noqa: S102  our own words
    return space


@pytest.fixture(params=["as it is", "written out"])
def space(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "as it is":
        return made(WORDS)
    words = native(WORDS, "words.py").replace(
        "@mypyc_attr(acyclic=True)\n", ""
    )  # as the compiler leaves it out
    return made(words)


def test_fields_are_taken_in_order_and_by_name(space: dict[str, Any]) -> None:
    held = space["Held"]("a", [1], owner=None)
    assert (held.name, held.items, held.owner) == ("a", [1], None)


def test_defaults_are_each_instances_own(space: dict[str, Any]) -> None:
    one, other = space["Held"]("a"), space["Held"]("b")
    assert one.more(1, 2) is one
    assert (one.items, other.items, other.owner) == ([1, 2], [], "nobody")


def test_methods_and_properties_stay(space: dict[str, Any]) -> None:
    assert space["Held"]("a", [1, 2]).count == 2


def test_an_instance_is_only_itself(space: dict[str, Any]) -> None:
    assert space["Held"]("a") != space["Held"]("a")


def test_a_class_is_asked_for(space: dict[str, Any]) -> None:
    assert space["Plain"]().kind(space["Held"]("a"))
    assert not space["Plain"]().kind("a")


def test_it_is_no_struct_any_more_and_asks_for_its_class_in_cs_way() -> None:
    words = native(WORDS, "words.py")
    assert "msgspec.Struct" not in words
    assert "type(one) is Held and type(self) is Plain" in words


def test_what_is_never_in_a_circle_is_marked_so() -> None:
    assert "@mypyc_attr(acyclic=True)\nclass Held:" in native(WORDS, "words.py")
    assert "@mypyc_attr" not in native(WORDS.replace(", gc=False", ""), "words.py")


@pytest.mark.parametrize("keywords", ["", ", frozen=True", ", eq=False, kw_only=True"])
def test_what_is_compared_by_value_is_refused(keywords: str) -> None:
    with pytest.raises(Unfit, match=r"words\.py: Held .* leave the module out"):
        native(WORDS.replace(", eq=False, gc=False", keywords), "words.py")
