from vedette.core.digest import sha256


def test_the_digest_of_nothing_is_the_well_known_one() -> None:
    assert sha256(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
