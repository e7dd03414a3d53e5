"""What holds for every target, however it is written, and for every set of assets."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_network

import idna
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.access.scope.labs import NOW, asset, exclusion, scope
from tests.unit.access.scope.spellings import FOREIGN, OWN
from vedette.access.scope.cover import State, covers, touches
from vedette.access.scope.nouns import ProofKind
from vedette.access.scope.targets import Target, TargetKind, parse, place
from vedette.core.errors import BadInput

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda one: one[2:4] != "--"
)
NAMES = st.builds(
    lambda parts, top: ".".join([*parts, top]),
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(["org", "test", "xn--p1ai"]),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text("0123456789.xXabcdef:[]/%@", max_size=40),
    st.sampled_from(OWN + FOREIGN),
    st.builds(
        lambda a, b, at: a[: at % 40] + b, st.sampled_from(FOREIGN), st.sampled_from(OWN), st.integers(0)
    ),
)


def read(text: str) -> Target | None:
    try:
        return parse(text)
    except BadInput:
        return None


@st.composite
def spelled(draw: st.DrawFn, address: IPv4Address) -> str:
    """An address as `inet_aton` would take it: one to four parts, each decimal, hexadecimal or octal."""
    parts = draw(st.integers(1, 4))
    octets = address.packed
    numbers = [*octets[: parts - 1], int.from_bytes(octets[parts - 1 :])]
    forms = [draw(st.sampled_from(["{}", "0x{:x}", "0X{:08X}", "0{:o}"])) for _ in numbers]
    return ".".join(form.format(number) for form, number in zip(forms, numbers, strict=True))


@given(st.data(), st.ip_addresses(v=4))
def test_every_spelling_of_an_address_is_it_or_refused(data: st.DataObject, address: IPv4Address) -> None:
    text = data.draw(spelled(address))
    assert socket.inet_aton(text) == address.packed
    assert read(text) in (None, Target(kind=TargetKind.ADDRESS, value=str(address)))


@given(st.text("0123456789.xXabcdefABCDEF", max_size=20))
def test_what_is_read_as_ipv4_is_what_inet_aton_reads(text: str) -> None:
    found = read(text)
    if found is not None and found.kind is TargetKind.ADDRESS:
        assert socket.inet_aton(text) == IPv4Address(found.value).packed


@given(st.text("0123456789.:abcdefF", max_size=40))
@example("::ffff:1.2.3.4")
@example("2001:db8::1")
def test_what_is_read_as_ipv6_is_what_inet_pton_reads(text: str) -> None:
    found = read(text)
    if ":" in text and found is not None and found.kind is TargetKind.ADDRESS and text.count(":") > 1:
        packed = socket.inet_pton(socket.AF_INET6, text)
        mapped = IPv6Address(packed).ipv4_mapped
        assert found.value == str(mapped or IPv6Address(packed))


@given(st.ip_addresses(v=6))
def test_all_forms_of_an_ipv6_address_are_one_target(address: IPv6Address) -> None:
    forms = (
        str(address),
        address.exploded,
        address.exploded.upper(),
        f"[{address}]",
        f"http://[{address.exploded}]:80/",
    )
    assert len({read(form) for form in forms}) == 1


@given(NAMES, st.lists(st.booleans(), min_size=1), st.integers(1, 65535))
def test_all_forms_of_a_name_are_one_target(name: str, large: list[bool], port: int) -> None:
    mixed = "".join(one.upper() if large[at % len(large)] else one for at, one in enumerate(name))
    forms = (
        name,
        mixed,
        name + ".",
        mixed + ".",
        f"{mixed}:{port}",
        f"https://{mixed}",
        f"HTTP://{name}.:{port}/a?b#c",
    )
    assert {read(form) for form in forms} == {Target(kind=TargetKind.HOST, value=name)}


@given(
    st.one_of(
        *(
            st.text(letters, min_size=1, max_size=12)
            for letters in ("bücherñ", "λόγος", "почта", "日本語中文", "שלום")
        )
    )
)
def test_an_international_name_and_its_ascii_form_are_one_target(label: str) -> None:
    found = read(f"{label}.test")
    if found is not None:
        assert found.value.removesuffix(".test") == idna.encode(label).decode()
        assert {read(found.value), read(found.value.upper()), read(f"https://{label}.test/")} == {found}
        assert found.value.isascii()


@given(TEXTS)
def test_what_is_read_is_read_the_same_again(text: str) -> None:
    found = read(text)
    if found is not None:
        assert parse(found.value) == found
        assert found.value.isascii()
        assert (url := place(text).url) == "" or place(url).target == found


@given(st.sampled_from(OWN), st.text(min_size=1, max_size=8), st.integers(0, 60))
def test_whatever_is_put_into_a_spelling_it_is_ours_only_if_the_host_is(own: str, more: str, at: int) -> None:
    text = own[: at % (len(own) + 1)] + more + own[at % (len(own) + 1) :]
    found = read(text)
    known = scope(asset("127.0.0.1", kind=ProofKind.OPERATOR), asset("own.test"), loopback_allowed=True)
    if found is not None and covers(known, found, NOW).proved:
        assert found.value in ("127.0.0.1", "own.test")


NETWORKS = st.builds(
    lambda number, length: ip_network((number >> (32 - length) << (32 - length), length)),
    st.integers(0x08080800, 0x080808FF),
    st.integers(26, 32),
)


@given(st.lists(NETWORKS, max_size=6), st.lists(NETWORKS, max_size=2), NETWORKS)
def test_a_range_is_proved_exactly_when_each_address_in_it_is(
    own: list[IPv4Network], barred: list[IPv4Network], wanted: IPv4Network
) -> None:
    known = scope(*(asset(str(one)) for one in own), *(exclusion(str(one)) for one in barred))
    inside = all(any(address in one for one in own) for address in wanted)
    excluded = any(address in one for one in barred for address in wanted)
    state = covers(known, parse(str(wanted)), NOW).state
    assert state is (State.EXCLUDED if excluded else State.PROVED if inside else State.MISSING)


ANYTHING = st.sampled_from(
    [
        *(
            "example.org",
            "a.example.org",
            "b.a.example.org",
            "*.example.org",
            "*.a.example.org",
            "example.net",
        ),
        *(
            "8.8.8.8",
            "8.8.8.0/24",
            "8.8.0.0/16",
            "10.0.0.1",
            "10.0.0.0/8",
            "2a00::1",
            "2a00::/32",
            "127.0.0.1",
        ),
        *("repo:a.example.org/x", "repo:a.example.org/X", "sha256:" + "a" * 64, "sha256:" + "b" * 64),
    ]
)


@given(
    st.lists(st.tuples(ANYTHING, st.sampled_from(["acme", "birch"]), st.sampled_from([None, *ProofKind]))),
    st.lists(ANYTHING, max_size=2),
    ANYTHING,
    st.floats(0, 100 * 86_400),
)
def test_nothing_is_in_scope_without_a_proof_of_its_own_and_nothing_excluded_is(
    assets: list[tuple[str, str, ProofKind | None]], barred: list[str], text: str, later: float
) -> None:
    known = [asset(one, org, kind=kind) for one, org, kind in assets]
    target, now = parse(text), NOW + later
    answer = covers(scope(*known, *map(exclusion, barred)), target, now)
    if any(touches(parse(one), target) for one in barred):
        assert answer.state is State.EXCLUDED
    if answer.proved:
        deciders = [one for one in known if one.id in answer.decided]
        assert any(one.org == "acme" and one.proved(now) and touches(one.target, target) for one in deciders)


@pytest.mark.parametrize("text", OWN)
def test_our_own_spellings_are_read(text: str) -> None:
    assert read(text) is not None
