"""What is no name to the specification does not stand in a bundle as one."""

import pytest

from vedette.core.attacks import Entity, EntityKind
from vedette.export import stix_names
from vedette.export.stix_objects import observable


@pytest.mark.parametrize(
    "name",
    ["ws01", "dc01.corp.example", "WEB01", "1and1.example", "a" * 63, "münchen.example", "xn--mnchen-3ya.de"],
)
def test_a_name_of_a_host_stays(name: str) -> None:
    assert stix_names.domain(name) == name
    assert observable(Entity(EntityKind.HOST, name)) is not None


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "a..b", "-a", "a-", "my pc", "my_pc", "a<script>", "a/b", "a:1", "<U+001B>[2J", "a" * 64,
        ".".join(["a" * 60] * 5), "xn--99999", "xn--ab", "r5---sn.example", "💀.example", "a,b",
        "ﬀ!", "١٢.example", "ͻ-.x", "-и", "例A", "z\u0301",
    ],
)  # fmt: skip
def test_what_is_none_is_left_out(name: str) -> None:
    assert stix_names.domain(name) is None
    for kind in (EntityKind.HOST, EntityKind.DOMAIN):
        assert observable(Entity(kind, name)) is None


def test_the_dot_at_the_end_goes() -> None:
    assert stix_names.domain("example.org.") == "example.org"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://example.org/a?b=%20c#d", "http://example.org/a?b=%20c#d"),
        ('http://example.org/a b"<>{}|\\^`', "http://example.org/a%20b%22%3C%3E%7B%7D%7C%5C%5E%60"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/ü", "http://example.org/%C3%BC"),
        ("http://[2001:db8::1]:80/[a]#b#c", "http://[2001:db8::1]:80/%5Ba%5D#b%23c"),
        ("http://[::1", None),
        ("http://a:b/", None),
        ("/etc/passwd", None),
        ("http:", None),
    ],
)
def test_an_address_is_spelled_as_one(text: str, said: str | None) -> None:
    assert stix_names.uri(text) == said
