"""From a finding to patches, without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vedette.code.codemods.codemod import Codemod
from vedette.code.codemods.draft import Draft
from vedette.code.codemods.module import Refused
from vedette.code.codemods.registry import CODEMODS
from vedette.code.codemods.site import Site
from vedette.core.nouns import Finding
from vedette.core.patches import Author, Patch

_PATCHES_MAX = 6


def propose(finding: Finding, text_of: Callable[[str], str | None]) -> tuple[Patch, ...]:
    """Return patches that should remove a finding, best first; none where no codemod is sure.

    `text_of` gives the text of a file of the target by its name in the evidence, or None.
    """
    claiming = [one for one in CODEMODS if one.claims(finding)]
    if not claiming:
        return ()
    try:
        site = Site(finding, text_of)
    except Refused:
        return ()
    made: dict[object, Patch] = {}
    for codemod in claiming:
        for draft in _drafts(codemod, site):
            patch = _patch(finding, codemod, draft)
            if patch is not None:
                made.setdefault(patch.replacements, patch)
    return tuple(made.values())[:_PATCHES_MAX]


def _drafts(codemod: Codemod, site: Site) -> Iterator[Draft]:
    try:
        yield from codemod.mend(site)
    except (Refused, RecursionError):
        return


def _patch(finding: Finding, codemod: Codemod, draft: Draft) -> Patch | None:
    try:
        replacements = draft.replacements()
    except Refused:
        return None
    return Patch(
        finding=finding.fingerprint,
        rule=finding.rule,
        author=Author.CODEMOD,
        by=codemod.id,
        says=draft.says or codemod.says,
        replacements=replacements,
    )


def claimed(finding: Finding) -> bool:
    """Tell whether some codemod is about findings like this one, whether or not it can mend it."""
    return any(one.claims(finding) for one in CODEMODS)


def claimed_rules() -> dict[str, tuple[str, ...]]:
    """Return the rules codemods are about, each with their ids."""
    made: dict[str, tuple[str, ...]] = {}
    for one in CODEMODS:
        made[one.rule] = (*made.get(one.rule, ()), one.id)
    return dict(sorted(made.items()))
