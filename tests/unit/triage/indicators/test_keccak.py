from vedette.triage.indicators.keccak import keccak256

# Published with the contest submission, for the original padding.
EMPTY = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
ABC = "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


def test_it_is_the_older_padding() -> None:
    assert keccak256(b"").hex() == EMPTY
    assert keccak256(b"abc").hex() == ABC


def test_lengths_around_a_block_are_told_apart() -> None:
    sums = {keccak256(b"\0" * size) for size in (134, 135, 136, 137, 271, 272, 273)}
    assert len(sums) == 7
