import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.models.dialect import Dialect, Shaping
from vedette.models.rooted import taken_out, wrapped, wraps

EITHER = {"anyOf": [{"type": "object"}, {"type": "string"}]}


def test_only_what_is_no_object_is_put_into_one_where_a_server_wants_it() -> None:
    wants = Dialect(root="object")
    assert wraps(wants, EITHER)
    assert not wraps(wants, {"type": "object"})
    assert not wraps(wants, None)
    assert not wraps(Dialect(), EITHER)
    assert not wraps(Dialect(root="object", shaping=Shaping.PROMPTED), EITHER)
    assert wrapped(EITHER)["properties"] == {"it": EITHER}


@settings(max_examples=FEW)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
    )
)
def test_what_was_put_in_comes_out(made: object) -> None:
    assert json.loads(taken_out(json.dumps({"it": made}))) == made


@given(st.text())
def test_what_is_none_stays(text: str) -> None:
    assert taken_out(text) == text or '"it"' in text
