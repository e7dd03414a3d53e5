import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.levels import Confidence
from vedette.core.nouns import ByteRange, Lines
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.indicators import indicators
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def found(
    data: str | bytes, kind: Kind = Kind.TEXT, facts: tuple[Fact, ...] = (), *, noise: bool = False
) -> list[Indicator]:
    raw = data.encode() if isinstance(data, str) else data
    return list(indicators(Sample(name="x", data=raw, kind=kind), facts, Allowance(), keep_noise=noise))


def values(data: str | bytes, kind: Kind = Kind.TEXT) -> list[str]:
    return [one.value for one in found(data, kind)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it fetched http://bad-host.top/a.bin.", "http://bad-host.top/a.bin"),
        ("(see https://bad-host.top/a_(b))", "https://bad-host.top/a_(b)"),
        ("URL: HTTPS://BAD-Host.Top/A", "https://bad-host.top/A"),
        ("hxxp://bad-host[.]top:8080/x", "http://bad-host.top:8080/x"),
        ("beacons to bad-host.top daily", "bad-host.top"),
        ("the server 198.18.12.9 answered", "198.18.12.9"),
        ("port open at 1.2.3.4:8443", "1.2.3.4"),
        ("C2 is 2001:2:0:aab1::1, port 80", "2001:2:0:aab1::1"),
        ("write to joe@bad-host.top.", "joe@bad-host.top"),
        ("md5: 0cc175b9c0f1b6a831c399e269772661", "0cc175b9c0f1b6a831c399e269772661"),
        ('CreateMutexA(NULL, FALSE, "qX7-lock")', "qX7-lock"),
        ("mutex Global\\qX7lock is made", "Global\\qX7lock"),
        ("pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("drops %APPDATA%\\svc\\run.exe.", "%APPDATA%\\svc\\run.exe"),
        ("copied to /tmp/.x/kworker", "/tmp/.x/kworker"),  # noqa: S108
        ("HKEY_CURRENT_USER\\Software\\Bad\\Run was set", "HKCU\\Software\\Bad\\Run"),
    ],
)
def test_indicators_are_found_in_words(text: str, value: str) -> None:
    assert value in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "see README.md and setup.py and main.rs",
        "numpy.random and os.path.join and user.name",
        "version 1.2.3.4 of it",
        "Chrome/120.0.0.0 Safari/537.36",
        "requires foo==1.2.3.4",
        "v1.2.3.4 and pkg-1.2.3.4.tar",
        "OID 1.3.6.1.4.1.311.2.1.4",
        "at 12:34:56 and 00:1b:44:11:3a:b7",
        "std::string a::b abc::def",
        "xmlns http://www.w3.org/2000/svg",
        "write to you@example.com",
        "listens on 127.0.0.1 and 192.168.1.10",
        "commit 0cc175b9c0f1b6a831c399e2697726610cc175b9",
        "d41d8cd98f00b204e9800998ecf8427e",
        "System.Net and Microsoft.Win32",
        "import x from 'lodash.get'",
        "http://%s/path and https://{host}/x and http://$HOST/",
        "git@host and @decorator.name",
        "300.1.2.3 and 01.02.03.04",
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert values(text) == []


def test_members_of_objects_in_code_are_no_domains_and_strings_are() -> None:
    assert values("config.host.io = client.net\nx = self.org.top", Kind.PYTHON) == []
    assert values('connect("bad-host.top", 443)', Kind.PYTHON) == ["bad-host.top"]


def test_the_place_is_where_it_stands_also_after_something_was_made_whole() -> None:
    text = "é hxxps://one-host[.]top/a then two-host[.]top"
    for one in found(text):
        assert text.encode()[one.offset :].startswith((b"hxxps://one", b"one-host", b"two-host"))


def test_text_with_two_bytes_a_letter_is_read_in_binary_data() -> None:
    data = b"MZ\0\0\xff\xfe" + "http://bad-host.top/x".encode("utf-16-le") + b"\0\0\xff"
    (url, domain) = found(data, Kind.PE)
    assert (url.value, url.offset) == ("http://bad-host.top/x", 6)
    assert (domain.value, domain.offset) == ("bad-host.top", 6 + 14)


def test_what_is_done_with_it_comes_before_the_text_around_it() -> None:
    quote = "get(u)"
    fact = Fact(
        act=Act.DOWNLOADS,
        place=Lines(line=2, column=1, end_line=2, end_column=7),
        quote=quote,
        target="http://bad-host.top/x",
    )
    text = 'u = "http://bad-" + "host.top/x"\nget(u)\n'
    url, domain, *_ = found(text, Kind.PYTHON, (fact,))
    assert (url.context, url.confidence, url.offset) == (
        "downloads from it",
        Confidence.STRONG,
        text.index("get"),
    )
    assert domain.kind is IndicatorKind.DOMAIN


def test_documentation_ranges_are_flagged_where_something_is_done_with_them() -> None:
    fact = Fact(
        act=Act.SENDS, place=ByteRange(offset=3, length=1), quote="x", target="http://198.51.100.7/in"
    )
    assert [one.confidence for one in found("nothing", Kind.UNKNOWN, (fact,))] == [Confidence.POSSIBLE] * 2
    assert values("http://198.51.100.7/in") == []


def test_noise_is_told_with_its_reason_when_asked_for() -> None:
    (url, _) = found("http://schemas.microsoft.com/office/2006", noise=True)
    assert url.context.startswith("names of XML formats")
    assert url.confidence is Confidence.POSSIBLE


def test_a_file_made_of_addresses_ends() -> None:
    text = "\n".join(f"http://h{n}.bad-host.top/" for n in range(5000))
    assert len(found(text)) == 4000


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(data: bytes) -> None:
    assert all(0 <= one.offset < max(len(data), 1) for one in found(data, Kind.UNKNOWN))


@given(st.text(alphabet="ab1.:/@[]()hxtp \\%#\n", max_size=200))
def test_any_text_of_the_letters_of_addresses_is_survived(text: str) -> None:
    assert all(0 <= one.offset < max(len(text), 1) for one in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Message-ID: <20261006.7.abcd@bulk-sender.net>",
        "import github.com/acme/x and golang.org/x/crypto",
        "C:\\Users\\build\\src\\main.cpp",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "agent 7.14.2.9 on kernel 5.15.0.91",
        "please call.me or open.link",
    ],
)
def test_what_stands_in_many_a_file_is_not(text: str) -> None:
    assert values(text) == []


def test_a_host_everybody_uses_is_told_only_with_the_address_at_it() -> None:
    assert values("get https://github.com/a/b.zip") == ["https://github.com/a/b.zip"]


def test_a_key_is_what_a_command_that_writes_it_names_and_not_the_command() -> None:
    line = 'add "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run" /v a /d b.exe /f'
    place = Lines(line=1, column=1, end_line=1, end_column=4)
    fact = Fact(act=Act.CHANGES_REGISTRY, place=place, quote="reg", target=line)
    keys = [one.value for one in found("reg", facts=(fact,)) if one.kind is IndicatorKind.REGISTRY]
    assert keys == ["HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"]
