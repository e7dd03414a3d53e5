"""Facts about who a mail says it is from, and who it is from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.documents.formats.letters import Party
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact
from vedette.triage.indicators.suffixes import is_host, registered
from vedette.triage.sample import Sample

_ADDRESS: Final = expression(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24})")
_HOST: Final = expression(r"\b((?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24})\b")
_FAILED: Final = expression(r"(?i)\b(spf|dkim|dmarc)\s*=\s*(fail|softfail)\b")


def differences(sample: Sample, sender: Party, answers: list[Party]) -> Iterator[Fact]:
    """Yield where the name that is shown, or the address answers go to, is of somebody else."""
    own = registered(sender.domain)
    shown = _ADDRESS.search(sender.shown) or _HOST.search(sender.shown)
    if own and shown is not None and is_host(shown[1].lower()) and registered(shown[1].lower()) != own:
        yield fact(
            sample,
            Act.DIFFERS,
            sender.address,
            f"shows {shown[1]} as its sender, and is sent from {sender.domain}",
            how="display name",
            target=sender.address,
        )
    for one in answers[:3]:
        if own and one.domain and registered(one.domain) != own:
            yield fact(
                sample,
                Act.DIFFERS,
                one.address,
                f"answers go to {one.domain}, and it says it is from {sender.domain}",
                how="Reply-To",
                target=one.address,
                sure=False,
            )


def failures(sample: Sample, results: str) -> Iterator[Fact]:
    """Yield what the receiving host could not confirm."""
    for name in dict.fromkeys(match[1].lower() for match in _FAILED.finditer(results[:8192])):
        yield fact(sample, Act.DIFFERS, f"{name}=", f"its sender failed {name.upper()}", how=name, sure=False)
