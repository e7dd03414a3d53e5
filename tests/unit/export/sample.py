"""A small report with three findings, and one in which everything is hostile."""

import hashlib

from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Confidence,
    Coverage,
    Digest,
    Engine,
    Evidence,
    Finding,
    Lines,
    Report,
    Role,
    Severity,
    Skipped,
    Suppression,
)
from vedette.core.rulehelp import RuleHelp

VIEWS = """from flask import request

from shop import db


def search():
    wanted = request.args["q"]
    return db.find(wanted)
"""
DB = """import sqlite3


def find(name):
    query = "SELECT * FROM item WHERE name = '" + name + "'"
    return connection.execute(query)
"""
TOKENS = "def token():\n    return hashlib.md5(seed).hexdigest()\n"
SOURCES = {"shop/views.py": VIEWS, "shop/db.py": DB, "shop/tokens.py": TOKENS}


def digest(text: str) -> Digest:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def at(name: str, quote: str, role: Role, note: str = "", source: str | None = None) -> Evidence:
    text = source if source is not None else SOURCES[name]
    start = text.index(quote)
    before, end = text[:start].split("\n"), text[: start + len(quote)].split("\n")
    where = Lines(
        line=len(before), column=len(before[-1]) + 1, end_line=len(end), end_column=len(end[-1]) + 1
    )
    return Evidence(artefact=digest(text), name=name, locator=where, quote=quote, role=role, note=note)


def lines(wanted: Digest) -> list[str] | None:
    """What is at hand of the sources."""
    return {digest(text): text.splitlines() for text in SOURCES.values()}.get(wanted)


SQL = Finding(
    rule="sql-injection",
    title="SQL built from untrusted input",
    message="A query parameter of the request becomes part of an SQL statement",
    weaknesses=("CWE-89",),
    severity=Severity.HIGH,
    confidence=Confidence.STRONG,
    reason="Every step from the request to the statement is known.",
    evidence=(
        at("shop/views.py", 'request.args["q"]', Role.SOURCE, "a query parameter of the request"),
        at("shop/views.py", "db.find(wanted)", Role.STEP, "handed to find() as name"),
        at("shop/db.py", '"SELECT * FROM item WHERE name = \'" + name + "\'"', Role.STEP, "put into text"),
        at("shop/db.py", "connection.execute(query)", Role.SINK, "an SQL statement"),
    ),
    fingerprint="1f2e3d4c5b6a79880011223344556677",
    remedy='Pass values as parameters: execute("… WHERE name = ?", (name,)).',
)
HASH = Finding(
    rule="weak-hash",
    title="Weak hash",
    message="MD5 is not fit for tokens",
    severity=Severity.MEDIUM,
    confidence=Confidence.POSSIBLE,
    reason="What the hash is for is not known.",
    evidence=(at("shop/tokens.py", "hashlib.md5(seed)", Role.SINK),),
    fingerprint="aa11bb22cc33dd44",
)
ACCEPTED = Finding(
    rule="weak-hash",
    title="Weak hash",
    message="MD5 is not fit for tokens",
    severity=Severity.LOW,
    confidence=Confidence.LIKELY,
    reason="A hash of a file name.",
    evidence=(at("shop/tokens.py", "hashlib.md5(seed).hexdigest()", Role.SINK),),
    fingerprint="ee55ff6677889900",
    suppressed=Suppression(reason="only names a cache file", where="shop/tokens.py:2"),
)
RULES = {
    "sql-injection": RuleHelp(
        id="sql-injection",
        title="SQL built from untrusted input",
        words=(
            "# SQL built from untrusted input\n\nText from a *stranger* becomes part of a **statement**:\n"
            "the stranger writes it. See `execute` and [the list](https://cwe.mitre.org).\n\n"
            "- use parameters\n- never `format`\n\n1. first\n2. second\n\n"
            '```python\ndb.execute("… WHERE a = \'" + a + "\'")  # finding\n```\n'
        ),
        severity=Severity.HIGH,
        score=8.8,
        weaknesses=("CWE-89",),
        owasp=("A03:2021",),
    ),
    "weak-hash": RuleHelp(
        id="weak-hash",
        title="Weak hash",
        words="# Weak hash\n\nCollisions can be made.\n",
        severity=Severity.MEDIUM,
        score=5.3,
        weaknesses=("CWE-328",),
        remedy="Use SHA-256.",
    ),
}
SMALL = Report(
    engine=Engine(name="vedette-code", version="0.1.0", rules="sha256:" + "ab" * 32),
    target=Artefact(kind=ArtefactKind.TREE, name="shop", digest=digest("shop"), size=1234, origin="./shop"),
    artefacts=tuple(
        Artefact(kind=ArtefactKind.FILE, name=name, digest=digest(text), size=len(text))
        for name, text in SOURCES.items()
    ),
    findings=(ACCEPTED, HASH, SQL),
    coverage=Coverage(
        files=12,
        lines=3456,
        excluded=40,
        skipped=(
            Skipped(what="vendor/old.py", why="syntax error on line 3"),
            Skipped(what="shop/big.py", why="over 1 MB", partial=True),
        ),
        notes=("tornado is imported and has no table",),
    ),
    timings={"parse": 0.5, "link": 0.25, "total": 1.2},
)

BAD = (
    "\x1b[31mred\x1b[0m \u202eevil\u2066 <script>alert(1)</script> "
    "``` `x` | @all #1 https://e.vil \x00 [a](b)"
)
BAD_SOURCE = f"x = 1\neval('{BAD}')\n"
HOSTILE = Report(
    engine=Engine(name=BAD, version=BAD, rules=BAD),
    target=Artefact(kind=ArtefactKind.TREE, name=BAD, digest=digest("bad"), size=1, origin=BAD),
    findings=(
        Finding(
            rule=BAD,
            title=BAD,
            message=BAD + "\n# new {0}",
            weaknesses=(BAD,),
            severity=Severity.CRITICAL,
            confidence=Confidence.PROVEN,
            reason=BAD,
            evidence=(
                at(f"a b/{BAD}.py", f"eval('{BAD}')", Role.SOURCE, BAD, BAD_SOURCE),
                at("min.js", BAD, Role.SINK, BAD, "y" * 100_000 + BAD + "z" * 100_000),
            ),
            fingerprint=BAD,
            remedy=BAD,
        ),
        Finding(
            rule="huge",
            title="x" * 5000,
            message="y" * 5000,
            severity=Severity.LOW,
            confidence=Confidence.LIKELY,
            reason="z" * 5000,
            evidence=(
                at(
                    "//evil.example/a",
                    "\n".join("q" * 9000 for _ in range(60)),
                    Role.SINK,
                    "",
                    "\n".join("q" * 9000 for _ in range(60)),
                ),
            ),
            fingerprint="f",
        ),
        Finding(
            rule=BAD,
            title=BAD,
            message=BAD,
            severity=Severity.INFO,
            confidence=Confidence.POSSIBLE,
            reason=BAD,
            evidence=(at("\udcff.py", BAD, Role.SINK, BAD, BAD_SOURCE),),
            fingerprint="g\udcff",
            suppressed=Suppression(reason=BAD, where=BAD),
        ),
    ),
    coverage=Coverage(files=1, lines=2, skipped=(Skipped(what=BAD, why=BAD),), notes=(BAD,)),
)
