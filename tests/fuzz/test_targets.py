"""Mutated spellings of targets for a long time: `make soak`."""

# ruff: noqa: RUF001  letters that look like others are what this is about

import os
import random
import time
from urllib.parse import urlsplit

import httpx
import pytest

from tests.unit.access.scope.labs import NOW, asset, scope
from tests.unit.access.scope.spellings import FOREIGN, OWN, REDIRECTS
from vedette.access.scope.cover import covers
from vedette.access.scope.nouns import ProofKind
from vedette.access.scope.targets import Place, place, redirected
from vedette.core.errors import BadInput

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
PIECES = (
    *"\0\t\n\r \\/@:#?%.[]*-_;,'\"ſKİı。．｡／＠：\u200b\u202e\u00ad٠２ßςаο\U000e0041",
    *("%2e", "%00", "//", "://", "0x", "00", "xn--", "::", "::ffff:", "64:ff9b::", "own.test"),
    *("127.0.0.1", "127.0.0.2", "http://", "HTTPS://", "repo:", "sha256:", "*.", "/8", "/32", "65535"),
)
LAB = scope(asset("127.0.0.1", kind=ProofKind.OPERATOR), asset("own.test"), loopback_allowed=True)
OURS = ("127.0.0.1", "own.test")


def mutated(text: str, chance: random.Random) -> str:
    """Cut, double, and put in what programs read differently."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + chr(chance.randrange(0x110000)) + text[at + 1 :]
            case 2:
                text = text[:at] + text[at + chance.randrange(4) :]
            case 3:
                text = text[:at] + text[max(0, at - 8) :]
            case _:
                text = "".join(one.swapcase() if chance.random() < 0.2 else one for one in text)
    return text


def check(found: Place) -> None:
    """Whatever is read has one form, and what others make of that form is the same host."""
    target = found.target
    assert place(target.value).target == target
    assert covers(LAB, target, NOW).proved == (target.value in OURS)
    if found.url:
        assert urlsplit(found.url).hostname == target.value
        assert httpx.URL(found.url).raw_host.decode() == target.value


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_crashes_hangs_or_is_read_in_two_ways() -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / 5
    chance, slowest, home = random.Random(seed), 0.0, place("http://own.test/")  # noqa: S311  not a secret
    while time.monotonic() < end:
        text = mutated(chance.choice(OWN + FOREIGN + REDIRECTS), chance)
        for reader in (place, lambda text: redirected(home, text)):
            began = time.perf_counter()
            try:
                found = reader(text)
            except BadInput:
                found = home
            slowest = max(slowest, time.perf_counter() - began)
            check(found)
    assert slowest < 1, f"seed {seed}"
