"""A transparency report as a page: the numbers of the signed report, each under words anybody can read.

Every number of the report stands on it, and no other; a name that is not known here is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from vedette.core.sheets import Section, Sheet, Table
from vedette.ledger.transparency.report import Report

_TIERS: Final = {
    "T1": "T1, verified: individuals",
    "T2": "T2, professional: identity and role proved",
    "T3": "T3, organisation: people of a vetted team",
    "T4": "T4, critical defender: of an essential service",
    "total": "all together",
}
_CLASSES: Final = {
    "C0": "C0: explains, and looks up",
    "C1": "C1: looks at what was handed in",
    "C2": "C2: finds and mends weaknesses, takes malware apart",
    "C3": "C3: strong, as far as a sandbox",
    "C4": "C4: acts on real systems",
    "CX": "CX: never allowed",
    "total": "all together",
}
_ACTS: Final = {
    "received": "received",
    "granted": "granted",
    "refused": "refused",
    "withdraw": "withdrawn",
    "confirm": "confirmed again",
    "revoke": "taken back",
    "audit": "looked at a second time",
    "appeal": "appealed against",
    "overturn": "appeal was right",
    "uphold": "appeal was not right",
}
_GLASS: Final = {
    "opened": "somebody acted first, in an emergency",
    "closed": "ended before their time",
    "justified": "looked at afterwards: justified",
    "not_justified": "looked at afterwards: not justified",
    "total": "entries about them, all together",
}
_TOP: Final = {
    "agreed_by_two": "two others had agreed",
    "glass_broken": "in an emergency, looked at afterwards",
}
_PROOFS: Final = {
    "dns": "a record in DNS",
    "https": "a file on the host",
    "repository": "a signed commit",
    "letter": "a letter two reviewers had read",
    "operator": "a lab the operator stated, and a reviewer of another organisation confirmed",
    "operator_alone": "a lab the operator stated alone, while the programme was being founded",
    "total": "all together",
}
_SEATS: Final = {
    "agreed_to": "agreed to by all whose word it takes",
    "while_founding": "by fewer words, while the programme was being founded",
    "total": "all together",
}
_TOLD: Final = {
    "found": "found, and put on record",
    "validated": "found to be real",
    "reported": "told to those it concerns",
    "fixed": "mended",
    "own": "their own: nobody else to tell",
    "total": "all together",
}
_KEPT: Final = {
    "started": "the service began",
    "started_unclean": "the service began, and had not ended cleanly before",
    "stopped": "the service ended",
    "late": "a signature was late",
    "erased": "keys were destroyed, so that old entries are nobody's any more",
}
_RULES: Final = {
    "M1": "M1: asked for one thing, spoke of another",
    "M2": "M2: a text spoke of harm",
    "M3": "M3: targets of others, one after the other",
    "M4": "M4: a key or network never seen before",
    "M5": "M5: two keys of one account in turns",
    "M6": "M6: many new targets at once",
    "M7": "M7: a program proposed a change after reading something from outside",
    "M8": "M8: the same two approved too much",
    "M9": "M9: somebody acted first, in an emergency",
    "M10": "M10: the ledger was late",
    "M11": "M11: nobody was told of findings",
    "M12": "M12: too many refusals were wrong",
    "person": "a person decided",
}
_STEPS: Final = {
    "notice": "told",
    "review": "looked at by somebody",
    "step_up": "one touch of the key more",
    "pause": "something rested for a while",
    "end_sessions": "signed out everywhere",
    "suspend": "suspended for a while",
}
_RECOUNT: Final = (
    "With an export of the ledger, on any machine: “vedette ledger recount EXPORT --like REPORT”. It counts "
    "again, and says where the numbers differ if they do."
)
STATED: Final = {
    "government_requests": "requests of governments",
    "safeguard_figures": "figures of the safeguards",
}


def sheet(told: Report, months: list[str], says: Callable[[str], str]) -> Sheet:
    """Return the page of a report; `says` gives the sentence of a rule of the policy, or nothing."""
    sections = (
        _members(told),
        _applications(told),
        _uses(told),
        _refusals(told, says),
        _one("emergencies", "Emergencies", told.emergencies, _GLASS),
        _appeals(told),
        _monitoring(told),
        _one("proofs", "Targets proved", told.scope_proofs, _PROOFS, head="how"),
        *_seats(told),
        _disclosures(told),
        _ledger(told),
        _policies(told),
        _statements(told),
        _check(told.month),
        _others(months),
    )
    return Sheet(
        title=f"Transparency report for {told.month}",
        lead=f"Counted from the first {told.ledger.size:,} entries of the ledger {told.ledger.origin}. "
        f"Where fewer than {told.smallest_count} people did something, the number is not told.",
        sections=sections,
    )


def nothing_yet() -> Sheet:
    """Return the page while no month is published."""
    return Sheet(
        title="Transparency report",
        lead="Nothing is published yet: each month is, once it is over.",
        sections=(),
    )


def _members(told: Report) -> Section:
    members = told.members
    tables = [_table(("tier", "grants in force"), members["grants_in_force"], _TIERS)]
    if sectors := members["critical_by_sector"]:
        tables.append(_table(("sector", "grants of T4"), sectors, {}))
    active = (
        f"People who used the service in this month: {_number(members['active'])}.",
        "In force at its end:",
    )
    return Section(id="members", title="Members", words=active, tables=tuple(tables))


def _applications(told: Report) -> Section:
    by: Mapping[str, Mapping[str, Any]] = told.applications["by_what_was_asked"]
    acts = [name for name in (*_ACTS, *_others_of(by)) if any(name in done for done in by.values())]
    head = ("for", *(_ACTS.get(name, _plain(name)) for name in acts))
    rows = tuple((wants, *(_number(done.get(name, 0)) for name in acts)) for wants, done in by.items())
    words = _waited("Decided", told.applications["until_decided"])
    return _section("applications", "Applications", words, (Table(head=head, rows=rows),) if rows else ())


def _others_of(by: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return sorted({name for done in by.values() for name in done} - _ACTS.keys())


def _uses(told: Report) -> Section:
    tables = [_table(("class", "uses"), told.uses["allowed_by_class"], _CLASSES)]
    if top := told.uses["top_class"]:
        tables.append(_table(("what let class C4 through", "uses"), top, _TOP))
    return Section(id="uses", title="Uses", tables=tuple(tables))


def _refusals(told: Report, says: Callable[[str], str]) -> Section:
    by = told.refusals["by_rule"]
    rows = tuple((says(name) or _plain(name), name, _number(count)) for name, count in by.items())
    refused = _number(told.refusals["requests_refused"])
    words = (f"Requests refused: {refused}. One may be refused for several reasons.",)
    table = Table(head=("the rule that was not met", "its id", "refusals"), rows=rows)
    return Section(id="refusals", title="Refusals", words=words, tables=(table,) if rows else ())


def _appeals(told: Report) -> Section:
    appeals = told.appeals
    rows = (
        ("received", _number(appeals["received"])),
        ("answered", _number(appeals["answered"])),
        ("of these, the appeal was right", str(appeals["overturned_share"])),
    )
    words = _waited("Answered", appeals["until_answered"])
    return Section(
        id="appeals", title="Appeals", words=words, tables=(Table(head=("appeals", "how many"), rows=rows),)
    )


def _monitoring(told: Report) -> Section:
    rows = tuple(_measure(name, _number(count)) for name, count in told.monitoring["measures"].items())
    words = (f"Lifted before their end: {_number(told.monitoring['lifted_early'])}.",)
    table = Table(head=("what was seen", "what followed", "how often"), rows=rows)
    return Section(id="monitoring", title="Monitoring", words=words, tables=(table,))


def _measure(name: str, count: str) -> tuple[str, str, str]:
    rule, _, step = name.partition(" ")
    return _RULES.get(rule, _TIERS.get(rule, _plain(rule))), _STEPS.get(step, _plain(step)), count


def _seats(told: Report) -> Iterator[Section]:
    if isinstance(told.seats, Mapping):
        yield _one("seats", "Seats in others' houses", told.seats, _SEATS, head="how they came to stand")


def _disclosures(told: Report) -> Section:
    counts = {name: value for name, value in told.disclosures.items() if name != "until_fixed"}
    words = _waited("Mended", told.disclosures["until_fixed"])
    table = _table(("weaknesses in what is others'", "how many"), counts, _TOLD)
    return _section("disclosures", "Weaknesses told to others", words, (table,))


def _ledger(told: Report) -> Section:
    kept = told.ledger_kept
    words = (f"The service ran and signed its ledger {kept['uptime']} of the time", _silent(kept))
    table = _table(("what the ledger says of itself", "how often"), kept["events"], _KEPT)
    tables = (table,) if table.rows else ()
    return Section(id="ledger", title="The ledger", words=(", ".join(words),), tables=tables)


def _silent(kept: Mapping[str, Any]) -> str:
    seconds = int(kept["silent_seconds"])
    return f"and was silent for {seconds:,} seconds." if seconds else "and was never silent."


def _policies(told: Report) -> Section:
    rows = tuple((one["since"], one["digest"]) for one in told.policies)
    words = ("Each is named by its SHA-256; what it asks for is at /criteria.",)
    table = Table(head=("in force since", "the text of the policy that decided"), rows=rows)
    return _section("policies", "Policies", words, (table,) if rows else ())


def _statements(told: Report) -> Section:
    rows = tuple(
        (STATED.get(one["statement"], _plain(one["statement"])), _numbers(one)) for one in told.statements
    )
    words = ("What only the operator can know. It is on record that they said so, not that it is so.",)
    table = Table(head=("about", "what they stated"), rows=rows)
    return _section("statements", "What the operator states", words, (table,) if rows else ())


def _numbers(one: Mapping[str, str]) -> str:
    return ", ".join(f"{_plain(name)}: {value}" for name, value in one.items() if name != "statement")


def _check(month: str) -> Section:
    return Section(
        id="check",
        title="Check it yourself",
        words=(_RECOUNT,),
        links=(
            (
                f"/v1/transparency/{month}",
                f"The report of {month} for programs, to the byte as it was signed",
            ),
            (f"/v1/transparency/{month}/note", "Its signature"),
            ("/v1/ledger/key", "The ledger's key"),
        ),
    )


def _others(months: list[str]) -> Section:
    return Section(
        id="months", title="All months", links=tuple((f"/v1/transparency/{one}", one) for one in months)
    )


def _one(
    ident: str, title: str, counts: Mapping[str, Any], words: Mapping[str, str], *, head: str = "what"
) -> Section:
    table = _table((head, "how many"), counts, words)
    return _section(ident, title, (), (table,) if table.rows else ())


def _section(ident: str, title: str, words: tuple[str, ...], tables: tuple[Table, ...]) -> Section:
    return Section(id=ident, title=title, words=words if tables else ("None.",), tables=tables)


def _table(head: tuple[str, str], counts: Mapping[str, Any], words: Mapping[str, str]) -> Table:
    """Return counts under their words; a total that has nothing to add up is no row."""
    shown = {name: value for name, value in counts.items() if name != "total" or len(counts) > 1}
    order = sorted(
        shown, key=lambda name: (name == "total", list(words).index(name) if name in words else 99)
    )
    return Table(
        head=head, rows=tuple((words.get(name, _plain(name)), _number(shown[name])) for name in order)
    )


def _waited(what: str, days: Mapping[str, str]) -> tuple[str, ...]:
    half, most = days["median_days"], days["p90_days"]
    if half.startswith("of fewer"):
        return ("How long it took is not told: there were too few.",)
    return (f"{what} within {half} days in half of the cases, and within {most} days in nine of ten.",)


def _number(count: object) -> str:
    """Say a count as it is published: `<5`, `>=12` and plain numbers."""
    text = str(count)
    if text.startswith(">="):
        return f"{text[2:]} or more"
    if text.startswith("<"):
        return f"fewer than {text[1:]}"
    return f"{count:,}" if isinstance(count, int) else text


def _plain(name: str) -> str:
    return name.replace("_", " ")
