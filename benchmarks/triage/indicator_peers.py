"""Other extractors of indicators: texts as JSON in, what each found as JSON out."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable


def flat(found: object) -> Iterable[str]:
    """Yield the texts in any answer."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for one in found.values():
            yield from flat(one)
    elif isinstance(found, list | tuple | set | frozenset):
        for one in found:
            yield from flat(one)
    elif hasattr(found, "value"):
        yield str(found.value)


def ioc_finder(text: str) -> set[str]:
    """Ask ioc-finder."""
    found = importlib.import_module("ioc_finder").find_iocs(text)
    return set(flat({key: value for key, value in found.items() if key not in _NOT_INDICATORS}))


def iocextract(text: str) -> set[str]:
    """Ask iocextract, which takes very long for long texts."""
    return set(importlib.import_module("iocextract").extract_iocs(text, refang=True))


def cyberonto(text: str) -> set[str]:
    """Ask cyberonto."""
    return set(flat(importlib.import_module("cyberonto").extract(text)))


_NOT_INDICATORS = {
    "attack_mitigations",
    "attack_tactics",
    "attack_techniques",
    "cves",
    "asns",
    "user_agents",
    "tlp_labels",
}
EXTRACTORS: dict[str, Callable[[str], set[str]]] = {
    "ioc-finder": ioc_finder,
    "iocextract": iocextract,
    "cyberonto": cyberonto,
}


def main() -> None:
    """Run each that is there."""
    asked = json.load(sys.stdin)
    answers = {}
    for name, extract in EXTRACTORS.items():
        try:
            found = {text: sorted(extract(body)) for text, body in asked["texts"].items()}
        except ImportError:
            continue
        sample = asked["speed"][: 20_000 if name == "iocextract" else None]
        began = time.process_time()
        extract(sample)
        answers[name] = {"found": found, "mb_per_cpu_s": len(sample) / 1e6 / (time.process_time() - began)}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
