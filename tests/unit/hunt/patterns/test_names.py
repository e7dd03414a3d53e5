import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from vedette.hunt.patterns.names import is_local, is_worldly, registrable

THEIRS = PublicSuffixList()


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("www.example.com", "example.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("d1.cloudfront.net", "d1.cloudfront.net"),
        ("x.y.foo.ck", "y.foo.ck"),
        ("a.www.ck", "www.ck"),
        ("a.city.kawasaki.jp", "city.kawasaki.jp"),
        ("com", "com"),
        ("host", "host"),
        ("a.b.nowhere-at-all", "b.nowhere-at-all"),
    ],
)
def test_whose_a_name_is(name: str, whose: str) -> None:
    assert registrable(name) == whose


_LABELS = st.sampled_from(
    ["a", "b1", "www", "com", "co", "uk", "jp", "kawasaki", "ck", "net", "github", "io"]
)


@given(st.lists(_LABELS, min_size=1, max_size=5))
def test_the_library_agrees(labels: list[str]) -> None:
    name = ".".join(labels)
    assert registrable(name) == (THEIRS.privatesuffix(name) or name)


def test_which_names_are_for_the_world() -> None:
    assert not is_local("www.example.com")
    assert is_local("printer")
    assert is_local("1.0.0.10.in-addr.arpa")
    assert is_worldly("a.example.com")
    assert not is_worldly("dnscat.5f3a")
