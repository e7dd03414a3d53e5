"""Rules in YARA's language that the user brings, over anything. What does not compile is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from vedette.core.nouns import ByteRange, Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.sample import Sample

_SOURCE_MAX: Final = 4 << 20
_SOURCES_MAX: Final = 20_000
_MATCHES_MAX: Final = 200
_QUOTE_MAX: Final = 200
_SECONDS: Final = 20
_BYTES_A_STEP: Final = 8


@dataclass(frozen=True, slots=True)
class Rules:
    """Compiled rules, and what was left out."""

    compiled: Any
    count: int
    skipped: tuple[Skipped, ...]

    def facts(self, sample: Sample, allowance: Allowance) -> Iterator[Fact]:
        """Give each rule that matches a sample, where it does.

        Raises:
            LimitHit: there is no allowance left for it.

        """
        import yara_x  # noqa: PLC0415 - large, and needed only where somebody brings rules

        allowance.burn(len(sample.data) // _BYTES_A_STEP + 1)
        scanner = yara_x.Scanner(self.compiled)
        scanner.set_timeout(_SECONDS)
        try:
            found = scanner.scan(sample.data).matching_rules
        except yara_x.TimeoutError:
            return
        for rule in list(found)[:_MATCHES_MAX]:
            yield _fact(sample, rule)


def compiled(sources: Iterable[tuple[str, str]]) -> Rules:
    """Compile files of rules, each by its name and its text; a bad one is skipped, and said so."""
    import yara_x  # noqa: PLC0415 - large, and needed only where somebody brings rules

    compiler = yara_x.Compiler(relaxed_re_syntax=True)
    compiler.enable_includes(False)  # noqa: FBT003 - of a library; a rule reads no file of ours
    compiler.ignore_invalid_rules(True)  # noqa: FBT003 - of a library
    skipped, count = [], 0
    for number, (name, text) in enumerate(sources):
        why = _fault(number, text)
        if not why:
            why = _added(compiler, f"{number}", name, text)
            count += not why
        if why:
            skipped.append(Skipped(what=name, why=why, partial=True))
    return Rules(compiler.build(), count, tuple(skipped))


def _added(compiler: Any, namespace: str, name: str, text: str) -> str:  # noqa: ANN401 - has no types
    """Add a file of rules, and say what is wrong in it."""
    before = len(compiler.errors())
    compiler.new_namespace(namespace)
    try:
        compiler.add_source(text, origin=name)
    except Exception as error:  # noqa: BLE001 - a parser of somebody else, on rules of a stranger
        return f"cannot be compiled: {error}"[:_QUOTE_MAX]
    new = compiler.errors()[before:]
    return f"line {new[0].get('line', '?')}: {new[0].get('title', 'error')}"[:_QUOTE_MAX] if new else ""


def _fault(number: int, text: str) -> str:
    if number >= _SOURCES_MAX:
        return f"more than {_SOURCES_MAX:,} files of rules"
    return f"larger than {_SOURCE_MAX:,} bytes" if len(text) > _SOURCE_MAX else ""


def _fact(sample: Sample, rule: Any) -> Fact:  # noqa: ANN401 - of a library without types for it
    place = next((match for pattern in rule.patterns for match in pattern.matches), None)
    start = place.offset if place is not None else 0
    length = min(place.length, _QUOTE_MAX) if place is not None else min(4, len(sample.data))
    raw = sample.data[start : start + length]
    said = dict(rule.metadata)
    words = str(said.get("description") or said.get("desc") or rule.identifier)[:_QUOTE_MAX]
    return Fact(
        act=Act.MATCHES,
        place=ByteRange(offset=start, length=len(raw)),
        quote=raw.decode("utf-8", "replace"),
        says=words,
        target=rule.identifier,
        how="YARA",
        sure=False,
    )
