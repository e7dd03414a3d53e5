"""What catalogues know of a weakness or a technique, as items: in English, for those who want it exactly."""

from __future__ import annotations

from vedette.core.levels import Confidence
from vedette.explain.facts.item import Item
from vedette.knowledge.consequences import consequence
from vedette.knowledge.techniques import technique
from vedette.knowledge.weaknesses import nearest


def catalogue_item(ident: str) -> Item | None:
    """Make an item of a CWE or ATT&CK id; nothing where nobody has words for it."""
    if ident.upper().startswith("CWE"):
        return _weakness(ident)
    return _technique(ident)


def _weakness(ident: str) -> Item | None:
    known = nearest(ident)
    if known is None:
        return None
    return Item(
        kind="catalogue",
        ref=ident,
        situation="catalogue",
        confidence=Confidence.PROVEN,
        names={
            "name": (f"{known.id} {known.name}",),
            "consequence": (known.consequence,),
            "matters": (known.matters,),
            "fix": (known.fix,),
            "meanwhile": (known.meanwhile,),
            "check": (known.check,),
        },
        marks=frozenset(("catalogue", "weakness")),
        texts=(known.consequence, known.matters, known.fix, known.meanwhile, known.check),
    )


def _technique(ident: str) -> Item | None:
    known = technique(ident)
    if known is None:
        return None
    said = consequence(ident)
    return Item(
        kind="catalogue",
        ref=ident,
        situation="catalogue",
        confidence=Confidence.PROVEN,
        names={
            "name": (f"{known.id} {known.name}",),
            "means": (said.means,),
            "prevent": (said.prevent,),
            "wait": (said.wait,),
        },
        marks=frozenset(
            ("catalogue", "technique", *(("exact",) if said.level in {"exact", "technique"} else ()))
        ),
        texts=(said.means, said.matters, said.first, said.wait, said.prevent),
    )
