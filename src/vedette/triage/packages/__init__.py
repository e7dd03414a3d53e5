"""What a package is: its manifest, what runs on install and import, whose name it imitates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.packages.package import Package
    from vedette.triage.sample import Sample

_MANIFESTS: Final = ("package.json", ".dist-info/METADATA", "setup.py", "pyproject.toml", "PKG-INFO")
"""How the paths of manifests end, one of which every package has that is recognised."""


def package_of(samples: Sequence[Sample]) -> Package | None:
    """Return the package these samples are, if they are one: of the outermost container that is one."""
    if not any(one.name.endswith(_MANIFESTS) for one in samples):
        return None
    from vedette.triage.packages import recognising  # noqa: PLC0415  most containers are no packages

    return recognising.package_of(samples)


__all__ = ["package_of"]
