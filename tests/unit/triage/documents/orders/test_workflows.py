"""Workflows run a script in each step."""

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

FLOW = """on: push
jobs:
  a:
    steps:
      - run: one
      - name: b
        shell: pwsh
        run: |
          two ${{ secrets.A_KEY }}
            three
      - run: "four"
        shell: cmd
  c:
    script:
      - five
      - six
"""


def told(text: str) -> list[tuple[str, str]]:
    sample = Sample(name="ci.yml", data=text.encode(), kind=Kind.YAML)
    return [(one.command.strip(), one.ending) for one in orders(sample, Allowance())]


def test_each_step_is_a_script() -> None:
    assert told(FLOW) == [
        ("one", "sh"),
        ("two ${A_KEY}\n  three", "ps1"),
        ("four", "cmd"),
        ("five\nsix", "sh"),
    ]


def test_other_settings_run_nothing() -> None:
    assert told("a: b\nrunner: c\n") == []
