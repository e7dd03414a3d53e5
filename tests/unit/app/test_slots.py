from vedette.access.documents import Conflict, Memory
from vedette.app.slots import DocumentSlots


def test_a_value_is_changed_only_by_who_saw_the_last_one() -> None:
    slots = DocumentSlots(Memory())
    assert slots.read("a") is None
    assert not slots.swap("a", b"1", b"2")
    assert slots.swap("a", None, b"1")
    assert not slots.swap("a", None, b"2")
    assert slots.swap("a", b"1", b"2")
    assert slots.read("a") == b"2"
    assert slots.read("b") is None
    assert slots.swap("a", b"2", None)
    assert slots.read("a") is None
    assert slots.swap("a", None, None)


def test_of_two_at_the_same_moment_one_is_too_late() -> None:
    class Late(Memory):
        def put(self, kind: str, key: str, value: bytes, **how: object) -> int:
            raise Conflict(f"{kind} {key} {len(value)} {how}", hint="try again")

    assert not DocumentSlots(Late()).swap("a", None, b"1")
