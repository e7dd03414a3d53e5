"""PHP: whatever is decoded and handed to eval and its kin comes out, to the letter."""

import base64
import codecs
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.peeled import Peeled
from vedette.triage.sample import Sample

INNER = "echo 'hi there';"


def layers(text: str | bytes) -> list[Peeled]:
    data = text.encode() if isinstance(text, str) else text
    return list(peel(Sample(name="a.php", data=data, kind=Kind.PHP), Allowance()))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def deflated(text: str) -> bytes:
    return zlib.compress(text.encode())[2:-4]


def in_base64(text: str) -> str:
    return f"eval(base64_decode('{b64(text.encode())}'));"


def in_deflate(text: str) -> str:
    return f"@eval(gzinflate(base64_decode('{b64(deflated(text))}')));"


def in_rotation(text: str) -> str:
    turned = codecs.encode(b64(zlib.compress(text.encode())), "rot13")
    return f"eval(gzuncompress(base64_decode(str_rot13('{turned}'))));"


def in_reverse(text: str) -> str:
    return f"eval(strrev(hex2bin('{text[::-1].encode().hex()}')));"


def in_codes(text: str) -> str:
    return (
        f"eval({'.'.join(f'chr({one})' for one in text.encode())});" if len(text) < 200 else in_base64(text)
    )


def in_xor(text: str) -> str:
    mixed = "".join(f"\\x{one ^ b'key'[at % 3]:02x}" for at, one in enumerate(text.encode()))
    loop = "for($i=0;$i<strlen($s);$i++){$o.=$s[$i]^$k[$i%strlen($k)];}"
    return f"$k='key';$s=\"{mixed}\";$o='';{loop} eval($o);"


def in_pieces(text: str) -> str:
    return f"$f='base'.'64_'.strrev('edoced');$e='ev'.'al';eval($f('{b64(text.encode())}'));"


def in_pack(text: str) -> str:
    return f"$g=create_function('',pack('H*','{text.encode().hex()}'));$g();"


def in_globals(text: str) -> str:
    return f"${{'GLO'.'BALS'}}['x']='{b64(text.encode())}';eval(base64_decode($x));"


def in_function(text: str) -> str:
    packed = b64(zlib.compress(text.encode()))
    return f"function d($a){{return gzuncompress(base64_decode($a));}} eval(d('{packed}'));"


WRAPS: list[Callable[[str], str]] = [
    in_base64, in_deflate, in_rotation, in_reverse, in_codes, in_xor, in_pieces, in_pack, in_globals,
    in_function,
]  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPS)
def test_every_cover_comes_off(wrap: Callable[[str], str]) -> None:
    found = [one for one in layers(f"<?php {wrap(INNER)}") if not one.whole]
    assert [one.data for one in found] == [INNER.encode()]
    assert found[0].kind is Kind.PHP


def assert_off(wraps: list[Callable[[str], str]]) -> None:
    expected = [INNER]
    for wrap in wraps:
        expected.append(wrap(expected[-1]))
    text = expected.pop().encode()
    while expected:
        assert expected[-1].encode() in [one.data for one in layers(text)]
        text = expected.pop().encode()


@given(st.lists(st.sampled_from(WRAPS), min_size=1, max_size=4))
def test_covers_over_one_another_come_off_one_by_one(wraps: list[Callable[[str], str]]) -> None:
    assert_off(wraps)


@pytest.mark.parametrize("number", range(12))
def test_one_to_six_layers_are_recovered_exactly(number: int) -> None:
    turned = WRAPS[number % len(WRAPS) :] + WRAPS
    assert_off(turned[: 1 + number % 6])


def test_old_and_indirect_ways_to_run_code_are_known() -> None:
    assert [one.data for one in layers("<?php preg_replace('/.*/e', \"\\x65cho(1);\", '.');")] == [
        b"echo(1);"
    ]
    assert [one.data for one in layers("<?php $a='ass'.'ert'; $a('phpinfo()');")] == [b"phpinfo()"]
    assert [one.data for one in layers("<?php array_map('assert', array('phpinfo'.'()'));")] == [b"phpinfo()"]


def test_names_and_strings_become_readable() -> None:
    one, two = b64(b"one"), b64(b"two")
    text = f"<?php $z='ba'.'se64_decode'; echo $z('{one}'); echo $z('{two}'); echo strrev('eerht');"
    (whole,) = [one for one in layers(text) if one.whole]
    assert b"echo 'one'; echo 'two'; echo 'three';" in whole.data


@pytest.mark.parametrize(
    "text",
    [
        "<?php function add($a, $b) { return $a . ' ' . $b; } echo add('x', 'y');",
        "<?php $data = base64_decode($_POST['image']); file_put_contents('a.png', $data);",
        "<?php foreach (explode(',', 'a,b,c') as $one) { echo strtoupper($one); }",
    ],
)
def test_ordinary_code_carries_nothing(text: str) -> None:
    assert layers(text) == []


@given(st.text(alphabet="$(){}[].'\"\\;<>?=^~ \nabx019", max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    layers(f"<?php eval({text}")
