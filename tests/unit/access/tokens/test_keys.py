"""The signing keys: for our eyes only, and replaced without anybody noticing."""

import json
from pathlib import Path

import pytest

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, House
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.keys import RETIRED_FOR, SigningKeys, create, rotate
from vedette.core.errors import BadInput, Refused, Unavailable

OWNER = Holder()


def test_the_file_is_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    made = create(path, NOON)
    assert path.stat().st_mode & 0o777 == 0o600
    assert create(path, NOON).current()[0] == made.current()[0]
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o601])
def test_keys_others_may_read_are_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    create(path, NOON)
    path.chmod(mode)
    with pytest.raises(Refused, match="others may read"):
        SigningKeys(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    create(tmp_path / "keys.json", NOON)
    (tmp_path / "link").symlink_to(tmp_path / "keys.json")
    with pytest.raises(Unavailable, match="no signing keys"):
        SigningKeys(tmp_path / "link")


def test_public_keys_have_nothing_private(tmp_path: Path) -> None:
    (key,) = create(tmp_path / "keys.json", NOON).jwks()["keys"]
    assert key.keys() == {"kty", "crv", "x", "kid", "alg", "use"}
    assert key["alg"] == "Ed25519"


def test_a_new_key_signs_at_once_and_the_old_one_is_still_understood(tmp_path: Path) -> None:
    here, there = House(tmp_path), House(tmp_path)
    before = here.log_in(OWNER)
    kid = rotate(tmp_path / "keys.json", NOON)
    after = there.tokens.issue(there.begin(OWNER.thumbprint).claims(), NOON).token
    assert here.tokens.read(after, NOON).sub == there.tokens.read(before, NOON).sub == "p-1"
    assert here.keys.current()[0] == kid
    assert len(here.keys.jwks()["keys"]) == 2


def test_a_replaced_key_is_forgotten_when_no_token_of_it_can_count(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first, _ = create(path, NOON).current()
    rotate(path, NOON)
    rotate(path, NOON + RETIRED_FOR - 1)
    assert SigningKeys(path).find(first) is not None
    rotate(path, NOON + RETIRED_FOR)
    assert SigningKeys(path).find(first) is None


@pytest.mark.parametrize("content", [b"", b"{}", b'{"keys":[]}', b"\xff", b'{"keys":[{"kid":"a"}]}'])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(BadInput):
        SigningKeys(path)


@pytest.mark.parametrize("part", ["kid", "x", "d"])
def test_a_key_that_is_not_what_it_says_is_refused(tmp_path: Path, part: str) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    create(one, NOON)
    create(two, NOON)
    mixed = json.loads(one.read_bytes())
    mixed["keys"][0][part] = json.loads(two.read_bytes())["keys"][0][part]
    one.write_text(json.dumps(mixed))
    with pytest.raises(BadInput, match="not the one"):
        SigningKeys(one)
    mixed["keys"][0][part] = "!"
    one.write_text(json.dumps(mixed))
    with pytest.raises(BadInput):
        SigningKeys(one)


def test_without_a_file_nothing_is_signed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    house = House(tmp_path)
    path.unlink()
    with pytest.raises(Unavailable, match="no signing keys"):
        house.tokens.issue(house.begin(OWNER.thumbprint).claims(), NOON)
    with pytest.raises(Unavailable, match="no signing keys"):
        AccessTokens(SigningKeys(path), "x")
    with pytest.raises(Unavailable, match="cannot be written"):
        create(Path("/proc/none/keys.json"), NOON)
