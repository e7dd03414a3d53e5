"""Compares our column with RITA's own expectations: the cases of its unit tests, read from its checkout."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from vedette.hunt.patterns import rita

_CASE = re.compile(r"\n\t\t\{\n(.*?)\n\t\t\},", re.DOTALL)
_LIST = r":\s+\[\](?:uint32|float64|int)\{(.*?)\},?\n"


def largest_difference(tests: Path) -> tuple[int, float]:
    """Return how many cases of scores there are, and the largest distance of ours from what is expected."""
    text = re.sub(r"//[^\n]*", "", tests.read_text(encoding="utf-8"))
    found = [abs(ours - theirs) for ours, theirs in _pairs(text)]
    return len(found), round(max(found, default=0.0), 4)


def _pairs(text: str) -> Iterator[tuple[float, float]]:
    for case in _cases(text, "TestGetTimestampScore"):
        intervals = sorted(b - a for a, b in pairwise(_numbers(case, "tsList")) if b > a)
        yield rita.regularity(intervals, 1.0), _expected(case)
    for case in _cases(text, "TestGetDataSizeScore"):
        yield rita.regularity(sorted(_numbers(case, "dsList|bytesList|bytes")), 0.0), _expected(case)
    for case in _cases(text, "TestCalculateCoefficientOfVariationScore"):
        yield rita.flatness([int(one) for one in _numbers(case, "freqList|input|histogram")]), _expected(case)
    for case in _cases(text, "TestGetHistogramScore"):
        if re.search(r"beaconTimeSpan:\s+24", case):
            moments = sorted(int(one) for one in _numbers(case, "tsList"))
            bars = rita.histogram(moments, _single(case, "datasetMin"), _single(case, "datasetMax"))
            yield max(rita.flatness(bars), rita.two_heights(bars)), _expected(case)


def _cases(text: str, name: str) -> Iterator[str]:
    begin = text.find(f"func {name}(")
    body = text[begin : text.find("\nfunc ", begin + 1)] if begin >= 0 else ""
    for case in _CASE.findall(body):
        if not re.search(r"expectedError:\s+true", case) and re.search(r"expectedScore", case):
            yield case + "\n"


def _numbers(case: str, names: str) -> list[float]:
    found = re.search(rf"(?:{names}){_LIST}", case, re.DOTALL)
    return [_sum(one) for one in found.group(1).split(",") if one.strip()] if found else []


def _single(case: str, name: str) -> int:
    found = re.search(rf"{name}:\s+([^,]+),", case)
    return int(_sum(found.group(1))) if found else 0


def _expected(case: str) -> float:
    found = re.search(r"expectedScore:\s+([^,]+),", case)
    return _sum(found.group(1)) if found else 0.0


def _sum(text: str) -> float:
    """Add and multiply plain numbers, as those tests write them."""
    return float(_value(ast.parse(text.strip().replace("\n", " "), mode="eval").body))


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left) + _value(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _value(left) * _value(right)
        case _:
            raise ValueError(ast.dump(node))
