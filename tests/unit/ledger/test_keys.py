"""A key file is its owner's alone."""

from pathlib import Path

import pytest

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.keys import create, load
from vedette.ledger.notes import Algorithm


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_comes_back_from_its_file(tmp_path: Path, algorithm: Algorithm) -> None:
    path = tmp_path / "new" / "key"
    made = create(path, "vedette.example", algorithm)
    assert load(path).public == made.public
    assert made.public.algorithm is algorithm
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(path).sign(b"a\n", 1) == made.sign(b"a\n", 1)


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    assert create(tmp_path / "a", "n").public != create(tmp_path / "b", "n").public


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    key = create(tmp_path / "key", "n")
    with pytest.raises(BadInput, match="exists already"):
        create(tmp_path / "key", "n")
    assert load(tmp_path / "key").public == key.public


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    create(tmp_path / "key", "n")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(BadInput, match="not yours alone") as error:
        load(tmp_path / "key")
    assert "chmod 600" in error.value.hint


def test_a_link_to_a_key_is_refused(tmp_path: Path) -> None:
    create(tmp_path / "key", "n")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    with pytest.raises(Unavailable):
        load(tmp_path / "link")


def test_a_key_that_is_not_there_or_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot read the key"):
        load(tmp_path / "key")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((Unavailable, BadInput)):
        create(tmp_path / "file" / "key", "n")
    with pytest.raises(Unavailable, match="cannot write the key"):
        create(tmp_path / ("x" * 300), "n")


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", "PRIVATE+KEY+n+00000000+AAAA", "\xff", "n+1+" + "A" * 44]
)
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").touch(mode=0o600)
    (tmp_path / "key").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match="is no key"):
        load(tmp_path / "key")


def test_a_key_under_another_name_is_refused(tmp_path: Path) -> None:
    create(tmp_path / "key", "n")
    (tmp_path / "key").write_bytes((tmp_path / "key").read_bytes().replace(b"+n+", b"+m+"))
    with pytest.raises(BadInput, match="is no key"):
        load(tmp_path / "key")
