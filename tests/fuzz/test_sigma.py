"""Mutated Sigma rules over mutated events: each document is a rule or a reason, and no event is too odd."""

import os
import random
import time
from collections.abc import Iterable
from typing import Any

import pytest

from tests.fuzz.mutations import until
from vedette.core.errors import BadInput
from vedette.hunt.event import Event, Logsource
from vedette.hunt.sigma.hits import Hits
from vedette.hunt.sigma.pages import own_rules
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.rules import RuleSet

RULES = [text for _, text in own_rules()]
SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
PIECES = (
    "|all", "|re", "|contains", "|windash", "|base64offset", "|wide", "|cidr", "|fieldref", "|exists",
    "|expand", "|lt", "|neq", "|hour", "*", "?", "\\", "\\\\", "'", '"', "[", "]", "{", "}", ": ", "- ", "\n",
    "null", "true", "0x10", "1e999", " and ", " or ", "not ", "1 of ", "all of them", "(", ")", "%x%", "&a ",
    "*a", "<<: ", "!!binary ", "---\n", "| count()", "(a+)+", "(?=", ".*", "{9999}", "[^", "\u202e", "\0",
    "ﬁ", "ß", "İ", "9" * 400, '"\\ud800"',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, "", "x" * 70_000, "\ud800", "\0", -1, 2**70, 1e308, float("nan"), float("inf"), True, [], [None],
    ["a", 1, None, "b"] * 50, "10.0.0.1", "0x1010", "2026-03-01T00:00:00Z", "cmd.exe /c whoami", "İSTANBUL",
    "ß" * 100,
)  # fmt: skip
KINDS = (
    Logsource("windows", "process_creation", "sysmon"),
    Logsource("linux", "process_creation", ""),
    Logsource("aws", "", "cloudtrail"),
    Logsource("nginx", "webserver", ""),
    Logsource(),
)


def mutated(text: str, chance: random.Random) -> str:
    """Cut, double, swap in what means something to YAML or Sigma."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randrange(20) :]
            case 2:
                other = chance.choice(RULES)
                start = chance.randrange(len(other))
                text = text[:at] + other[start : start + chance.randrange(200)] + text[at:]
            case _:
                text = text[:at] + chance.choice(PIECES) + text[at + chance.randrange(5) :]
    return text


def odd_event(chance: random.Random) -> Event:
    """Make an event with the names rules ask for, and values nobody expects."""
    names = (
        "Image",
        "CommandLine",
        "EventID",
        "Channel",
        "User",
        "eventName",
        "c-uri",
        "Data",
        "cs-uri-query",
        "",
    )
    fields = {name: chance.choice(VALUES) for name in names if chance.random() < 0.6}
    if chance.random() < 0.5:
        fields |= {"Channel": chance.choice(["Security", "System", "Microsoft-Windows-Sysmon/Operational"])}
        fields |= {"EventID": chance.choice([1, "4688", 7045, None, [1, 2]])}
    time_ = chance.choice([None, 0, -(10**18), 10**18, 1_772_352_000_000_000])
    url = chance.choice([None, "/a?b=c", "?" * 100])
    return Event(source=0, record=1, time=time_, logsource=chance.choice(KINDS), fields=fields, url=url)


def run(turns: Iterable[int], seed: int) -> None:
    """Load and match, so many times."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    for _ in turns:
        texts = [("x.yml", mutated(chance.choice(RULES), chance)) for _ in range(3)]
        began = time.process_time()
        ruleset = load_rules(texts)
        assert RuleSet.from_bytes(ruleset.to_bytes()).digest == ruleset.digest, seed
        hits = Hits(ruleset)
        for _ in range(20):
            hits.see(odd_event(chance))
        list(hits.signals())
        assert time.process_time() - began < 20, (seed, texts)
    data = bytearray(load_rules([("a", RULES[0])]).to_bytes())
    for _ in range(200):
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            RuleSet.from_bytes(bytes(data))
        except BadInput:
            continue


def test_a_few_mutations_crash_nothing() -> None:
    run(range(50), 1)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_crashes_or_hangs() -> None:
    run(until(SECONDS), time.time_ns())
