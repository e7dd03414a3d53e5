"""The table holds what it says: each row is kept as long as it says, by a service whose clock goes on."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import vedette
from tests.unit.app.house import DAY, House, house, raised
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.app import programme_requests as asked
from vedette.app import retention
from vedette.app.retention import CALL_DAYS, MONITOR_DAYS, PROOF_DAYS, TABLE, kinds

SOURCE = Path(vedette.__file__).parent
PAGE = SOURCE.parents[1] / "docs" / "access" / "mine.md"
MAY_WRITE = re.compile(r"Register|Nouns|documents\s*\.\s*put")
"""In no file without one of these is a document written: the others need not be walked through."""
MAY_NAME = re.compile(r"^[A-Z]\w*(, [A-Z]\w*)*(: [^=\n]+)? = \(?\s*\"", re.MULTILINE)
"""What others may name a kind with stands in a line like that."""


class Planted(NamedTuple):
    """A document somebody left, `days` old when it has to be gone; `value` says so with times before now."""

    kind: str
    days: float
    value: dict[str, Any]


def planted(now: float) -> list[Planted]:
    """One of each kind a sweep forgets, made now, and when it has to be gone."""
    later, hour = now + DAY / 24, 1 / 24
    measure = {"id": "one", "rule": "M3", "step": "pause", "person": "p-x", "reason": "r", "remedy": "m"}
    return [
        Planted("oidc-nonce", hour, {"person": "p-x", "issuer": "i", "expires": later}),
        Planted("oidc-evidence", hour, {"verified_at": now, "expires_at": later}),
        Planted("link", hour, {"id": "one", "person": "p-x", "expires": later}),
        Planted("revocation", hour, {"what": "session", "id": "one", "at": now, "until": later}),
        Planted("touch-wish", 1, {"made": now}),
        Planted("device", 1 + hour, {"expires": later}),
        Planted("watch", MONITOR_DAYS, {"at": now, "state": {}}),
        Planted("networks", MONITOR_DAYS, {"person": "p-x", "seen": {"192.0.2.0/24": now}}),
        Planted("approval", CALL_DAYS, {"made": now}),
        Planted("seat", CALL_DAYS, {"expires": now}),
        Planted("alert", CALL_DAYS, {"id": "one", "person": "p-x", "what": "session", "at": now}),
        Planted("measure", CALL_DAYS, measure | {"made": now - 1, "ends": now}),
    ]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as made:
        yield made


def there(place: House, kind: str, key: str = "one") -> bool:
    return place.service.parts.documents.get(kind, key) is not None


def test_what_is_kept_for_a_time_is_there_until_then_and_not_after(place: House) -> None:
    began, listed = place.now, planted(place.now)
    for one in listed:
        place.service.parts.documents.put(one.kind, "one", json.dumps(one.value).encode())
    early, late = set[str](), set[str]()
    for days in sorted({one.days for one in listed}):
        due = {one.kind for one in listed if one.days == days}
        if began + (days - 0.25) * DAY > place.now:
            place.now = began + (days - 0.25) * DAY
            a_round(place)
            early |= {kind for kind in due if not there(place, kind)}
        place.now = max(place.now, began + (days + 0.05) * DAY)
        a_round(place)
        late |= {kind for kind in due if there(place, kind)}
    assert (early, late) == (set(), set()), "forgotten too early, or too late"


def test_digests_of_what_was_shown_go_a_week_after_the_decision(place: House) -> None:
    operator = place.operator()
    ana, rex = operator.joined("Ana", "Clinic"), operator.joined("Rex", "Council", "reviewer")
    case = ana.ask("access.apply", asked.Apply(tier=1, statement="mine", evidence=("0a" * 32,)))
    place.now += 30 * DAY
    a_round(place)
    assert digests(place, case.id) == ["0a" * 32], "nobody has decided"
    rex.sign_in().ask("access.review", asked.Review(application=case.id, approve=True, reasons="known"))
    place.now += (PROOF_DAYS - 1) * DAY
    a_round(place)
    assert digests(place, case.id) == ["0a" * 32]
    place.now += 2 * DAY
    a_round(place)
    assert digests(place, case.id) == [""]


def digests(place: House, case: str) -> list[str]:
    return [one.digest for one in place.service.parts.applications.get(case).evidence]


def a_round(place: House) -> None:
    """Have the keeper do all there is to do now, twice, and see that it did."""
    documents = place.service.parts.documents
    for number in range(2):
        key = f"round {number}"
        documents.put("device", key, json.dumps({"expires": place.now - 3 * DAY}).encode())
        place.now += 2 * 3600.0
        place.chores()
        assert not there(place, "device", key)


def test_proofs_keep_how_far_they_go_and_lose_their_digests_a_week_after_the_decision(place: House) -> None:
    operator = place.operator()
    ana, rex = operator.joined("Ana", "Clinic"), operator.joined("Rex", "Council", "reviewer")
    proof = {
        "id": "one",
        "whom": ana.id,
        "proof": {
            "level": 2,
            "method": "video",
            "provider": "here",
            "digest": "0a" * 32,
            "account": "0b" * 32,
            "verified_at": place.now,
            "expires_at": place.now + 300 * DAY,
        },
    }
    documents, whom = place.service.parts.documents, ana.id
    documents.put("proof", "one", json.dumps(proof).encode(), tags=(f"of:{whom}",))
    raised(ana, rex)
    place.now += (PROOF_DAYS + 1) * DAY
    a_round(place)
    (kept,) = documents.tagged("proof", f"of:{whom}")
    known = json.loads(kept.value)["proof"]
    assert (known["level"], known["method"], known["digest"]) == (2, "video", "")
    assert "account" not in known or not known["account"]


def test_salts_are_gone_after_thirteen_months_and_who_it_was_is_not(place: House) -> None:
    operator = place.operator()
    operator.ask("identity.me", asked.Me())
    entry = next(one for one in place.entries() if one.capability == "identity.me")
    names, person = place.service.book.pseudonyms(), operator.id
    assert names.salt(entry.id, entry.time)
    began = place.now
    place.now = began + (CALL_DAYS - 35) * DAY
    a_round(place)
    assert names.salt(entry.id, entry.time)
    place.now = began + CALL_DAYS * DAY
    a_round(place)
    with pytest.raises(Exception, match="salts"):
        names.salt(entry.id, entry.time)
    assert names.matches(entry.subject, person)
    assert any("salts-" in reason for one in place.entries() for reason in one.reasons)


def test_where_somebody_came_from_is_left_out_of_a_measure_after_a_month(place: House) -> None:
    parts = place.service.parts
    for ident, network in (("one", "192.0.2.0/24"), ("two", "2001:db8:7::/48")):
        reason = f"code.fuzz was asked for with a network never seen before ({network})"
        made = Measure(
            id=ident,
            rule=Rule.M4,
            step=Step.NOTICE,
            person="p-x",
            org="o-x",
            reason=reason,
            remedy="Nothing.",
            made=place.now,
            ends=place.now + DAY,
        )
        parts.measures.add(made, place.now)
    place.now += (MONITOR_DAYS - 1) * DAY
    a_round(place)
    assert all("/" in one.reason for one in parts.measures.of_person("p-x"))
    place.now += 2 * DAY
    a_round(place)
    (reason,) = {one.reason for one in parts.measures.of_person("p-x")}
    assert reason == "code.fuzz was asked for with a network never seen before (no longer kept)"
    assert len(parts.measures.of_org("o-x")) == 2


def test_jobs_and_uploads_are_kept_as_long_as_the_table_says() -> None:
    from vedette.app.jobsite import BoardLimits  # noqa: PLC0415
    from vedette.app.uploads import UploadLimits  # noqa: PLC0415

    assert BoardLimits().keep_seconds == retention.CONTENT_DAYS * DAY
    assert UploadLimits().keep_seconds == retention.UPLOAD_DAYS * DAY


@pytest.mark.parametrize(("days", "seconds"), [(0, 3600.0), (7, 7 * DAY)])
def test_an_operator_may_have_reports_kept_for_less(tmp_path: Path, days: int, seconds: float) -> None:
    with house(tmp_path, keep_days=days) as place:
        board, documents = place.service.jobs, place.service.parts.documents
        for number, ended in enumerate((place.now - seconds - 1, place.now - seconds + 60)):
            job = {
                "id": f"{number:032x}",
                "owner": "p",
                "engine": "code.scan",
                "target": "t",
                "wish": {"path": "/t"},
                "place": vars(board)["_place"].name,
                "state": "done",
                "made": ended,
                "ended": ended,
            }
            documents.put("job", job["id"], json.dumps(job).encode(), tags=("owner:p",))
        assert board.sweep() == 1
        assert [one.key[-1] for one in documents.all("job")] == ["1"]


# --- every kind of document has its row


def test_every_kind_of_document_in_the_source_has_a_row() -> None:
    found = set(_kinds())
    assert {"person", "sessions", "case", "alert", "job"} <= found, "the test finds them"
    assert found <= kinds().keys(), "say in app/retention.py how long it is kept"


def test_no_kind_is_in_two_rows() -> None:
    listed = [kind for row in TABLE for kind in row.kinds]
    assert len(listed) == len(set(listed))


def test_the_page_has_the_table_as_it_is() -> None:
    assert retention.page() in PAGE.read_text("utf-8"), (
        "paste what `retention.page()` gives into docs/access/mine.md"
    )


def test_a_service_that_was_used_holds_nothing_without_a_row(place: House) -> None:
    operator = place.operator()
    ana, rex = operator.joined("Ana", "Clinic"), operator.joined("Rex", "Council", "reviewer")
    raised(ana, rex)
    base = place.folder / "data" / "service" / "service.sqlite"
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as reading:
        used = {kind for (kind,) in reading.execute("select distinct kind from documents")}
    assert used <= kinds().keys()


def _kinds() -> Iterator[str]:
    """The kinds documents are written under: read from the source, so that none is forgotten."""
    texts = {
        path: path.read_text("utf-8") for part in ("access", "app") for path in (SOURCE / part).rglob("*.py")
    }
    trees = {
        path: ast.parse(text)
        for path, text in texts.items()
        if MAY_WRITE.search(text) or MAY_NAME.search(text)
    }
    constants = {path: dict(_constants(tree)) for path, tree in trees.items()}
    shared = {
        name: value
        for known in constants.values()
        for name, value in known.items()
        if not name.startswith("_")
    }
    for path, tree in trees.items():
        if not MAY_WRITE.search(texts[path]):
            continue
        known = shared | constants[path]
        for node in ast.walk(tree):
            kind = _kind_of(node)
            if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                yield kind.value
            elif isinstance(kind, ast.Name) and kind.id in known:
                yield known[kind.id]


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        pairs = (
            zip(target.elts, value.elts, strict=False)
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            else [(target, value)]
        )
        for name, given in pairs:
            if (
                isinstance(name, ast.Name)
                and isinstance(given, ast.Constant)
                and isinstance(given.value, str)
            ):
                yield name.id, given.value


def _kind_of(node: ast.AST) -> ast.expr | None:
    """Return what names the kind in `Register(documents, kind, …)`, `Nouns(…)`, `documents.put(kind, …)`."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    named = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    if named not in {"Register", "Nouns", "put"}:
        return None
    called = ast.unparse(node.func)
    if called in {"Register", "Nouns"} and len(node.args) > 1:
        return node.args[1]
    return node.args[0] if called.endswith("documents.put") else None
