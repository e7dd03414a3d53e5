"""What a package is: its manifest, what runs on install and import, whose name it imitates."""

from vedette.triage.packages.package import Package
from vedette.triage.packages.recognising import package_of

__all__ = ["Package", "package_of"]
