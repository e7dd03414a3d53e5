"""What is known about programs, and what rests on how they are read."""

from pkgutil import walk_packages

import msgspec

from vedette import code, lang
from vedette.code import load_knowledge
from vedette.code.knowledge import READERS


def test_results_kept_rest_on_every_package_that_reads_programs() -> None:
    packages = {one.__name__ for one in (code, lang)} | {
        one.name
        for whole in (code, lang)
        for one in walk_packages(whole.__path__, f"{whole.__name__}.")
        if one.ispkg
    }
    texts = {"vedette.code.rules", "vedette.code.models"}
    mending = {"vedette.code.codemods"}  # writes patches of what was found, and finds nothing
    assert packages - texts - mending == set(READERS)


class Kept:
    """A cache that says what was asked of it and what lies in it."""

    def __init__(self) -> None:
        self.kept: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        self.kept[key] = value


def test_what_was_read_once_is_the_same_from_the_cache() -> None:
    cache = Kept()
    first, again = load_knowledge(cache=cache), load_knowledge(cache=cache)
    assert len(cache.kept) == 1
    assert again.pages == first.pages
    assert again.tables == first.tables
    assert (again.key, again.digest) == (first.key, first.digest)


def test_tables_of_a_cache_that_make_no_sense_are_read_anew() -> None:
    cache = Kept()
    first = load_knowledge(cache=cache)
    ((key, data),) = cache.kept.items()
    texts = msgspec.msgpack.decode(data)
    cache.kept[key] = msgspec.msgpack.encode(texts | {"tables": [{"sink": "all of them"}]})
    again = load_knowledge(cache=cache)
    assert again.pages == first.pages
    assert again.tables == first.tables
    cache.kept[key] = b"\xc1"
    assert load_knowledge(cache=cache).tables == first.tables
