"""The list of rules in docs/policy.md, made from the policy text.

`python -m tests.unit.access.policy.reference` writes it anew.
"""

from pathlib import Path

from vedette.access.policy.engine import Policy

FILE = Path(__file__).parents[4] / "docs" / "policy.md"
BEGIN, END = "<!-- rules: made from the policy text -->\n", "<!-- end of rules -->\n"


def rules(policy: Policy) -> str:
    """Write every rule with what it says and what it obliges to."""
    lines = ["| rule | | says | obliges to |", "|---|---|---|---|"]
    for rule in policy.rules.values():
        duties = ", ".join(duty.replace("_", " ") for duty in rule.obliges)
        lines.append(f"| `{rule.id}` | {rule.effect}s | {rule.says} | {duties} |")
    return "\n".join(lines) + "\n"


def page(policy: Policy, words: str) -> str:
    """Put the list where it belongs in the page."""
    before, _, rest = words.partition(BEGIN)
    return before + BEGIN + "\n" + rules(policy) + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    FILE.write_text(page(Policy.load(), FILE.read_text(encoding="utf-8")), encoding="utf-8")
