import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.network import wire
from vedette.hunt.network.frames import PAD, Flags, Ints, Words
from vedette.hunt.network.names import Spans, names, repeated_names, walked


def read(message: bytes, *places: int) -> tuple[list[str | None], list[int]]:
    data = np.frombuffer(message + bytes(PAD), dtype=np.uint8)
    at = np.array(places, dtype=np.int64)
    spans = Spans(at, np.zeros(at.size, dtype=np.int64), np.full(at.size, len(message), dtype=np.int64))
    made = names(data, spans)
    walk = walked(data, spans)
    assert walk.fine.tolist() == made.fine.tolist()
    assert walk.after[walk.fine].tolist() == made.after[walk.fine].tolist()
    texts = [text if good else None for text, good in zip(made.texts, made.fine.tolist(), strict=True)]
    return texts, made.after.tolist()


def reference(message: bytes, at: int) -> str | None:  # noqa: PLR0911  as the standard goes
    """Read a name one label at a time, the plain way."""
    labels: list[str] = []
    limit, total = at, 0
    for _ in range(160):
        if at >= len(message):
            return None
        size = message[at]
        if size == 0:
            return ".".join(labels)
        if size >= 0xC0:
            if at + 1 >= len(message):
                return None
            target = (size & 0x3F) << 8 | message[at + 1]
            if target >= limit:
                return None
            at = limit = target
        elif size > 63 or at + size >= len(message) or (total := total + size + 1) > 255:
            return None
        else:
            raw = message[at + 1 : at + 1 + size].lower()
            labels.append(
                "".join(chr(c) if 33 <= c <= 126 and chr(c) not in ".\\" else f"\\{c:03d}" for c in raw)
            )
            at += size + 1
    return None


def test_names_are_read_in_lower_case_without_the_last_dot() -> None:
    message = wire.name("WWW.Example.COM") + wire.name("a") + b"\0"
    assert read(message, 0, 17, 20) == (["www.example.com", "a", ""], [17, 20, 21])


def test_pointers_are_followed_back() -> None:
    message = wire.name("example.com") + b"\x03www\xc0\x00" + b"\xc0\x0d"
    assert read(message, 13, 19) == (["www.example.com", "www.example.com"], [19, 21])


def test_pointers_forward_or_in_circles_are_no_names() -> None:
    for message in (b"\xc0\x00", b"\xc0\x02\x01a\0", b"\x01a\xc0\x00", b"\xc0", b"\xff\xff\0"):
        assert read(message, 0)[0] == [None]
    circle = b"\x01a\xc0\x04\x01b\xc0\x00"
    assert read(circle, 4)[0] == [None]


def test_what_is_no_letter_is_escaped() -> None:
    message = b"\x05a.b\\c\x03\x00 \xff\x00"
    assert read(message, 0)[0] == ["a\\046b\\092c.\\000\\032\\255"]


def test_too_long_is_no_name() -> None:
    assert read((b"\x3f" + b"a" * 63) * 3 + b"\x3d" + b"b" * 61 + b"\0", 0)[0] != [None]
    assert read((b"\x3f" + b"a" * 63) * 4 + b"\0", 0)[0] == [None]
    assert read(b"\x40" + b"a" * 64 + b"\0", 0)[0] == [None]
    assert read(b"\x03ab", 0)[0] == [None]


@given(
    st.lists(
        st.binary(max_size=60)
        | st.lists(st.sampled_from([0, 1, 2, 3, 0xC0, 97, 65, 46]), max_size=60).map(bytes),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_all_together_are_read_as_each_alone(parts: list[bytes], data: st.DataObject) -> None:
    message = b"".join(parts) + b"\0"
    places = data.draw(st.lists(st.integers(0, len(message) - 1), min_size=1, max_size=8))
    assert read(message, *places)[0] == [reference(message, one) for one in places]


@given(st.lists(st.text("ab.", max_size=12), min_size=2, max_size=20))
def test_the_same_name_has_the_same_hash_and_others_another(texts: list[str]) -> None:
    whole = [wire.name(one) for one in texts]
    data = np.frombuffer(b"".join(whole) + bytes(PAD), dtype=np.uint8)
    at = np.cumsum([0, *map(len, whole)])[:-1]
    end = np.full(at.size, data.size - PAD)
    made = names(data, Spans(at, np.zeros(at.size, dtype=np.int64), end))
    seen = dict(zip(made.texts, made.hashes.tolist(), strict=True))
    assert [seen[one] for one in made.texts] == made.hashes.tolist()
    assert len(set(seen.values())) == len(seen)


def all_alike(hashed: Words) -> tuple[Ints, Flags]:
    return np.arange(hashed.size), np.arange(hashed.size) == 0


def test_long_names_that_come_again_are_told_apart_by_their_last_letter() -> None:
    message = (
        b"".join(wire.name("a" * 60 + f".{'b' * size}c{'e' * size}.x{size % 3}") for size in range(30)) * 40
    )
    held = np.frombuffer(message + bytes(PAD), dtype=np.uint8)
    at = np.cumsum([0] + [len(one) + 1 for one in message.split(b"\0")[:-2]])
    spans = Spans(at, np.zeros(at.size, dtype=np.int64), np.full(at.size, len(message)))
    one, other = names(held, spans), repeated_names(held, spans)
    assert at.size == 1200
    assert len(set(one.texts.tolist())) == 30
    assert one.texts.tolist() == other.texts.tolist()
    assert (one.after == other.after).all()
    assert one.fine.all()
    assert other.fine.all()


@given(
    st.lists(
        st.sampled_from(
            [b"\1a\0", b"\1A\0", b"\3a.b\0", b"\3a\0b\0", b"\2\xc0\xaf\0", b"\xc0\0", b"\1b\xc0\1", b"\5ab"]
        ),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_names_that_come_again_are_read_as_each_alone(parts: list[bytes], data: st.DataObject) -> None:
    message = b"".join(parts)
    bases = data.draw(st.lists(st.integers(0, len(message) - 1), min_size=1, max_size=20))
    places = [data.draw(st.integers(base, len(message) - 1)) for base in bases]
    alike = data.draw(st.booleans())  # whether somebody made all hashes meet
    held = np.frombuffer(message + bytes(PAD), dtype=np.uint8)
    spans = Spans(np.array(places), np.array(bases), np.full(len(bases), len(message)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("vedette.hunt.network.names._FEW", 0)
        if alike:
            patched.setattr("vedette.hunt.network.names.in_order", all_alike)
        other = repeated_names(held, spans)
    one = names(held, spans)
    assert (one.fine == other.fine).all()
    assert (one.after == other.after).all()
    assert (one.jumped == other.jumped).all()
    fine = np.flatnonzero(one.fine).tolist()
    assert [one.texts[row] for row in fine] == [other.texts[row] for row in fine]
    assert (one.hashes[fine] == other.hashes[fine]).all()
