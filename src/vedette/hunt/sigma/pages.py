"""Our own rules, a page each: words a person reads, the Sigma rule, events it must match and must not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput

_PAGE: Final = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<words>.*)\Z", re.DOTALL)
_RULE: Final = re.compile(r"^```yaml\n(?P<rule>.*?)^```$", re.DOTALL | re.MULTILINE)
_CASES: Final = re.compile(r"^```json (?P<sort>match|safe)\n(?P<events>.*?)^```$", re.DOTALL | re.MULTILINE)
_HINT: Final = "copy another page of src/vedette/hunt/sigma/pages; docs/sigma.md says what is in one"
Case = dict[str, Any]


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands between the +++ lines."""

    remedy: str


class Page(Struct, frozen=True):
    """One rule of ours."""

    name: str
    remedy: str
    words: str
    rule: str
    """Sigma, as YAML."""
    match: tuple[Case, ...]
    safe: tuple[Case, ...]


def read_page(name: str, text: str) -> Page:
    """Read one page.

    Raises:
        BadInput: a part of it is missing or malformed.

    """
    found = _PAGE.match(text.replace("\r\n", "\n"))
    rule = _RULE.search(found["words"]) if found is not None else None
    if found is None or rule is None:
        raise BadInput(f"{name}: no head between +++ lines, or no rule in a yaml block", hint=_HINT)
    try:
        head = msgspec.convert(tomllib.loads(found["head"]), Head)
        cases = {sort: _events(found["words"], sort) for sort in ("match", "safe")}
    except (tomllib.TOMLDecodeError, msgspec.MsgspecError) as error:
        raise BadInput(f"{name}: {error}", hint=_HINT) from error
    words = found["words"][: rule.start()].strip()
    return Page(name, head.remedy, words, rule["rule"], cases["match"], cases["safe"])


def _events(words: str, sort: str) -> tuple[Case, ...]:
    lines = (line for found in _CASES.finditer(words) if found["sort"] == sort for line in _lines(found))
    return tuple(msgspec.json.decode(line, type=Case) for line in lines)


def _lines(found: re.Match[str]) -> Iterator[str]:
    return (line for line in found["events"].splitlines() if line.strip())


def pages() -> tuple[Page, ...]:
    """Read all pages that ship, in order of their names."""
    folder = resources.files("vedette.hunt.sigma").joinpath("pages")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".md")), key=lambda one: one.name)
    return tuple(read_page(one.name, one.read_text(encoding="utf-8")) for one in files)


def own_rules() -> Iterator[tuple[str, str]]:
    """Give the rules of all pages as named texts, with what they mean and what to do as keys of the rule."""
    for page in pages():
        means = page.words.split("\n\n")[1]
        more = {"description": " ".join(means.split()), "remedy": page.remedy}
        keys = (f"{key}: {msgspec.json.encode(words).decode()}\n" for key, words in more.items())
        yield page.name, page.rule + "".join(keys)
