import re
import time

import pytest

from tests.examples import few
from vedette.code.charsets import ALL, category, members, one, sample
from vedette.code.redos import catastrophic

EXPONENTIAL = [  # and an attack: what is repeated, and what comes last
    (r"(a+)+$", "a", "!"),
    (r"(a*)*b", "a", ""),
    (r"(a|a)*b", "a", ""),
    (r"(?:a|aa)+$", "a", "!"),
    (r"(x+x+)+y", "x", ""),
    (r"^(\w+\s?)*$", "a", "!"),
    (r"(\d+|\w+)*!", "1", ""),
    (r"(?:\w\d?)+$", "1", "!"),
    (r"(?:(?:a*)?b)*c", "b", ""),
    (r"^(?:a?b?)*$", "ab", "!"),
    (r"(?=(a+)+b)c", "a", ""),
    (r"(?>(a+)+b)", "a", ""),
    (r"(?i)(a|AA)*b", "a", ""),
    (r"(?:.|[a-z])*!$", "a", ""),
    (r"(?:[^,]|a)+;", "a", ""),
    (r"(?:\w{1,20}\.?)+$", "a", "!"),
    (r"(?:.*,)*[ \t]*([^ \t]+)[ \t]+realm=", ",", ""),  # CVE-2020-8492, urllib
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),  # OWASP's example
    (r"(?:\.\w+\d+)*-", ".000", ""),
]
POLYNOMIAL = [
    (r"\s*\s*\s*x", " ", "", 3),
    (r"a*a*a*a*b", "a", "", 4),
    (r"(a+){4}b", "a", "", 4),
    (r"(.*?)-(.*?)-(.*?)-x", "-", "", 3),
    (r"^.+?\.whl-.*?-.*?-.+?x", "-.whl-", "", 2),
    (r"^\s*([A-Z]+)?\s*(?:\(\w+\))?\s*$", " ", "!", 3),  # http.cookiejar, bpo-38804
]
SAFE = [
    *(r"a+$", r"(a+)+", r"(?:\w+\s)*$", r"\s*(\S+)\s*$", r"a*b*c*$", r"(a|b)*c", r"\s*=\s*", r"a*a*b"),
    *(
        r'"(?:[^"\\]|\\.)*"',
        r"(?:[a-z]+\.)+[a-z]{2,}$",
        r"(?:\w+\W+)*$",
        r"(\d{1,3}\.){3}\d{1,3}",
        r"(a{1,3}){1,2}$",
    ),
    *(r"(?>a+)+$", r"(a++)+$", r"(?:a*+)*b", r"(?:(?!x).)*x", r"(['\"])[^'\"]*\1", r"[\s\S]*[\s\S]*[\s\S]*$"),
    *(
        r"[0-9a-f]{40}[0-9a-f]{24}$",
        r"(?:[0-9A-Fa-f]{1,4}:){1,7}[0-9A-Fa-f]{1,4}",
        r"(a)?(?(1)b|c)",
        r"(?:\bfoo\b)+",
    ),
    *(
        r"(?i:[A-Z])+[0-9]+$",
        r"(?a:\w)+\W+$",
        r"(?:é|è)*x",
        r"(?:[\u4e00-\u9fff]|\s)*x",
        r"(?:\d|\D)*$",
        r"(?s)(?:.)*x",
    ),
    *(
        r"([\x09-\x7e]|[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF])*$",
        r"(?:a|b(?!c)|\B-)*x",
        r".*.*.*$",
        r"",
    ),
]


def seconds(pattern: str, text: str) -> float:
    start = time.process_time()
    assert re.match(pattern, text) is None
    return time.process_time() - start


@pytest.mark.parametrize("pattern", [pattern for pattern, *_ in EXPONENTIAL])
def test_exponential(pattern: str) -> None:
    said = catastrophic(pattern)
    assert said is not None
    assert said.startswith("exponential time")


def first(rows: list[tuple[str, str, str]] | list[tuple[str, str, str, int]]) -> list[object]:
    """Let every run try one: Python's own matcher stays as it is, and the long run tries the others on it."""
    return [pytest.param(*row, marks=[pytest.mark.slow] if number else []) for number, row in enumerate(rows)]


@pytest.mark.parametrize(("pattern", "unit", "last"), first(EXPONENTIAL))
def test_the_attack_on_an_exponential_one_works(pattern: str, unit: str, last: str) -> None:
    """A few turns more cost twenty times the time; a polynomial of a low degree could not do that."""

    def turns(least: float) -> int:
        slow = (n for n in range(2, 80) if seconds(pattern, unit * n + last) > least)
        # Once more: on a busy machine a single time may be long for no reason of ours.
        return next(n for n in slow if seconds(pattern, unit * n + last) > least)

    assert turns(0.04) - turns(0.002) <= 15


@pytest.mark.parametrize(("pattern", "degree"), [(row[0], row[3]) for row in POLYNOMIAL])
def test_polynomial(pattern: str, degree: int) -> None:
    said = catastrophic(pattern)
    assert said is not None
    assert said.startswith("polynomial time, about n**")
    assert int(said.split("n**")[1][0]) >= max(degree, 3)


@pytest.mark.parametrize(("pattern", "unit", "last", "degree"), first(POLYNOMIAL))
def test_the_attack_on_a_polynomial_one_works(pattern: str, unit: str, last: str, degree: int) -> None:
    turns = 25
    # Well above the four milliseconds in which some machines count processor time.
    while seconds(pattern, unit * turns + last) < 0.02:
        turns += turns // 3
        assert turns < 10_000
    # Of the fourth degree twice as much takes sixteen times as long, and half as much again five times.
    more = 2 if degree < 4 else 1.5
    longer = unit * int(turns * more) + last
    # Each beside the other, some times: a machine may be twice as fast a moment later, for no reason of ours.
    pairs = ((seconds(pattern, unit * turns + last), seconds(pattern, longer)) for _ in range(4))
    assert any(long / short > 0.5 * more**degree for short, long in pairs)


@pytest.mark.parametrize("pattern", SAFE)
def test_safe(pattern: str) -> None:
    assert catastrophic(pattern) is None


@pytest.mark.parametrize("pattern", ["(((", "a**", "[", "(?P<x", "\\", "a{99999999999999999999}", "(?<=a+)b"])
def test_what_is_no_pattern_gets_no_answer(pattern: str) -> None:
    assert catastrophic(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    few(
        [
            "(a+)+$" * 2_000,
            "(" * 2_000 + "a" + ")" * 2_000,
            "(?:" * 70 + "a" + ")*" * 70,
            "((((a{12}){12}){12}){12}){12}",
            "a?" * 2_400,
            ".*" * 500 + "x",
            "(?:" + "|".join(f"[a-{chr(98 + n % 20)}]" for n in range(300)) + ")*x",
            "[" + "".join(map(chr, range(256, 4_000))) + "]*",
        ]
    ),
)
def test_a_hostile_pattern_costs_little(pattern: str) -> None:
    start = time.process_time()
    catastrophic(pattern)
    assert time.process_time() - start < 4


def test_flags_count() -> None:
    assert catastrophic("( a + ) + $") is None
    assert catastrophic("( a + ) + $", re.VERBOSE)
    assert catastrophic("(a|AA)*b") is None
    assert catastrophic("(a|AA)*b", re.IGNORECASE)


def test_a_whole_match_can_fail_at_the_end() -> None:
    assert catastrophic("(a+)+") is None
    assert catastrophic("(a+)+", whole=True)
    assert catastrophic("a+", whole=True) is None


def test_sets_know_what_they_hold() -> None:
    assert members([("NEGATE", None), ("LITERAL", 97)], 0) == ALL & ~one(97, 0)
    assert not category("CATEGORY_WORD", 0) & category("CATEGORY_NOT_WORD", 0)
    assert one(0x4E00, 0) & category("CATEGORY_WORD", 0)
    assert not one(0x4E00, 0) & category("CATEGORY_WORD", re.ASCII)
    assert one(0x2003, 0) & category("CATEGORY_SPACE", 0)
    assert sample(category("CATEGORY_WORD", 0)) == "'a'"
    assert sample(one(0x4E00, 0)) == "a letter beyond Latin"
