"""What is kept about people, how long, and what forgets it: one table, from which pages and sweeps are made.

The table says of every kind of document what becomes of it; a kind nobody put here fails a test. What it says
in days, `Sweeps` enforces; what it says about leaving, `leaving` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

DAY: Final = 86_400.0
CONTENT_DAYS: Final = 30
"""What was handed in, and what came of it."""
UPLOAD_DAYS: Final = 1
PROOF_DAYS: Final = 7
"""Digests of what was shown, after the decision they were shown for."""
MONITOR_DAYS: Final = 30
"""Where somebody came from, and what rules remember."""
CALL_DAYS: Final = 400
"""Thirteen months: what was asked for, and what was done about it."""
MAPPING_DAYS: Final = 730
"""Twenty-four months: who a pseudonym of the ledger is."""
MOMENT_DAYS: Final = 1
"""What waits for an answer within the hour, or within a day."""


class Leaves(StrEnum):
    """What becomes of something when the person it is about leaves for good."""

    NOW = "deleted at once"
    MAPPING = "deleted with the link to the ledger: at once, or after 24 months where something is open"
    EMPTIED = "emptied: name, organisations and offices go; an id nobody can guess stays"
    STAYS = "stays"
    NOBODYS = "is about nobody"


class Row(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    what: str
    """In words a person understands."""
    kinds: tuple[str, ...] = ()
    """Kinds of documents it is in; none where it lies elsewhere."""
    stored: str
    """What exactly, and where it is not among the documents, where."""
    kept: str
    """How long, in words."""
    leaves: Leaves
    hidden: tuple[str, ...] = ()
    """Fields an export leaves out: digests of secrets, which would help a thief and nobody else."""


TABLE: Final[tuple[Row, ...]] = (
    Row(
        what="who you are here",
        kinds=("person",),
        stored="a random id, your name, your organisations and offices",
        kept="as long as you are a member, and 24 months after you last were here with no organisation",
        leaves=Leaves.EMPTIED,
    ),
    Row(
        what="your passkeys and other ways in",
        kinds=("passkey", "recovery", "link"),
        stored="names and public keys of passkeys; of recovery codes and links only a digest",
        kept="until you remove them; links at most 7 days",
        leaves=Leaves.NOW,
        hidden=("hash", "id"),
    ),
    Row(
        what="your sessions",
        kinds=("sessions", "revocation"),
        stored="when each began, its purpose, the thumbprint of its key",
        kept="12 hours at most; that one was ended early, 25 hours; thumbprints of your last 32 keys",
        leaves=Leaves.NOW,
    ),
    Row(
        what="when you last were here",
        kinds=("last_seen",),
        stored="the day, and when you last were away for long",
        kept="as long as you are a member",
        leaves=Leaves.NOW,
    ),
    Row(
        what="your agents",
        kinds=("agent",),
        stored="their names, the thumbprints of their keys, what they may use",
        kept="until you remove them",
        leaves=Leaves.NOW,
    ),
    Row(
        what="your seats with other organisations",
        kinds=("seat",),
        stored="who answers for the seat, for how long",
        kept="30 days at most in force; as a record, 13 months after its end",
        leaves=Leaves.NOW,
    ),
    Row(
        what="alerts",
        kinds=("alert", "alert-known"),
        stored="sessions, new keys and networks, logins that failed, and whether you know of them",
        kept="13 months; where something came from, 30 days",
        leaves=Leaves.NOW,
    ),
    Row(
        what="where you came from",
        kinds=("networks",),
        stored="networks, cut to a /24 or /48; never an address",
        kept=f"{MONITOR_DAYS} days after the last use",
        leaves=Leaves.NOW,
    ),
    Row(
        what="what the rules that watch remember",
        kinds=("watch", "taint"),
        stored="counts, keyed digests of targets, thumbprints of keys",
        kept=f"{MONITOR_DAYS} days at most",
        leaves=Leaves.NOW,
    ),
    Row(
        what="measures",
        kinds=("measure", "measure-proposal"),
        stored="what was done about an account, why, until when, who lifted it",
        kept=f"13 months after its end; a network named in it, {MONITOR_DAYS} days",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="what you found in what is others' too",
        kinds=("disclosure",),
        stored="in what, by digest, and whom you told when",
        kept="13 months after it was settled",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="applications, grants and appeals",
        kinds=("case", "appeal"),
        stored="what you asked for and why, who decided what, for which reasons",
        kept="as long as you are a member",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="what you showed for an application",
        kinds=("proof", "proof-account", "oidc-evidence", "oidc-account"),
        stored="no document: kind, level, who vouches, dates, who saw it, and a digest",
        kept=f"digests at most {PROOF_DAYS} days after the decision; the rest until the proof ends",
        leaves=Leaves.NOW,
    ),
    Row(
        what="meetings in which somebody looked at you and your document",
        kinds=("sitting",),
        stored="who looked, what they attested, when; of the document a salted digest until it is decided",
        kept=f"{PROOF_DAYS} days after the decision; refused, until the time to appeal is over",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="that a document was seen for you",
        kinds=("document-mark",),
        stored="nothing of the document: a digest of its number, made with a key of the service",
        kept="until the proof that was made of it ends",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="offices",
        kinds=("appointment",),
        stored="who proposed you for an office, who agreed, until when it is yours",
        kept="as long as you are a member",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="texts that waited for a person",
        kinds=("held",),
        stored="the text, sealed; who looked, what they said",
        kept="the text a week; the rest 13 months",
        leaves=Leaves.MAPPING,
        hidden=("sealed",),
    ),
    Row(
        what="what you asked others to approve, and touches of your key",
        kinds=("approval", "touch-wish", "touch", "step-up"),
        stored="the request in words, who said yes",
        kept="13 months; what waits for a touch, a day",
        leaves=Leaves.NOW,
    ),
    Row(
        what="emergencies",
        kinds=("breakglass",),
        stored="the incident's number, the targets, the reason, who reviewed it",
        kept="13 months after its end, once it was reviewed",
        leaves=Leaves.MAPPING,
    ),
    Row(
        what="what you handed in",
        kinds=("upload",),
        stored="the file",
        kept=f"{UPLOAD_DAYS} day",
        leaves=Leaves.NOW,
    ),
    Row(
        what="jobs and their reports",
        kinds=("job",),
        stored="what was looked at, what was found",
        kept=f"{CONTENT_DAYS} days, or less where the operator chose so",
        leaves=Leaves.NOW,
    ),
    Row(
        what="leaving",
        kinds=("leaving",),
        stored="that you left; your name, where something was open",
        kept="until the link to the ledger is deleted",
        leaves=Leaves.STAYS,
    ),
    Row(
        what="whose a pseudonym is",
        kinds=("ledger-slot",),
        stored="a random key of your own, without which nobody can tell your entries of the ledger",
        kept="membership and 24 months, or until you leave with nothing open",
        leaves=Leaves.MAPPING,
        hidden=("value",),
    ),
    Row(
        what="the ledger",
        stored="pseudonym, time, capability, tier, verdict, reasons, counts; salted digests",
        kept="for good; salts of requests and sessions 13 months: then nobody can check a guess at them",
        leaves=Leaves.STAYS,
    ),
    Row(
        what="budgets",
        stored="in the database: how much you used, by day",
        kept="92 days",
        leaves=Leaves.STAYS,
    ),
    Row(
        what="what belongs to your organisation",
        kinds=(
            "organisation",
            "scope-asset",
            "scope-exclusion",
            "scope-challenge",
            "call-back",
            "call-back-salt",
        ),
        stored="its name; what it proved to be its own, and the id of who did that",
        kept="as long as the organisation is here",
        leaves=Leaves.STAYS,
    ),
    Row(
        what="incidents",
        stored="your organisation's: what was written down, by whom, in a chain nobody can change",
        kept="as long as your organisation keeps them",
        leaves=Leaves.STAYS,
    ),
    Row(
        what="what waits for an answer",
        kinds=("challenge", "device", "oidc-nonce", "credential-nonce"),
        stored="a random word, and whom it is for",
        kept="minutes; a day at most",
        leaves=Leaves.NOBODYS,
    ),
    Row(
        what="the state of the service",
        kinds=("revocation-epoch", "measure-epoch", "transparency", "founding"),
        stored="counters, when the programme was founded, and the published reports",
        kept="for good",
        leaves=Leaves.NOBODYS,
    ),
)


def kinds(rows: Iterable[Row] = TABLE) -> dict[str, Row]:
    """Return the row of each kind of document."""
    return {kind: row for row in rows for kind in row.kinds}


def page() -> str:
    """Return the table in Markdown, as the documentation has it."""
    lines = ["| What | What exactly | How long | When you leave |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.stored} | {row.kept} | {row.leaves} |" for row in TABLE]
    return "\n".join(lines) + "\n"
