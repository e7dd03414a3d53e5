import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from vedette.core.limits import DEFAULTS
from vedette.triage.unpack.names import Names, safe


@given(st.text(max_size=60) | st.text(alphabet="./\\!C: \0\u202e", max_size=30))
def test_no_name_climbs_hides_or_reads_as_another_level(raw: str) -> None:
    name, _ = safe(raw)
    parts = name.split("/")
    assert name
    assert ".." not in parts
    assert "" not in parts
    assert "\\" not in name
    assert "!/" not in name
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name)


@given(st.lists(st.sampled_from(["a", "./a", "../a", "b", "a (2)"]), max_size=12))
def test_no_two_members_have_one_name(raws: list[str]) -> None:
    names = Names()
    given_out = [names.give(raw)[0] for raw in raws]
    assert len(set(given_out)) == len(given_out)


def test_an_honest_name_is_left_alone_and_a_changed_one_is_told() -> None:
    assert safe("dir/some file-1.txt") == ("dir/some file-1.txt", "")
    assert safe("ordner/größe.txt") == ("ordner/größe.txt", "")
    assert safe("../x")[1]
    assert len(safe("a" * 5000)[0]) <= DEFAULTS.name_chars
