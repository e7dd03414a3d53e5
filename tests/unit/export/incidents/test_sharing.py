"""Each marking of TLP 2.0 reaches exactly as far as FIRST says."""

from __future__ import annotations

import pytest

from vedette.core.incidents import Tlp
from vedette.export.incidents.asked import Reach
from vedette.export.incidents.sharing import allows, farthest, narrower


@pytest.mark.parametrize(
    ("tlp", "reach"),
    [
        (Tlp.RED, Reach.NAMED),
        (Tlp.AMBER_STRICT, Reach.ORGANISATION),
        (Tlp.AMBER, Reach.CLIENTS),
        (Tlp.GREEN, Reach.COMMUNITY),
        (Tlp.CLEAR, Reach.PUBLIC),
    ],
)
def test_it_reaches_so_far_and_no_farther(tlp: Tlp, reach: Reach) -> None:
    order = list(Reach)
    assert farthest(tlp) is reach
    assert [allows(tlp, one) for one in order] == [order.index(one) <= order.index(reach) for one in order]


def test_text_may_carry_a_marking_of_its_own() -> None:
    assert narrower("tlp:red do not tell", Reach.ORGANISATION)
    assert narrower("TLP: AMBER + STRICT", Reach.CLIENTS)
    assert not narrower("TLP:AMBER", Reach.CLIENTS)
    assert not narrower("TLP:WHITE was its name once", Reach.PUBLIC)
    assert not narrower("nothing said", Reach.PUBLIC)
