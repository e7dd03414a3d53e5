import re

import pytest

from vedette.core.errors import BadInput
from vedette.models.lock import locked, weights


@pytest.mark.parametrize("name", locked())
def test_the_pieces_are_as_large_as_the_whole_and_every_hash_is_one(name: str) -> None:
    one = weights(name)
    assert sum(part.bytes for part in one.parts) == one.bytes
    assert all(re.fullmatch("[0-9a-f]{64}", part.sha256) for part in one.parts)
    assert re.fullmatch("[0-9a-f]{64}", one.sha256)
    assert one.licence == "Apache-2.0"


@pytest.mark.parametrize("name", locked())
def test_they_are_joined_by_number_not_by_name(name: str) -> None:
    numbers = [
        int(found[1]) for part in weights(name).parts if (found := re.search(r"part(\d+)$", part.package))
    ]
    assert numbers == sorted(numbers)


def test_what_nobody_knows_is_said_with_what_is_known() -> None:
    with pytest.raises(BadInput) as told:
        weights("gpt-9")
    assert "qwen2.5-coder-1.5b" in told.value.hint
