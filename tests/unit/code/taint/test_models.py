"""Whom a path put together is blamed on."""

from __future__ import annotations

import hashlib

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.core.sources import SourceFile


def _blamed(code: str) -> list[str]:
    data = code.encode()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    source = SourceFile(path="library.py", digest=digest, size=len(data), read=lambda: data)
    findings = scan([source], KNOWLEDGE).findings
    return [finding.evidence[0].note for finding in findings]


def test_the_folder_is_to_blame_and_not_the_plain_name_in_it() -> None:
    code = """
import os
def keep(folder, name):
    open(os.path.join("/srv", folder, os.path.basename(name)))
"""
    assert _blamed(code) == ["the caller's argument 'folder'"]


def test_a_plain_name_alone_is_harmless_and_a_raw_one_is_not() -> None:
    code = """
import os
def plain(name):
    open(os.path.join("/srv", os.path.basename(name)))
def raw(name):
    open(os.path.join("/srv", name))
"""
    assert _blamed(code) == ["the caller's argument 'name'"]
