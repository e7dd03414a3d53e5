"""Nouns are kept, found, and changed by who saw them last."""

import pytest
from msgspec import Struct

from vedette.access.documents import Conflict, Memory
from vedette.access.identity.register import Register, fresh
from vedette.core.errors import BadInput


class Thing(Struct, frozen=True, kw_only=True):
    id: str
    size: int = 0


def test_a_change_sees_what_others_did_meanwhile() -> None:
    register = Register(Memory(), "thing", Thing)
    register.add(Thing(id="a"))
    calls: list[int] = []

    def grow(thing: Thing) -> Thing:
        if not calls:
            calls.append(1)
            register.change("a", lambda one: Thing(id="a", size=one.size + 10))
        return Thing(id="a", size=thing.size + 1)

    assert register.change("a", grow).size == 11


def test_a_change_gives_up_some_time() -> None:
    register = Register(Memory(), "thing", Thing)
    register.add(Thing(id="a"))

    def meddle(thing: Thing) -> Thing:
        register._put(Thing(id="a"), register._documents.get("thing", "a").version)  # type: ignore[union-attr]  # noqa: SLF001
        return thing

    with pytest.raises(Conflict, match="too often"):
        register.change("a", meddle)


def test_ids_are_taken_once() -> None:
    register = Register(Memory(), "thing", Thing)
    register.add(Thing(id="a"))
    with pytest.raises(Conflict):
        register.add(Thing(id="a"))
    with pytest.raises(BadInput, match="no thing 'b'"):
        register.change("b", lambda one: one)
    assert [register.remove("a"), register.remove("a")] == [True, False]
    assert fresh("t") != fresh("t")
