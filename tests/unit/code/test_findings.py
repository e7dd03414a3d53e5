"""Every quote of every finding in all examples stands where it says, letter for letter."""

import hashlib

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code import scan
from vedette.code.cases import cases, files_of
from vedette.core.nouns import Lines
from vedette.core.sources import SourceFile
from vedette.core.text import cut, decode


def _source(path: str, data: bytes) -> SourceFile:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return SourceFile(path=path, digest=digest, size=len(data), read=lambda: data)


def test_every_quote_stands_where_it_says() -> None:
    texts = {
        f"case_{number}/{path}": text.encode()
        for number, case in enumerate(cases(KNOWLEDGE))
        for path, text in files_of(case.code)
    }
    result = scan([_source(path, data) for path, data in texts.items()], KNOWLEDGE)
    assert len(result.findings) > 300
    for finding in result.findings:
        for evidence in finding.evidence:
            data = texts[evidence.name]
            assert isinstance(evidence.locator, Lines)
            assert evidence.artefact == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert cut(decode(data), evidence.locator) == evidence.quote


def test_fingerprints_survive_moved_lines_and_unrelated_code() -> None:
    head = b"import os, sys\nfrom flask import request\n\n"
    body = b"def run():\n    name = request.args['n']\n    os.system('ls ' + name)\n"
    code, moved = head + body, head + b"# a comment\n\ndef other():\n    return 1\n\n" + body
    before = scan([_source("a.py", code)], KNOWLEDGE).findings
    after = scan([_source("a.py", moved)], KNOWLEDGE).findings
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]
    assert before[0].primary.locator != after[0].primary.locator


def test_other_encodings_are_quoted_as_text() -> None:
    code = "# -*- coding: latin-1 -*-\nfrom flask import request\neval('é' + request.args['é'])\n".encode(
        "latin-1"
    )
    (finding,) = scan([_source("a.py", code)], KNOWLEDGE).findings
    where = finding.primary.locator
    assert isinstance(where, Lines)
    assert cut(decode(code), where) == finding.primary.quote == "eval('é' + request.args['é'])"
