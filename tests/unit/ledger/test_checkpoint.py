"""A checkpoint is one text, of one ledger, signed by its key."""

import pytest

from tests.unit.ledger.worlds import KEY, NAME, NOON, OTHER_KEY, WITNESS_KEYS
from vedette.core.errors import BadInput
from vedette.ledger.checkpoint import Checkpoint, checkpoint_of, opened, quorum, sign
from vedette.ledger.merkle import EMPTY
from vedette.ledger.notes import Algorithm, Note, PrivateKey

ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
FIRST = Checkpoint(NAME, 0, EMPTY)


def test_a_checkpoint_is_written_as_c2sp_has_it() -> None:
    assert FIRST.body().decode() == f"{NAME}\n0\n{ROOT}\n"
    assert checkpoint_of(Note(FIRST.body(), ())) == FIRST


def test_further_lines_are_kept() -> None:
    more = Checkpoint(NAME, 0, EMPTY, ("one", "two"))
    assert checkpoint_of(sign(more, KEY)) == more
    assert opened(sign(more, KEY).text(), KEY.public) == more


def test_it_opens_with_its_own_key_alone() -> None:
    text = sign(FIRST, KEY).text()
    assert opened(text, KEY.public) == FIRST
    other = PrivateKey("other.example", Algorithm.NOTE, bytes(32))
    for key in (OTHER_KEY, other):
        with pytest.raises(BadInput, match="signed by its key"):
            opened(text, key.public)


def test_a_ledgers_key_signs_for_no_other_ledger() -> None:
    with pytest.raises(BadInput, match="cannot sign for other"):
        sign(Checkpoint("other", 0, EMPTY), KEY)
    foreign = Checkpoint("other", 0, EMPTY).body()
    with pytest.raises(BadInput):
        opened(Note(foreign, (KEY.sign(foreign),)).text(), KEY.public)


@pytest.mark.parametrize(
    "body",
    [
        "a\n0\n",
        f"\n0\n{ROOT}\n",
        f"a\n00\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n0\n\n{ROOT}\n",
        f"a\n0\n{ROOT}\n\nb\n",
        f"a\n0\n{ROOT[:-1]}\n",
        "a\n0\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(BadInput):
        checkpoint_of(Note(body.encode(), ()))


def test_a_quorum_counts_different_witnesses() -> None:
    body = FIRST.body()
    again = PrivateKey("again.example", Algorithm.COSIGNATURE, bytes([10]) * 32)
    witnesses = [*(key.public for key in WITNESS_KEYS), again.public]
    note = Note(body, tuple(key.sign(body, int(NOON)) for key in (KEY, *WITNESS_KEYS[:2], again)))
    assert quorum(note, witnesses, 2)
    assert not quorum(note, witnesses, 3), "the same key under two names is one witness"
    assert quorum(sign(FIRST, KEY), [], 0)
