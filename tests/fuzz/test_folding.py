"""Scripts nobody would write, through every folder of ours and the reader of compiled code."""

import contextlib
import marshal  # noqa: TID251  it is written here, and never read
import os
import random
import time

import pytest

from tests.fuzz.mutations import mutated
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.sample import Sample

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
_CODE = marshal.dumps(
    compile("import zlib\nexec(zlib.decompress(b'abc'))\ndef f(a): return a, 10**40, 1.5", "m", "exec")
)
SEEDS = {
    Kind.JAVASCRIPT: (
        b"var a=['x','y'];(function(b,n){while(--n){b.push(b.shift())}}(a,3));eval(atob('YWxlcnQoMSk=')+a[0]);",  # noqa: E501
        b"for(var i=0;i<9;i++){s+=String.fromCharCode(97^i)} new Function(s)();[]['flat']['constructor']('x')",  # noqa: E501
        b"switch('1|0'.split('|')[i++]){case'0':b();} document.write(unescape('%3Cscript%3E'));`a${b}`",
    ),
    Kind.PYTHON: (
        b"_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\nexec((_)(b'abc'))",  # noqa: E501
        b"exec(''.join(chr(c^7) for c in [1,2,3]))\nx = 'a' * 9 % 3\nfor i in range(9):\n    x += chr(i)\n",
    ),
    Kind.PHP: (
        b"<?php $k='key';for($i=0;$i<9;$i++){$o.=$s[$i]^$k[$i%3];} eval($o.gzinflate(base64_decode('abc')));",
        b"<?php ${'GLO'.'BALS'}['x']=array(1,'a'=>2);foreach($x as $k=>$v){} preg_replace('/.*/e','x','y');",
    ),
    Kind.SHELL: (
        b"x=$(echo aGk= | base64 -d | rev); ${x:1:2} <<< \"${!y}\" | sh\nfor c in {1..9}; do s+=$(printf '\\x%s'); done",  # noqa: E501
        b"cat <<EOF | tr a-z b-za | bash\n$x ${y//a/b} $((1+2*3))\nEOF\neval $'\\x61'\n",
    ),
    Kind.PYTHON_CODE: (_CODE,),
}


def tried(kind: Kind, data: bytes) -> float:
    began = time.process_time()
    with contextlib.suppress(LimitHit):
        list(peel(Sample(name="a", data=data, kind=kind), Allowance()))
    return time.process_time() - began


def some(kind: Kind, chance: random.Random) -> bytes:
    other = SEEDS[chance.choice(list(SEEDS))]
    return mutated(chance.choice(SEEDS[kind]), chance.choice(other), chance)


@pytest.mark.parametrize("kind", list(SEEDS))
def test_a_few_mutations_break_nothing(kind: Kind) -> None:
    chance = random.Random(7)  # noqa: S311  not a secret
    slowest = max(tried(kind, some(kind, chance)) for _ in range(10))
    assert slowest < 8


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", list(SEEDS))
def test_no_mutation_crashes_or_hangs(kind: Kind) -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / len(SEEDS)
    chance = random.Random(seed)  # noqa: S311  not a secret
    while time.monotonic() < end:
        assert tried(kind, some(kind, chance)) < 10, f"seed {seed}"
