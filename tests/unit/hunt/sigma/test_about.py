"""What a rule says of itself."""

from vedette.hunt.sigma.reading import load_rules

RULE = """
title: A log is emptied
id: 2d7b4a52-1111-5222-8333-944455556666
status: test
level: high
tags: [attack.defense-impairment, attack.t1685.005, attack.t1070.001, attack.t1003.001, attack.t9999]
logsource: {product: windows, service: security}
detection:
  it: {EventID: 1102}
  condition: it
"""


def test_ids_and_tactics_of_the_next_version_are_those_the_table_has() -> None:
    (rule,) = load_rules((("a.yml", RULE),)).rules
    assert rule.about.techniques == ("T1070.001", "T1003.001")
    assert rule.about.tactics == ("defense-evasion",)
