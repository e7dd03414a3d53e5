from pathlib import Path

import pytest

from tests.toys import HELP, app
from vedette.app.requests import ListRules, TestRules
from vedette.core.errors import BadInput


def test_rules_are_listed_or_one_of_them(tmp_path: Path) -> None:
    assert app(tmp_path).run("rules.list", ListRules()).value.rules == (HELP,)
    assert app(tmp_path).run("rules.list", ListRules(only="toy-eval")).value.rules == (HELP,)
    with pytest.raises(BadInput, match="no rule is called"):
        app(tmp_path).run("rules.list", ListRules(only="other"))


def test_examples_are_run_and_failures_told(tmp_path: Path) -> None:
    ran = app(tmp_path).run("rules.test", TestRules()).value
    assert (len(ran.cases), [one.where for one in ran.failed]) == (2, ["toy.toml, 1"])
    assert not app(tmp_path).run("rules.test", TestRules(only="toy-eval")).value.failed
    with pytest.raises(BadInput, match="no examples"):
        app(tmp_path).run("rules.test", TestRules(only="other"))
