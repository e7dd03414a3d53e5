"""An export holds all documents about one, whatever marks them, and names nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.documents import Kept, Memory
from vedette.app.holdings import about, plain
from vedette.app.memberexport import _HIDDEN, _OTHER, _without_others, export
from vedette.app.retention import TABLE, Leaves, kinds

ANA, BO = "p-" + "a" * 20, "p-" + "b" * 20


class NoUses:
    """A ledger nobody is in."""

    def mine(self, *_: object) -> Any:  # noqa: ANN401 - what the real one gives
        from vedette.app.member_answers import UsesListed  # noqa: PLC0415

        return UsesListed(uses=())


def held(documents: Memory, person: str = ANA) -> set[tuple[str, str]]:
    return {(one.kind, one.kept.key) for one in about(documents, person)}


MARKED: tuple[tuple[str, str, dict[str, Any], tuple[str, ...]], ...] = (
    ("last_seen", ANA, {}, ()),
    ("passkey", "k1", {"person": ANA}, (f"person:{ANA}",)),
    ("proof", "r1", {"whom": ANA}, (f"of:{ANA}",)),
    ("job", "j1", {"owner": ANA}, (f"owner:{ANA}",)),
    ("upload", "u1", {"owner": ANA}, (ANA,)),
    ("watch", f"M4:{ANA}", {"at": 0, "state": {}}, ()),
    ("oidc-account", "digest", {"person": ANA}, ()),
    ("touch", "t1", {"person": ANA}, ()),
    ("touch-wish", "w1", {"action": {"subject": ANA}}, ()),
    ("taint", "s1", {"session": f"{ANA}~x"}, ()),
)


@pytest.mark.parametrize("one", MARKED, ids=lambda one: one[0])
def test_a_document_is_found_by_whatever_says_whose_it_is(one: tuple[str, str, dict[str, Any], Any]) -> None:
    kind, key, value, tags = one
    documents = Memory()
    documents.put(kind, key, json.dumps(value).encode(), tags=tags)
    documents.put(kind, "other", json.dumps({"person": BO}).encode(), tags=(f"person:{BO}",))
    assert held(documents) == {(kind, key)}


def test_what_is_about_nobody_is_nobodys() -> None:
    documents = Memory()
    for kind, row in kinds().items():
        if row.leaves is Leaves.NOBODYS:
            documents.put(kind, ANA, b"{}")
    assert not held(documents)


def test_what_is_no_json_is_left_out_and_found_all_the_same() -> None:
    documents = Memory()
    documents.put("touch-wish", ANA, b"\xff")
    assert held(documents) == {("touch-wish", ANA)}
    assert plain(Kept("k", b"\xff", 1)) is None
    exported = export(documents, NoUses(), ANA, 0.0)  # type: ignore[arg-type]
    assert exported.things == 0


def test_secrets_digests_are_hidden_and_every_row_says_how_long() -> None:
    documents = Memory()
    documents.put("recovery", ANA, json.dumps({"id": ANA, "hash": "$argon2id$", "made": 1}).encode())
    exported = export(documents, NoUses(), ANA, 0.0)  # type: ignore[arg-type]
    assert b"argon2" not in exported.data
    told = json.loads(exported.data)
    assert [one["what"] for one in told["about"]] == [row.what for row in TABLE]
    (ways,) = [one for one in told["about"] if one["what"] == "your passkeys and other ways in"]
    assert ways["held"] == [{"kind": "recovery", "held": {"id": _HIDDEN, "hash": _HIDDEN, "made": 1}}]


IDS = st.sampled_from((ANA, BO, f"{BO}~session", f"x {BO} y", f"[{BO}]", "words"))
TREES = st.recursive(
    st.one_of(IDS, st.integers(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(IDS, inner, max_size=3)),
    max_leaves=12,
)


@given(TREES)
def test_nobody_else_is_named_wherever_they_stand(tree: object) -> None:
    told = json.dumps(_without_others(tree, ANA))
    assert BO not in told
    assert (ANA in json.dumps(tree)) == (ANA in told)
    assert (BO in json.dumps(tree)) == (_OTHER in told)
