import pytest

from tests.unit.access.scope.spellings import FOREIGN, OWN, OWN_ADDRESS, REDIRECTS
from vedette.access.scope.targets import TargetKind, parse, place, redirected
from vedette.core.errors import BadInput, LimitHit


def said(error: BadInput) -> str:
    """What a refusal says: nothing a terminal would obey, and no page of it."""
    message = str(error)
    assert message.isascii()
    assert message.isprintable()
    assert len(message) < 700
    assert error.hint
    return message


@pytest.mark.parametrize("text", OWN)
def test_every_spelling_of_a_host_is_that_host(text: str) -> None:
    assert parse(text).value in (OWN_ADDRESS, "own.test")


@pytest.mark.parametrize("text", FOREIGN, ids=range(len(FOREIGN)))
def test_no_spelling_of_another_host_is_ours(text: str) -> None:
    try:
        found = parse(text).value
    except BadInput as error:
        found = said(error)
    assert found not in (OWN_ADDRESS, "own.test")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0177.0.0.1", "octal"),
        ("192.0.2.7/24", "one address or the range"),
        ("http://own.test@foreign.test/", "before the @"),
        ("http://own.test\\@foreign.test/", "backslash"),
        ("http://own.test?@foreign.test/", "old programs"),
        ("faß.test", r"U\+00DF differently"),
        ("64:ff9b::7f00:1", "NAT64"),
        ("2002:7f00:1::", "6to4"),
        ("2001:db8::200:5efe:7f00:1", "ISATAP"),
        ("2001:db8::5efe:7f00:1", "ISATAP"),
        ("own.١٢.test", "digits"),
        ("xn--99999999.test", "xn-- form"),
        ("xn--ls8h.test", "xn-- form"),
        ("fe80::1%eth0", "%"),
        ("intranet", "without a dot"),
        ("http://own.test:/", "port"),
        ("own\u200b.test", r"invisible character U\+200B"),
        ("p\u0430ypal.test", "mixes letters of CYRILLIC and LATIN"),
        ("127.0.0.1.", "ends in a number"),
        ("own.c0m", "top-level domain"),
        ("http://own.test/ä", "not in ASCII"),
        ("ssh://own.test", "neither http"),
        ("x" * 70 + ".test", "longer than 63"),
    ],
)
def test_what_is_ambiguous_is_refused_and_it_is_said_why(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parse(text)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Bücher.example", TargetKind.HOST, "xn--bcher-kva.example"),
        ("XN--BCHER-kva.example", TargetKind.HOST, "xn--bcher-kva.example"),
        ("日本語.example", TargetKind.HOST, "xn--wgv71a119e.example"),
        ("xn--fa-hia.example", TargetKind.HOST, "xn--fa-hia.example"),
        ("*.Example.ORG.", TargetKind.DOMAIN, "*.example.org"),
        ("2001:DB8:0:0::7", TargetKind.ADDRESS, "2001:db8::7"),
        ("[2001:db8::7]:443", TargetKind.ADDRESS, "2001:db8::7"),
        ("2001:db8::/32", TargetKind.RANGE, "2001:db8::/32"),
        ("::ffff:10.0.0.0/104", TargetKind.RANGE, "10.0.0.0/8"),
        ("192.0.2.7/32", TargetKind.ADDRESS, "192.0.2.7"),
        ("REPO:Git.Example.org/Team/App.git", TargetKind.REPOSITORY, "repo:git.example.org/Team/App"),
        ("repo:https://git.example.org/a/", TargetKind.REPOSITORY, "repo:git.example.org/a"),
        ("SHA256:" + "A" * 64, TargetKind.DIGEST, "sha256:" + "a" * 64),
    ],
)
def test_a_target_has_one_form(text: str, kind: TargetKind, value: str) -> None:
    target = parse(text)
    assert (target.kind, target.value) == (kind, value)
    assert parse(value) == target


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTPS://Example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://[2001:DB8::7]:8080/", "http://[2001:db8::7]:8080/"),
        ("http://0x7f.1", "http://127.0.0.1"),
        ("example.org:80", ""),
    ],
)
def test_a_place_is_written_with_the_canonical_host(text: str, url: str) -> None:
    assert place(text).url == url


@pytest.mark.parametrize("location", REDIRECTS)
def test_a_redirect_leads_home_only_when_every_reader_agrees(location: str) -> None:
    try:
        after = redirected(place("http://own.test:8080/a"), location)
    except BadInput:
        return
    assert after.target.value != "own.test"


def test_a_path_stays_on_the_same_host_and_port() -> None:
    assert redirected(place("http://own.test:8080/a"), "/b?c").url == "http://own.test:8080/b?c"
    assert redirected(place("http://[::1]/a"), "/b").url == "http://[::1]/b"
    assert redirected(place("http://own.test/a"), "https://other.test/x").url == "https://other.test/x"


def test_a_path_is_no_redirect_of_what_was_no_url() -> None:
    with pytest.raises(BadInput):
        redirected(place("own.test"), "/b")


def test_a_text_longer_than_any_name_is_not_read() -> None:
    with pytest.raises(LimitHit):
        parse("a" * 2049)
