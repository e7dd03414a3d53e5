"""Lines of appliances without a header."""

from tests.unit.hunt.sources.lines.programs.test_devices import CEF, TRAFFIC
from tests.unit.hunt.sources.made import read
from vedette.hunt.sources.lines import appliances


def test_both_are_told_and_nothing_else_is() -> None:
    assert appliances.fits(f"{TRAFFIC}\n{CEF}\n".encode(), "x")
    assert not appliances.fits(b"level=info msg=started type=x\n", "x")
    assert not appliances.fits(b"Mar  1 08:00:01 web1 a: b\n", "x")


def test_other_lines_are_counted() -> None:
    found, whys = read(f"{TRAFFIC}\nnonsense\n{CEF}\n", "x.log")
    assert [made.record for made in found] == [1, 3]
    assert whys == ["a line is not of this format (record 2)"]
