"""What modules hand each other."""

from __future__ import annotations

from tests.unit.code.taint.probe import reaches


def test_a_value_made_when_a_module_is_run_is_seen_by_one_that_calls_while_it_runs() -> None:
    code = """
    from other import exported, harmless
    def main():
        SINK(exported)
        SINK(harmless)
    main()
    """
    assert reaches(code, other='exported, harmless = SOURCE(), "safe"') == [4]
