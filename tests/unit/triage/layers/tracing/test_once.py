import pytest

from vedette.core.errors import LimitHit
from vedette.triage import facts, layers
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.kinds import Kind
from vedette.triage.layers.powershell import evaluator as powershell
from vedette.triage.layers.tracing.once import Once
from vedette.triage.layers.vba import evaluator as vba
from vedette.triage.sample import Sample

SCRIPT = "$a = 'IEX ' + 'calc.exe'\nIEX $a\n[Convert]::FromBase64String('aGVsbG8gd29ybGQhIQ==')\n"
BASIC = 'x = "cal" & "c.exe"\nExecute x\nCreateObject("WScript.Shell").Run x\n'
CASES = [(SCRIPT, Kind.POWERSHELL), (BASIC, Kind.VBSCRIPT)]


def sample(text: str, kind: Kind) -> Sample:
    return Sample(name="a", data=text.encode(), kind=kind)


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_layers_after_facts_are_those_of_a_way_of_their_own_and_cost_as_much(text: str, kind: Kind) -> None:
    one, alone, both = sample(text, kind), Allowance(), Allowance()
    expected = list(layers.peel(one, alone))
    told = list(facts.facts(one, both))
    of_facts = both.fuel_used
    assert list(layers.peel(one, both)) == expected != []
    assert both.fuel_used - of_facts == alone.fuel_used
    assert list(facts.facts(one, Allowance())) == told != []


@pytest.mark.parametrize("evaluator", [powershell, vba])
def test_what_is_kept_is_of_this_text_and_allowance_and_given_once(evaluator: object) -> None:
    once = Once(evaluator.go)  # type: ignore[attr-defined]
    allowance = Allowance()
    kept = once.first(SCRIPT, allowance)
    assert once.again(SCRIPT, allowance) is kept
    assert once.again(SCRIPT, allowance) is not kept
    kept = once.first(SCRIPT, allowance)
    assert once.again(SCRIPT, Allowance()) is not kept
    kept = once.first(SCRIPT, allowance)
    assert once.again(BASIC, allowance) is not kept
    assert once.again(SCRIPT, allowance) is not kept


def test_who_has_spent_what_there_is_gets_nothing_for_it() -> None:
    needs = Allowance()
    once = Once(powershell.go)
    once.first(SCRIPT, needs)
    short = Allowance(bounds=Bounds(fuel=needs.fuel_used + 5))
    once.first(SCRIPT, short)
    with pytest.raises(LimitHit):
        once.again(SCRIPT, short)
    with pytest.raises(LimitHit):
        once.first(SCRIPT, short)
    assert once.again(SCRIPT, Allowance()).events
