from pathlib import Path

import pytest

from benchmarks.options import Options
from vedette.core.errors import BadInput


def test_what_is_said_goes_before_the_environment() -> None:
    options = Options.of(["A=1=2"], {"A": "0", "B": "3"})
    assert (options.get("A"), options.get("B"), options.get("C", "4")) == ("1=2", "3", "4")


def test_what_is_no_option_is_refused() -> None:
    with pytest.raises(BadInput, match="not an option"):
        Options.of(["word"], {})


def test_a_path_must_be_there(tmp_path: Path) -> None:
    options = Options({"HERE": str(tmp_path), "GONE": str(tmp_path / "x")})
    assert options.needed("HERE", "a folder") == tmp_path
    assert options.path("UNSAID") is None
    with pytest.raises(BadInput, match="not there"):
        options.path("GONE")
    with pytest.raises(BadInput, match="not set"):
        options.needed("UNSAID", "a folder")
