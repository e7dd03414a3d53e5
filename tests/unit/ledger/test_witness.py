"""A witness cosigns what grows, and nothing else; who asks it copes with whatever it answers."""

from pathlib import Path

import pytest

from tests.unit.ledger.worlds import KEY, NAME, NOON, OTHER_KEY, WITNESS_KEYS, World, deaf, witnesses
from vedette.core.errors import Unavailable
from vedette.ledger.checkpoint import Checkpoint, quorum, sign
from vedette.ledger.merkle import EMPTY
from vedette.ledger.notes import Algorithm, Note, PrivateKey, encoded, signatures, signers
from vedette.ledger.slots import Folder, Memory, Slots
from vedette.ledger.witness import Answer, Asked, Witness, collect, parse_request

W = WITNESS_KEYS[0]


def witness(slots: Slots | None = None) -> Witness:
    return Witness(W, [KEY.public], slots or Memory(), lambda: NOON)


def asked(world: World, old: int, size: int) -> bytes:
    return Asked(old, world.ledger.consistency(old, size), world.note(size)).text()


def test_it_cosigns_a_ledger_as_it_grows() -> None:
    world, one = World.of(600), witness()
    for old, new in ((0, 0), (0, 3), (3, 3), (3, 256), (256, 600)):
        answer = one.add_checkpoint(asked(world, old, new))
        assert answer.status == 200
        note = Note(world.note(new).body, signatures(answer.body.encode()))
        assert signers(note, [W.public]) == {W.public: int(NOON)}
    assert one.latest(NAME).size == 600
    assert one.latest("other") == Checkpoint("other", 0, EMPTY)


def test_it_remembers_across_a_restart(tmp_path: Path) -> None:
    world = World.of(600)
    assert witness(Folder(tmp_path)).add_checkpoint(asked(world, 0, 300)).status == 200
    again = witness(Folder(tmp_path))
    assert again.add_checkpoint(asked(world, 0, 600)) == Answer(409, "300\n")
    assert again.add_checkpoint(asked(world, 300, 600)).status == 200


def changed(world: World, case: str) -> bytes:
    """A request that is wrong in one way, to a witness that has seen size 300."""
    good = Asked(300, world.ledger.consistency(300, 600), world.note(600))
    (line,) = good.note.signatures
    other = PrivateKey("other.example", Algorithm.NOTE, bytes(32))
    requests = {
        "unknown": good._replace(note=sign(Checkpoint("other.example", 600, bytes(32)), other)),
        "other key": good._replace(note=sign(Checkpoint(NAME, 600, world.ledger.root(600)), OTHER_KEY)),
        "bad signature": good._replace(
            note=good.note._replace(signatures=(line._replace(blob=line.blob[:-1] + b"?"),))
        ),
        "shrinks": Asked(300, (), world.note(299)),
        "elsewhere": good._replace(old=299),
        "same size": Asked(300, (), sign(Checkpoint(NAME, 300, bytes(32)), KEY)),
        "no proof": good._replace(proof=()),
        "wrong proof": good._replace(proof=good.proof[::-1]),
        "rewritten": good._replace(note=sign(Checkpoint(NAME, 600, bytes(32)), KEY)),
    }
    return requests[case].text()


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("unknown", 404),
        ("other key", 403),
        ("bad signature", 403),
        ("shrinks", 400),
        ("elsewhere", 409),
        ("same size", 409),
        ("no proof", 422),
        ("wrong proof", 422),
        ("rewritten", 422),
    ],
)
def test_it_says_why_it_does_not_cosign(case: str, status: int) -> None:
    world, one = World.of(600), witness()
    assert one.add_checkpoint(asked(world, 0, 300)).status == 200
    answer = one.add_checkpoint(changed(world, case))
    assert answer.status == status
    assert one.latest(NAME) == Checkpoint(NAME, 300, world.ledger.root(300))
    assert status != 409 or answer.body == "300\n"


GOOD = Asked(0, (bytes(32),), sign(Checkpoint(NAME, 1, bytes(32)), KEY)).text()


@pytest.mark.parametrize(
    "request_text",
    [
        b"",
        GOOD[4:],
        GOOD.replace(b"old 0", b"old 00"),
        GOOD.replace(b"old 0", b"old -1"),
        GOOD.replace(b"old 0", b"old \xc3\xa9"),
        GOOD.replace(encoded(bytes(32)).encode(), b"AAAA", 1),
        GOOD.replace(encoded(bytes(32)).encode(), b"?", 1),
        GOOD.replace(b"old 0\n", b"old 0\n\n"),
        b"old 0\n" + (encoded(bytes(32)).encode() + b"\n") * 64 + b"\n" + GOOD.partition(b"\n\n")[2],
        GOOD.replace(b"\n1\n", b"\n01\n"),
        b"old 0\n" + b"x" * 200_000,
    ],
)
def test_nonsense_is_told_so(request_text: bytes) -> None:
    assert witness().add_checkpoint(request_text).status == 400


def test_a_request_is_read_as_it_was_written() -> None:
    assert parse_request(GOOD).text() == GOOD


def test_two_requests_at_once_do_not_roll_it_back() -> None:
    world = World.of(600)

    class Racing(Memory):
        def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
            if old is None:
                super().swap(name, old, world.note(500).body)
            return super().swap(name, old, new)

    one = witness(Racing())
    assert one.add_checkpoint(asked(world, 0, 300)) == Answer(409, "500\n")
    assert one.latest(NAME).size == 500


def test_a_quorum_is_collected_and_followed() -> None:
    world = World.of(10)
    for _ in range(3):
        collected = world.collected()
        assert collected.problems == ()
        assert quorum(collected.note, list(world.watching), 4)
        world.grow(300)


def test_a_log_that_forgot_where_its_witnesses_are_asks_them() -> None:
    world = World.of(600)
    world.collected(300)
    world.seen = Memory()
    assert world.collected().problems == ()


def test_witnesses_that_answer_nonsense_are_problems_and_the_others_count() -> None:
    world = World.of(5)

    def broken(_: bytes) -> Answer:
        raise Unavailable("no route", hint="wait")

    good = witnesses()
    keys = list(good)
    other = Witness(WITNESS_KEYS[3], [KEY.public], Memory(), lambda: NOON).add_checkpoint
    world.watching = {
        keys[0]: good[keys[0]],
        keys[1]: broken,
        keys[2]: other,
        keys[3]: deaf,
    }
    collected = world.collected()
    assert [(one.witness, one.status, one.why) for one in collected.problems] == [
        ("w1.example", 0, "no route"),
        ("w2.example", 200, "it answered without its cosignature"),
        ("w3.example", 500, "out of order"),
    ]
    assert signers(collected.note, keys) == {keys[0]: int(NOON)}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "not a size"),
        ("x\n", "not a size"),
        ("99\n", "it saw size 99, this is only 5"),
        ("0\n", "it saw another ledger of size 0"),
        ("1\n", "it saw another ledger of size 1"),
    ],
)
def test_a_witness_that_is_always_elsewhere_is_left(body: str, why: str) -> None:
    world = World.of(5)
    collected = collect(world.ledger, world.note(), {W.public: lambda _: Answer(409, body)}, Memory())
    assert why in collected.problems[0].why


def test_a_witness_that_leads_in_circles_is_left() -> None:
    world, sizes = World.of(5), iter("1213")
    send = lambda _: Answer(409, f"{next(sizes)}\n")  # noqa: E731
    (problem,) = collect(world.ledger, world.note(), {W.public: send}, Memory()).problems
    assert (problem.status, problem.why) == (409, "1")
