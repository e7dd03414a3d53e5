"""What the measure of codemods counts."""

from pathlib import Path

from benchmarks.models import codemods
from benchmarks.options import Options
from vedette.core.patches import Gate

GOOD = "import yaml\nfrom flask import request\n\n\ndef go():\n    return yaml.unsafe_load(request.data)\n"
BAD = "import pickle\nfrom flask import request\n\n\ndef go():\n    return pickle.loads(request.data)\n"
LEFT = "import os\nfrom flask import request\n\n\ndef go():\n    os.system(request.args['command'])\n"


def test_a_folder_is_counted_by_rule(tmp_path: Path) -> None:
    for name, text in (("good.py", GOOD), ("bad.py", BAD), ("left.py", LEFT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = codemods.of_folder(tmp_path, loud=False)
    loads, command = found["unsafe-deserialisation"], found["command-injection"]
    assert (loads.findings, loads.claimed, loads.proposed, loads.passed[Gate.G2], loads.share) == (
        2,
        1,
        1,
        1,
        1.0,
    )
    assert (command.findings, command.claimed, command.proposed, command.share) == (1, 1, 0, 0.0)


def test_the_share_is_of_pages_and_pairs() -> None:
    one, other = codemods.Count(findings=4, claimed=4, accepted=3), codemods.Count(findings=9, claimed=1)
    made = codemods.figures({"pages": {"a": one}, "tables": {"b": other}})
    assert made["codemod_verified_share"] == 0.75
    assert made["tables_claimed"] == 1


def test_an_outcome_has_a_line_for_all(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    outcome = codemods.run(Options.of(["WHERE=none", f"FOLDER={tmp_path}"], {}))
    assert [row[1] for row in outcome.rows] == ["unsafe-deserialisation", "all"]
    assert outcome.figures["folder_verified"] == 1
