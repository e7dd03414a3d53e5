import pytest
from msgspec import Struct

from vedette.access.documents import Conflict, Memory
from vedette.access.programme.kept import Nouns
from vedette.core.errors import BadInput


class Tally(Struct, frozen=True):
    """A number."""

    count: int = 0


def tallies(documents: Memory) -> Nouns[Tally]:
    return Nouns(documents, "tally", Tally, lambda tally: [f"count:{tally.count}"])


def one_more(known: Tally | None) -> Tally:
    return Tally(1 if known is None else known.count + 1)


def test_a_change_starts_from_what_is_there() -> None:
    found = tallies(Memory())
    assert found.get("a") is None
    assert found.change("a", one_more) == Tally(1)
    assert found.change("a", one_more) == Tally(2) == found.get("a")
    assert found.tagged("count:2") == [Tally(2)]
    assert found.tagged("count:1") == []


def test_who_was_overtaken_looks_again() -> None:
    documents = Memory()
    found, others = tallies(documents), iter(range(3))

    def overtaken(known: Tally | None) -> Tally:
        if next(others, None) is not None:
            found.change("a", one_more)
        return one_more(known)

    assert found.change("a", overtaken) == Tally(4)


def test_who_is_always_overtaken_gives_up() -> None:
    found = tallies(Memory())

    def overtaken(known: Tally | None) -> Tally:
        found.change("a", one_more)
        return one_more(known)

    with pytest.raises(Conflict):
        found.change("a", overtaken)
    assert found.get("a") == Tally(8)


def test_what_is_no_such_noun_is_said_to_be_none() -> None:
    documents = Memory()
    documents.put("tally", "a", b'{"count": "many"}')
    with pytest.raises(BadInput, match="tally a: not a Tally"):
        tallies(documents).get("a")
