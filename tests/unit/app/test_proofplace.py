"""The rooms do all there is to do about proofs, and forget what is over."""

import json
from pathlib import Path

import pytest

from tests.signing import public
from tests.unit.app.house import DAY, house
from tests.unit.app.test_mirrors import KEY, NAME, Bare, sign
from vedette.access.identity.maintainer import FILE
from vedette.app import proofing_requests as asked
from vedette.app.proofing_capabilities import ROWS
from vedette.app.proofplace import placed
from vedette.core.errors import BadInput


def test_each_row_has_somebody_who_does_it_and_both_rooms_forget(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        place = placed(made.service.parts)
        assert place.handlers().keys() == {one.id for one in ROWS}
        assert [chore(made.now) for chore in place.chores()] == [0, 0]
        with pytest.raises(BadInput, match="no such issuer"):
            made.operator().ask("proofing.ask_credential", asked.AskCredential(provider="commit"))


def test_where_there_are_mirrors_a_signed_commit_is_a_way(tmp_path: Path) -> None:
    bare = Bare(tmp_path / "app.git")
    with house(tmp_path, repositories={NAME: bare.folder}) as place:
        ana = place.operator().joined("Ana", "Mill")
        asking = ana.ask("proofing.ask_credential", asked.AskCredential(provider="commit"))
        assert asking.until == place.now + 7 * DAY
        bare.commit(json.dumps({"tokens": [asking.nonce]}).encode(), sign, FILE)
        wish = asked.ShowCredential(nonce=asking.nonce, presentation=f"{NAME}\n{public(KEY)}\n")
        kept = ana.ask("proofing.show_credential", wish)
        assert (kept.method, kept.label, kept.provider) == ("commit", "IAL1-like", f"repo:{NAME}")
