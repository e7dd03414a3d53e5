"""What capa (a program the user may have) says of an executable, as facts. It is never run from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vedette.core.nouns import ByteRange
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

ABSENT: Final = (
    "capa is not installed here: `pip install flare-capa` in an environment of its own, and name it"
)
_RULES_MAX: Final = 500
_TEXT_MAX: Final = 200


def facts(sample: Sample, document: Mapping[str, Any]) -> Iterator[Fact]:
    """Give the rules that matched, from the JSON that `capa -j` prints."""
    rules = document.get("rules")
    if not isinstance(rules, Mapping):
        return
    for name, rule in list(rules.items())[:_RULES_MAX]:
        said = rule.get("meta", {}) if isinstance(rule, Mapping) else {}
        if isinstance(said, Mapping) and not said.get("lib"):
            raw = sample.data[:4]
            yield Fact(
                act=Act.MATCHES,
                place=ByteRange(offset=0, length=len(raw)),
                quote=raw.decode("utf-8", "replace"),
                says=str(name)[:_TEXT_MAX],
                target=_techniques(said),
                how="capa",
                when=When.RUN,
                sure=False,
            )


def _techniques(said: Mapping[str, Any]) -> str:
    """Return the ATT&CK ids a rule names."""
    found = said.get("attack")
    ids = (
        [str(one.get("id", "")) for one in found if isinstance(one, Mapping)]
        if isinstance(found, list)
        else []
    )
    return " ".join(one for one in ids if one)[:_TEXT_MAX]
