import pytest

from vedette.access.scope.names import registrable, within


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("example.org", "example.org"),
        ("co.uk", None),
        ("org", None),
        ("github.io", None),
        ("team.github.io", "team.github.io"),
        ("a.team.github.io", "team.github.io"),
        ("lab.internal", "lab.internal"),
    ],
)
def test_an_owner_is_found_at_the_public_suffix(name: str, owned: str | None) -> None:
    assert registrable(name) == owned


def test_a_name_lies_within_another_only_at_a_dot() -> None:
    assert within("a.example.org", "example.org")
    assert within("example.org", "example.org")
    assert not within("badexample.org", "example.org")
    assert not within("example.org", "a.example.org")
